#pragma once
/* How many rows go, entity by entity: for the people who decide whether they may. */

#include "register/register.h"

typedef struct EntityCount {
        const char *entity;
        int64_t rows;
} EntityCount;

/* Rows of each entity that hang on units with these keys (unit: the subject, or the entity whose rows go by
 * themselves). What is shared may stay and is counted apart. Entities without a row are left out; *ret lies
 * in the arena. */
int count_entities(Register *reg, const Entity *unit, const char *const *keys, size_t n, Arena *arena,
                   EntityCount **ret, size_t *ret_n);
/* Of what goes by its last link only, when all of these units go: likewise. */
int count_shared(Register *reg, const Entity *unit, const char *const *keys, size_t n, Arena *arena,
                 EntityCount **ret, size_t *ret_n);
/* Whether there are at least n rows of the entity; reads no more of them than that. */
int count_reaches(Register *reg, const Entity *entity, int64_t n, bool *ret);
