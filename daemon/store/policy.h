#pragma once
/* The retention rules that were last loaded, and what changed since, as statements. */

#include "store/store.h"

typedef struct PolicyRule {
        const char *rule, *version; /* version: digest of all that the rule decides */
        const char *words;          /* the same for people */
} PolicyRule;

typedef struct PolicyChange {
        const char *rule, *change;  /* added, changed, removed */
        const char *before, *after; /* words; NULL where there was none, or is none */
} PolicyChange;

/* Notes these rules as those in force; *ret: what differs from those noted before. In the caller's
 * transaction, and one at a time. *ret_first: none had been noted before. */
int policy_load(Store *store, const PolicyRule *rules, size_t n, Date on, Arena *arena, PolicyChange **ret,
                size_t *ret_n, bool *ret_first);
/* The newest changes first: day, change, rule, before, after. since DATE_NONE: all. */
int policy_changes(Store *store, Date since, int64_t limit, PgRows **ret);
/* The runs of a rule, in any register, that have not ended. */
int policy_open_runs(Store *store, const char *rule, Arena *arena, int64_t **ret, size_t *ret_n);
