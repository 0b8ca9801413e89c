#pragma once
/* What of a register verification reads, compiled from its catalog, to look for who has gone. */

#include "register/places.h"
#include "register/scan.h"

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
