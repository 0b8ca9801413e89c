#pragma once
/* Within draft*.c only. */

#include "base/text.h"
#include "register/draft.h"

/* Columns of one table that lead to the key of another; by a foreign key, or by their names. */
typedef struct DraftEdge {
        size_t from, to;      /* tables, by place */
        const char **columns; /* in the order of the other's key */
        const char **match;   /* what they refer to, where that is not the other's key; else NULL */
        size_t n_columns;
        bool not_null, cascades, guessed;
} DraftEdge;

typedef struct DraftTable {
        const CatalogTable *table;
        const char *name; /* of the entity */
        const char **key;
        size_t n_key;
        bool key_is_guessed;
        bool placed;
        Ownership ownership;
        size_t depth; /* how far from the subject */
        const DraftEdge *owners[4], *to;
        size_t n_owners;
        bool first_goes;
        const char *why;
} DraftTable;

typedef struct DraftGraph {
        Arena *arena;
        const Catalog *catalog;
        DraftTable *tables;
        size_t n_tables;
        DraftEdge *edges;
        size_t n_edges;
        size_t subject;
} DraftGraph;

/* --- draft-guess.c: what names say --- */

typedef struct ColumnGuess {
        bool system, identifies, tombstone;
        CompareKind compare;
        Anonymise anonymise;
} ColumnGuess;
ColumnGuess guess_column(const CatalogColumn *column);
/* "birth", "death", "archived", "language", "shielded", "since", "until"; NULL: none of them. */
const char *guess_role(const CatalogColumn *column);
/* Whether a table looks like one about people: how much so; 0: not at all. */
int guess_about_people(const CatalogTable *table);
/* Whether a column of it is about a person: not a mere name, which products have too. */
bool guess_names_people(const CatalogTable *table);
/* Whether it is called a copy of something: a backup, a history. */
bool guess_is_copy(const CatalogTable *table);
/* Schools, products, staff: named by many, about none of the subjects. */
bool guess_is_reference(const CatalogTable *table);

/* --- draft-place.c: who owns whose rows --- */

void draft_place(DraftGraph *graph);

/* --- draft-print.c --- */

void draft_print(const DraftGraph *graph, const char *name, Text *out, size_t *ret_entities,
                 size_t *ret_undecided);
