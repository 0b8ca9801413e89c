#pragma once
/* Looking for what should be gone, without asking the map who owns whose rows. */

#include "register/register.h"

typedef struct Trace {
        const char *place; /* "schema.table" */
        int64_t rows;
} Trace;

/* Every table of the register's schemas, and any that refers to them: rows that still refer to one of the
 * keys, and rows that hold one of the identifiers as a whole value. They lie in
 * the arena; *ret_places: tables looked through. */
int register_trace(Register *reg, const char *const *keys, size_t n_keys, const char *const *identifiers,
                   size_t n_identifiers, Arena *arena, Trace **ret, size_t *ret_n, int64_t *ret_places);
/* How many rows of the entity with these keys are there and not archived. */
int register_count_live(Register *reg, const Entity *entity, const char *const *keys, size_t n, int64_t *ret);
/* How many rows of the entity with these keys are left; with columns: that hold something in one of them. */
int register_count_left(Register *reg, const Entity *entity, const char *const *columns, size_t n_columns,
                        const char *const *keys, size_t n, int64_t *ret);
