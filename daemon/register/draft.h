#pragma once
/* A first data map, guessed from a live catalog, for a person to complete. What hangs on what is read from
 * the foreign keys; what a column is, from its name and type. Each guess is written beside the lines it led
 * to. */

#include "base/conditions.h"
#include "register/catalog.h"

typedef struct DraftOptions {
        const char *name;     /* of the map */
        const char *subject;  /* "schema.table"; NULL: guessed */
        const char **schemas; /* none: all there are, but those of the server and our own */
        size_t n_schemas;
} DraftOptions;

typedef struct Draft {
        const char *text;    /* libconfig */
        const char *subject; /* "schema.table" */
        size_t n_entities, n_undecided;
        const char **left_out; /* "schema.table": hangs on nobody, so far as can be seen */
        size_t n_left_out;
} Draft;

/* In the arena. 0, one of the above or a PG_E_ condition. */
int draft_map(Pg *pg, Arena *arena, const DraftOptions *options, Draft *ret);
