#pragma once
/* What is left of a record for the planning of services: a row without a key, of the attributes a rule names,
 * each made general by the method of the map. */

#include "register/register.h"
#include "seal/keys.h"

/* What the rule leaves of records, and of how many. */
typedef struct PlanningGroup {
        const char *data; /* JSON, without pseudonyms: what might be recognised */
        int64_t n;
} PlanningGroup;

/* The groups that these subjects would make, in the arena. */
int anonymise_groups(Register *reg, const Rule *rule, const char *const *keys, size_t n, Arena *arena,
                     PlanningGroup **ret, size_t *ret_n);
/* The groups that stand in the register's planning table under the rule already. */
int anonymise_standing(Register *reg, const Rule *rule, Arena *arena, PlanningGroup **ret, size_t *ret_n);
/* Writes the rows of these subjects into the planning table, within the caller's transaction. */
int anonymise_write(Register *reg, const Rule *rule, const Keys *keys, const char *const *subjects, size_t n);
