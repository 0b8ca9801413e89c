#pragma once
/* What a transaction of the register did to its rows, as the server counted it: what went by a cascade, by a
 * trigger or with its last link is among it, and what the register's own code wrote meanwhile. */

#include "register/register.h"

typedef struct Went {
        const char *before;       /* of went_begin() */
        const char *went, *wrote; /* JSON objects: rows, by "schema.table" */
} Went;

/* Within one transaction: before the disposal, and after it. In the arena. 0 or a PG_E_ condition. */
int went_begin(Register *reg, Arena *arena, Went *ret);
int went_end(Register *reg, Arena *arena, Went *went);
/* Such an object (NULL: an empty one) with the rows of another added to it; with so many of one table. */
const char *went_add(Arena *arena, const char *all, const char *more);
const char *went_add_rows(Arena *arena, const char *all, const char *place, size_t n);
