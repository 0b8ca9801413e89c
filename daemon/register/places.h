#pragma once
/* Where in a register's database rows can lie, as verification sees it: the server's own catalog of the whole
 * database, not the map's tables only. */

#include "register/register.h"

/* What a column can hold of somebody. */
typedef enum Holds {
        HOLDS_NOTHING,
        HOLDS_TEXT,
        HOLDS_NUMBER,
        HOLDS_BYTES,
        HOLDS_NUMBERS, /* a list of them */
        HOLDS_SEVEN,   /* a number of no more than seven digits */
        HOLDS_WITHIN,
} Holds;

typedef struct Place {
        CatalogTable table;
        Holds *holds;   /* beside its columns */
        bool *sole_key; /* the column alone is a key of this table: an "id" of its own, not somebody else's */
        bool alone;     /* a plain table: its heirs are places of their own */
        bool readable;  /* by the engine, every row of it */
        bool elsewhere; /* another server's table */
} Place;

/* In the arena. 0 or a PG_E_ condition. */
int places_load(Register *reg, Arena *arena, Place **ret, size_t *ret_n);
