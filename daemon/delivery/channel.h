#pragma once
/* What a channel is: one way to hand a letter over, in a file of its own under channels/. channels.c has the
 * one table of them, in the order in which they are tried. For the files of delivery/ only. */

#include "store/context.h"
#include "store/delivery.h"

/* What channels need for a whole round. */
typedef struct Desk {
        void *own[_ATTEMPT_CHANNEL_MAX];  /* a connection, say; the channel's to make, its close() ends it */
        bool rests[_ATTEMPT_CHANNEL_MAX]; /* it cannot be used now: nothing more is asked of it this round */
} Desk;

/* One attempt being made. */
typedef struct Sending {
        Context *context;
        Desk *desk;         /* NULL where nothing is sent or asked */
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
        /* A code: the channel cannot be used now, and rests until the next round; what is ready waits, and
         * says this. NULL: it works. */
        const char *waits;
        bool alone; /* with waits: this letter waits, and the channel does not rest for it */
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
        /* Ends what it keeps on the desk. NULL: it keeps nothing. */
        void (*close)(void *own);
} Channel;

#define DELIVERY_NOT_NOW        "not-now"        /* the channel did not take it, and may another time */
#define DELIVERY_NOT_RETURNED   "not-returned"   /* said to have come back by mistake, before it had left */
#define DELIVERY_STATUS_UNKNOWN "status-unknown" /* it may have it or not, and can no longer say */

extern const Channel channel_spool, channel_notify, channel_hand, channel_voice;

const Channel *channel_of(AttemptChannel name);
/* By policy (settings: channels) the next that can carry the letter and has not failed to; NULL: none. */
const Channel *channel_next(const Sending *sending, const Attempt *tried, size_t n);
/* The attempt ended without its channel having failed: there may be another by the same. */
bool channel_was_not_tried(const Attempt *attempt);
/* What was planned while it was among those of the settings is not begun when it is no longer. What lies in
 * the house is: it may have lain there before. */
bool channel_may_begin(const Sending *sending, const Channel *channel);
void desk_close(Desk *desk);
#define _cleanup_desk_ _cleanup_(desk_close)
/* The day on which a letter posted then counts as received: so many working days on (settings: post_days). */
Date channel_post_arrives(const Context *context, Date posted);
