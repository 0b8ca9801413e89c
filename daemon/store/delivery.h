#pragma once
/* Letters on their way, and each attempt to hand one over, as statements. For delivery/, which is the one
 * hand that moves them; lists are for everybody. */

#include "base/conditions.h"
#include "model/delivery-words.h"
#include "model/lives/attempt.h"
#include "store/store.h"

/* Which letter: one of its numbers. */
typedef struct LetterNumber {
        int64_t obligation, request_letter; /* 0: it is the other's */
} LetterNumber;
/* "N-12", "L-7": on the letter's file, and where it is spoken of. In the arena. */
const char *letter_number_to_string(LetterNumber number, Arena *arena);
bool letter_number_from_string(const char *s, LetterNumber *ret);

typedef struct Delivery {
        int64_t id, document;
        LetterNumber letter;
        const char *subject; /* reference */
        DeliveryState state;
        const char *stopped; /* a code: why it is not handed over now; NULL: nothing is in the way */
        int64_t again_after; /* the last attempt before a person had it tried once more; 0: nobody did */
} Delivery;

typedef struct DeliveryLetter {
        int64_t notice, request_letter; /* 0: it is the other's */
        int64_t document;
        const char *address; /* its lines, without the name, joined by line ends */
        bool laid;           /* it lies in the folder of finished papers already */
} DeliveryLetter;
/* A delivery that is ready to go; of the address a digest alone is kept. */
int delivery_insert(Store *store, const DeliveryLetter *letter, Date ready_on, int64_t *ret);
/* id 0: all; state NULL: any. Columns by name, as muniment delivery list has them; state is "waits" where it
 * is ready and something stops it. */
int delivery_list(Store *store, int64_t id, const char *state, PgRows **ret);
/* Ids of those not over yet, after one, in order; a few at a time, none at the end. In the arena. */
int delivery_next(Store *store, int64_t after, Arena *arena, int64_t **ret, size_t *ret_n);
/* Locked until the transaction ends. DELIVERY_STORE_E_NONE: there is none, or somebody is at it. */
int delivery_lock(Store *store, int64_t id, Arena *arena, Delivery *ret);
/* Likewise that of a letter, waiting for whoever is at it. */
int delivery_lock_of_letter(Store *store, LetterNumber letter, Arena *arena, Delivery *ret);
/* All of a request, likewise: nothing of it is sent from here to the end of the transaction. */
int delivery_lock_of_request(Store *store, const char *ref);
/* Its state and why it is stopped; by hand: a person handed it over. */
int delivery_set(Store *store, const Delivery *delivery, bool by_hand);
/* It is to be tried once more; attempts up to the one of that id count no longer. */
int delivery_again(Store *store, int64_t id, int64_t after);
/* *ret_same: the letter bears this address, as far as is known; *ret_disproved: a letter to it came back.
 * delivery 0: of no letter. */
int delivery_address_look(Store *store, int64_t delivery, const char *address, bool *ret_same,
                          bool *ret_disproved);
/* DATE_NONE: it did not come back. */
int delivery_address_returned(Store *store, int64_t delivery, Date on);

typedef struct Attempt {
        int64_t id, delivery;
        AttemptChannel channel;
        const char *reference; /* what the channel is told to know it by */
        AttemptState state;
        const char *because; /* a code; NULL unless it failed or came back */
        Date planned_on, accepted_on, left_on, deemed_on;
        int64_t begun_seconds_ago; /* by the database's clock; 0: not begun, or not known */
} Attempt;

/* Of one delivery, the oldest first. In the arena. */
int attempt_list(Store *store, int64_t delivery, Arena *arena, Attempt **ret, size_t *ret_n);
typedef struct Handing {
        const char *as; /* the post of whoever handed it over: "social-worker"; NULL where no person did */
        bool asked;     /* whether they understood it was looked at */
        DeliveryUnderstood understood;
} Handing;
/* A new one, planned: id and reference of it filled in. handing NULL: no person's. */
int attempt_insert(Store *store, Attempt *attempt, Date on, const Handing *handing, Arena *arena);
typedef struct AttemptStep {
        AttemptState to;
        Date on;
        const char *because; /* NULL: as it was */
        const char *proof;   /* likewise */
        Date deemed_on;      /* DATE_NONE: likewise */
} AttemptStep;
/* Takes the step. DELIVERY_STORE_E_MOVED: it has left the state that it was read in. */
int attempt_step(Store *store, Attempt *attempt, const AttemptStep *step);
