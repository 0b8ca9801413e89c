#pragma once
/* Delivery: a letter that was made -> handed to a channel -> out of the house -> received.
 *
 * Each attempt is a row before it is made. One that stands as begun and that nobody is at was cut off: its
 * channel is asked before anything is sent again. A channel that fails is followed by the next that can carry
 * the letter; after the last a person sees to it. Whoever wrote the letter judges again, at the moment of
 * sending, whether it may go. */

#include "store/context.h"
#include "store/delivery.h"

#define DELIVERY_STOPPED "stopped" /* why an attempt ended that the judge stopped */
/* It was stopped where it lay, and the print room had taken it by then: it has left. */
#define DELIVERY_TAKEN_UNSEEN "taken-unseen"

/* What whoever wrote a letter says of sending it now. */
typedef struct DeliveryVerdict {
        const char *stopped; /* a code: not now, a person sees to it; NULL: it may go */
        bool over;           /* never: nobody is to be told any more */
        bool unknown;        /* nobody can say now: nothing is sent, and what lies ready stays */
        int met;             /* with unknown: a condition that is told when the round is over; 0: none */
} DeliveryVerdict;
typedef struct DeliveryJudge {
        /* In the transaction of the sending: what is found later waits for its end. */
        int (*judge)(void *data, Context *context, const Delivery *delivery, DeliveryVerdict *ret);
        void *data;
} DeliveryJudge;
/* Of each kind of letter, who wrote it. */
typedef struct DeliveryJudges {
        DeliveryJudge notices, requests;
} DeliveryJudges;

/* The folder in which a letter lies from when it is made: that of finished papers, where the print room comes
 * first among the channels; else NULL. Never within a transaction. 0, or -errno as documents_folder(). */
int delivery_folder(Context *context, const char **ret);
/* A letter is ready: within the transaction that keeps it. */
int delivery_begin(Context *context, const DeliveryLetter *letter);

typedef struct DeliveryCounts {
        int64_t sent, received, stopped, failed; /* that have become so in this round */
} DeliveryCounts;
/* Takes every letter that is not over as far as it goes today: sends what may go, asks what became of the
 * rest. Several may do so at once, and again after a crash anywhere. Not within a transaction. 0, -errno of
 * the folder, or a PG_E_ condition. */
int delivery_round(Context *context, const DeliveryJudges *judges, DeliveryCounts *ret);

/* A person says that they handed a letter over (by hand or voice) on a day, or that it came back, also one
 * that left though it was called back. 0, DELIVERY_E_NONE, DELIVERY_E_STATE: it was handed over, or did not
 * go out. */
int delivery_handed(Context *context, LetterNumber letter, AttemptChannel by, const Handing *handing,
                    Date on);
int delivery_returned(Context *context, LetterNumber letter, ReturnReason reason, Date on);

/* Nobody need be told by it any more, for they are told otherwise. Within the caller's transaction, which
 * settles the copies after it. A letter without a delivery is none. DELIVERY_E_STATE: it has left, or may
 * have. */
int delivery_withdraw(Context *context, LetterNumber letter);
/* The same of one that is in the house still, as far as is known; *ret_back: it was. */
int delivery_call_back(Context *context, LetterNumber letter, bool *ret_back);

/* It did not come back: that was a mistake. *ret: it counts as received, on *ret_on (else DATE_NONE); it is
 * ready, for it had not left, and the next round sends it; or it has failed, for it was handed to others and
 * may have left. Of the letter's address nothing is said any more. */
int delivery_not_returned(Context *context, LetterNumber letter, DeliveryState *ret, Date *ret_on);
/* One that was not delivered is tried once more, by every channel, in the next round. DELIVERY_E_STATE: it
 * did not fail, or has left. */
int delivery_once_more(Context *context, LetterNumber letter);
