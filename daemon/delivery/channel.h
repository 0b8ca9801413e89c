#pragma once
/* What a channel is: one way to hand a letter over, in a file of its own under channels/. channels.c has the
 * one table of them, in the order in which they are tried. For the files of delivery/ only. */

#include "store/context.h"
#include "store/delivery.h"

/* One attempt being made. */
typedef struct Sending {
        Context *context;
        Arena *arena;       /* for this delivery */
        const char *folder; /* of finished papers, on this host; NULL: none */
        Delivery delivery;
        Attempt attempt;
} Sending;

/* What a channel says of an attempt: the state that it is in now, which is the attempt's own where there is
 * nothing new, and why, of one that failed. */
typedef struct ChannelAnswer {
        AttemptState state;
        const char *because;
        Date deemed_on; /* of one that left: when it counts as received */
} ChannelAnswer;

typedef struct Channel {
        AttemptChannel name;
        /* Accepted by it, a letter is still in the house: it can be called back, and shows as ready. */
        bool lies_here;
        /* Whether it can carry this letter from this host. NULL: nothing is sent by it; a person says that it
         * was. */
        bool (*can_carry)(const Sending *sending);
        /* Hands it over. In a transaction that holds the attempt, which stands as sending; the answer is
         * accepted, failed, or doubtful. */
        int (*send)(const Sending *sending, ChannelAnswer *ret);
        /* What became of it: of a doubtful one accepted, failed, or planned (it never had it). */
        int (*ask)(const Sending *sending, ChannelAnswer *ret);
        /* Takes back what lies here. NULL: it cannot. */
        int (*take_back)(const Sending *sending);
} Channel;

extern const Channel channel_spool, channel_hand, channel_voice;

const Channel *channel_of(AttemptChannel name);
/* By policy the next that can carry the letter and has not failed to; NULL: none. */
const Channel *channel_next(const Sending *sending, const Attempt *tried, size_t n);
/* The day on which a letter posted then counts as received: so many working days on (settings: post_days). */
Date channel_post_arrives(const Context *context, Date posted);
