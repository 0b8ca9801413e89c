#pragma once
/* Holds, as statements. To set one, call hold_set() of retention/hold.h, which waits for running batches. */

#include "store/store.h"

enum {
        _HOLD_STORE_E_SUCCESS = 220,
        HOLD_E_NONE, /* no such hold, or it is released */
};

typedef struct Hold {
        int64_t id;
        const char *register_name; /* NULL: all */
        const char *rule;          /* NULL: all */
        const char *subject;       /* reference; NULL: everybody */
        const char *key;           /* of the subject in the register; filled by hold_list() */
        const char *reason, *set_by;
        Date set_on, review_on;
        const char *released_by, *release_reason;
        Date released_on;
} Hold;

int hold_insert(Store *store, const Hold *hold, int64_t *ret_id);
/* 0 or HOLD_E_NONE. */
int hold_release(Store *store, int64_t id, const char *by, Date on, const char *reason);
/* id 0: every hold. */
int hold_list(Store *store, int64_t id, bool released_too, Arena *arena, Hold **ret, size_t *ret_n);

typedef struct HoldMatch {
        int64_t id;
        const char *key; /* NULL: everybody in scope */
} HoldMatch;
/* The holds that bind any of these keys under this rule, those over everybody first. */
int hold_match(Store *store, const char *register_name, const char *rule, const char *const *keys, size_t n,
               Arena *arena, HoldMatch **ret, size_t *ret_n);
