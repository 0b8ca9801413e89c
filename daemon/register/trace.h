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
/* How many of the keys are not archived, though there. */
int register_count_live(Register *reg, const char *const *keys, size_t n, int64_t *ret);
