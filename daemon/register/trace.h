#pragma once
/* Looking for what should be gone, without asking the map who owns whose rows. */

#include "register/register.h"

typedef struct TraceFor {
        const char *const *keys, *const *identifiers;
        size_t n_keys, n_identifiers;
        /* After each piece of a table, with how long it took; anything but 0 ends the looking. NULL: no rest.
         */
        int (*rest)(void *data, uint64_t took_usec);
        void *data;
} TraceFor;

typedef struct Trace {
        const char *place; /* "schema.table" */
        int64_t rows;
        bool unread; /* it could hold something, but the engine may not read it, or not all of its rows */
} Trace;

/* Every table of the database, mapped or not, in whatever schema, partitioned, inherited or unlogged, and
 * every materialised view: rows that still refer to one of the keys, and rows that hold one of the
 * identifiers, as a whole value or as a word of a longer one (texts, arrays, JSON; numbers too). Each place
 * is seen as of one moment. They lie in the arena; *ret_places: how many places were looked through. 0, a
 * PG_E_ condition, or what rest() said. */
int register_trace(Register *reg, const TraceFor *want, Arena *arena, Trace **ret, size_t *ret_n,
                   int64_t *ret_places);
/* How many rows of the entity with these keys are there and not archived. */
int register_count_live(Register *reg, const Entity *entity, const char *const *keys, size_t n, int64_t *ret);
/* How many rows of the entity with these keys are left; with columns: that hold something in one of them. */
int register_count_left(Register *reg, const Entity *entity, const char *const *columns, size_t n_columns,
                        const char *const *keys, size_t n, int64_t *ret);
