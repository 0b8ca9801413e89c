#pragma once
/* Where in a register's database rows can lie, as verification sees it: the server's own catalog of the whole
 * database, not the map's tables only. */

#include "register/register.h"
#include "register/scan.h"

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

/* What of a place is read, and how each value is looked at. */
typedef struct Reading {
        const char *sql; /* NULL: it can hold nothing of what is looked for */
        ScanKind *kinds; /* beside the columns of the statement */
        size_t n;
        const char *by_key;   /* for keys of several columns: $1 subject keys -> how many rows hold one; NULL:
                                 none can */
        const char *nowhere;  /* how many of its rows name a row that is not there; NULL: the server sees to
                                 that */
        const char **numbers; /* columns with lists of numbers, of which nothing says that they are keys */
        size_t n_numbers;
} Reading;

/* A statement that reads a place: columns that can hold something, and those that hold the subject's key by
 * foreign key, by name, or by what the map says. */
void compile_trace(const Compiler *c, const Place *place, Reading *ret);
/* The next rows of the cursor. */
const char *compile_trace_fetch(Arena *arena, int64_t rows);
/* Names that columns and members of JSON with the subject's key go by, squeezed. */
size_t compile_key_names(const Compiler *c, const char **ret);
#define KEY_NAMES_MOST 20
/* $1 subject keys -> a TRACE_ kind, a value: what identifies them, in the subject's rows and those that go
 * with it. NULL: nothing does but the tombstone. */
enum { IDENTIFYING_KIND, IDENTIFYING_VALUE };
const char *compile_identifying(const Compiler *c);
/* Whether it is; what others share is not: addresses, days, what is about somebody else. */
bool attribute_looked_for(const Attribute *attribute);
