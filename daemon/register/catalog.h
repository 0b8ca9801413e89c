#pragma once
/* What PostgreSQL itself says of a register: tables, columns, foreign keys, indexes. The map says what is
 * meant; this says what is there. Plain data, in an arena. */

#include "model/data-map.h"
#include "pg/pg.h"

typedef struct CatalogColumn {
        const char *name, *type; /* the type as SQL writes it, qualified */
        const char *base;        /* of a domain: the type it is over; else the type itself */
        bool not_null, is_text;  /* text, a domain over text, or uuid: may hold an identifier */
        bool generated;          /* computed by the server, so that nobody can empty it */
} CatalogColumn;

typedef struct CatalogTable {
        const char *schema, *name;
        CatalogColumn *columns;
        size_t n_columns;
        int64_t rows;    /* as last estimated by the server */
        bool hides_rows; /* row-level security is on for us: we might not see them all */
        bool keeps_rows; /* a trigger or rule of its own may keep back rows that are deleted */
        /* A trigger or rule of its own acts on them: it may write other rows, or keep values back. */
        bool answers_deletes, answers_updates;
} CatalogTable;

typedef struct CatalogForeignKey {
        const CatalogTable *from, *to; /* from refers to to */
        const char **from_columns, **to_columns;
        size_t n_columns;
        const char *name;
        char on_delete; /* pg_constraint.confdeltype: 'c' cascade, 'n' set null, 'd' set default, 'a', 'r' */
        bool validated; /* holds for old rows too, and for every partition */
        bool deferrable, match_full;
} CatalogForeignKey;

typedef struct CatalogIndex {
        const CatalogTable *table;
        const char **columns; /* NULL item: an expression */
        size_t n_columns;
        bool partial, primary, unique;
} CatalogIndex;

typedef struct Catalog {
        CatalogTable *tables;
        size_t n_tables;
        const Names *names;      /* of the tables */
        const Entity **entities; /* what the map calls each table; NULL: not held against a map */
        CatalogForeignKey *keys;
        size_t n_keys;
        CatalogIndex *indexes;
        size_t n_indexes;
} Catalog;

/* Reads the catalog of every schema the map names. 0 or a PG_E_ condition. */
int catalog_load(Pg *pg, Arena *arena, const DataMap *map, Catalog *ret);
/* The same of these schemas. */
int catalog_load_schemas(Pg *pg, Arena *arena, const char *const *schemas, size_t n, Catalog *ret);

/* NULL when there is none. */
const CatalogTable *catalog_table(const Catalog *catalog, const char *schema, const char *name);
/* From now on the catalog knows which entity of the map, which outlives it, each table is. */
void catalog_bind(Catalog *catalog, Arena *arena, const DataMap *map);
/* NULL: the table is not on the map. */
const Entity *catalog_entity(const Catalog *catalog, const CatalogTable *table);
const CatalogTable *catalog_of(const Catalog *catalog, const Entity *entity);
const CatalogColumn *catalog_column(const CatalogTable *table, const char *name);

/* Whether the server compares their values without being told how; so it is, too, when one is NULL. */
bool catalog_comparable(const CatalogColumn *a, const CatalogColumn *b);
/* The validated foreign key over exactly these columns to exactly those, in whatever order; NULL: none. */
const CatalogForeignKey *catalog_edge(const Catalog *catalog, const Entity *from, const Edge *edge,
                                      const Entity *to);
/* Whether an index that covers every row begins with these columns, in whatever order. */
bool catalog_indexed(const Catalog *catalog, const CatalogTable *table, const char *const *columns, size_t n);
