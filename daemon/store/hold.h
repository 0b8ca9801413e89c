#pragma once
/* Holds, as statements. To set one, call hold_set() of retention/hold.h, which waits for running batches. */

#include "base/conditions.h"
#include "model/hold-basis.h"
#include "model/hold-scope.h"
#include "store/store.h"

typedef struct Hold {
        int64_t id;
        const char *register_name; /* NULL: all */
        const char *rule;          /* NULL: all */
        const char *subject;       /* reference; NULL: everybody */
        const char *key;           /* of the subject in the register; filled by hold_list() */
        const HoldScope *scope;    /* NULL: everything of the above */
        HoldBasis basis;
        const char *reason;   /* NULL only where the basis has a citation */
        const char *evidence; /* where the order or letter is kept; NULL: not said */
        const char *owner;    /* who answers for it; hold_insert(): NULL means who sets it */
        const char *set_by;
        Date set_on, review_on; /* both needed; hold_set() fills in a review_on that is DATE_NONE */
        const char *released_by, *release_reason;
        Date released_on;
        bool sealed; /* hold_list(): reason, evidence, release_reason and the scope's value are not shown */
} Hold;

int hold_insert(Store *store, const Hold *hold, int64_t *ret_id);
/* Ends it, and has planned anew at once what it kept: a pass over the register, or over the one rule. Where
 * it was over every register the caller does that for each. *ret (may be NULL): its register and rule. 0 or
 * HOLD_E_NONE. */
int hold_release(Store *store, int64_t id, const char *by, Date on, const char *reason, Arena *arena,
                 Hold *ret);
/* Puts that pass in the queue. */
int hold_replan(Store *store, int64_t id, const char *register_name, const char *rule, Date on);

typedef struct HoldsWanted {
        int64_t id; /* 0: every hold */
        bool released_too;
        bool words; /* what is sealed is opened, which takes the engine's keys */
} HoldsWanted;
/* 0; with words also what value_key_open_hold() passes on. */
int hold_list(Store *store, const HoldsWanted *wanted, Arena *arena, Hold **ret, size_t *ret_n);

typedef struct HoldReview {
        Date due_on, reviewed_on, keep_until;
        const char *by, *because;
} HoldReview;
/* A person looked at it again: review_on becomes keep_until. 0 or HOLD_E_NONE. */
int hold_review(Store *store, int64_t id, const HoldReview *review);
int hold_reviews(Store *store, int64_t id, bool words, Arena *arena, HoldReview **ret, size_t *ret_n);

typedef struct HoldReminder {
        int64_t hold;
        Date review_on;
        bool due; /* else soon */
} HoldReminder;
/* Those whose review falls within so many days, or has passed, each once. */
int hold_remind(Store *store, Date today, int days, Arena *arena, HoldReminder **ret, size_t *ret_n);

typedef struct HoldCounts {
        int64_t all, soon, due; /* in force; to be reviewed within the days; today or before */
} HoldCounts;
int hold_counts(Store *store, Date today, int days, HoldCounts *ret);

typedef struct HoldMatch {
        int64_t id;
        const char *key;        /* of the subject; NULL: everybody in scope */
        const HoldScope *scope; /* NULL: all of them; else the register must be asked which */
        HoldBasis basis;
} HoldMatch;
/* The holds that may bind any of these subjects under this rule (NULL: any rule), those over everybody first.
 */
int hold_match(Store *store, const char *register_name, const char *rule, const char *const *keys, size_t n,
               Arena *arena, HoldMatch **ret, size_t *ret_n);
