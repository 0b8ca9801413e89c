#pragma once
/* What joins rows of one entity to rows of another. */

#include <stdbool.h>
#include <stddef.h>

/* Columns of this entity that name a row of another: what they hold is what the other's columns hold. */
typedef struct Edge {
        const char *entity;
        const char **columns;
        const char **match; /* as many columns of the other, unique together: its key, unless the map or a
                               foreign key says otherwise (register/edges.h) */
        size_t n_columns;
        bool match_said;   /* by the map */
        bool list;         /* the one column holds several, as an array or a text with commas between */
        bool cast;         /* the two are of different types, and compared as text */
        const char *where; /* column of this entity: only rows in which it holds one of is name one by these
                              columns; NULL: all do */
        const char **is;
        size_t n_is;
        int line; /* where it was read */
} Edge;

/* Whether no row can name one by both: the same columns, under conditions that exclude each other. */
bool edges_exclude(const Edge *a, const Edge *b);
