#pragma once
/* Where in a register's database rows can lie, as verification sees it: the server's own catalog of the whole
 * database, not the map's tables only. */

#include "register/register.h"

/* What a column can hold of somebody. */
typedef enum Holds { HOLDS_NOTHING, HOLDS_TEXT, HOLDS_NUMBER, HOLDS_WITHIN } Holds;

typedef struct Place {
        CatalogTable table;
        Holds *holds;   /* beside its columns */
        bool *sole_key; /* the column alone is a key of this table: an "id" of its own, not somebody else's */
        bool alone;     /* a plain table: its heirs are places of their own */
        bool readable;  /* by the engine, every row of it */
} Place;

/* In the arena. 0 or a PG_E_ condition. */
int places_load(Register *reg, Arena *arena, Place **ret, size_t *ret_n);

/* $1 subject keys -> how many rows refer to one of them by columns that, by foreign key or by name, hold the
 * subject's key. The map's owners are not asked. NULL: the place has no such columns. */
const char *compile_trace_keys(const Compiler *c, const Place *place);
/* $1 identifiers as they are, $2 the same in capitals without what is neither letter nor digit, $3 those that
 * are numbers -> of each row whether it holds one of them, as a whole value or as a word of one. NULL: none
 * can. */
const char *compile_trace(const Compiler *c, const Place *place);
