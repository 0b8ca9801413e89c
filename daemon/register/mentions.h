#pragma once
/* Rows that name rows of another entity without going with them: "merged into", "main address". A foreign key
 * says so, or the map under refers. Before the named row goes, the columns that name it are emptied. */

#include "register/catalog.h"

typedef struct Mention {
        const Entity *from, *to; /* rows of from name rows of to; to is no reference */
        const char *const *from_columns, *const *to_columns;
        size_t n_columns;
        const CatalogForeignKey *key; /* NULL: no foreign key guards it */
        const Edge *edge;             /* of the map; NULL: a foreign key alone says so */
} Mention;

/* All of them. In the arena. */
size_t mentions_find(const Catalog *catalog, const DataMap *map, Arena *arena, Mention **ret);
/* Whether the server itself empties the columns when the named row goes, and nothing may keep it from it. */
bool mention_empties_itself(const Mention *mention);

/* Of the columns by which rows of e name a row: those to empty so that they name none. *ret_n 0: none may be
 * empty, or the row's own key or another owner needs them. key: the foreign key over them, or NULL. */
const char **mentions_emptied(const Catalog *catalog, Arena *arena, const Entity *e,
                              const char *const *columns, size_t n, const CatalogForeignKey *key,
                              size_t *ret_n);
