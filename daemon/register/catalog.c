#include "register/catalog.h"

#include "base/error.h"
#include "base/text.h"
#include "statements.h"

/* Rows of one thing stand together; it begins where a column changes, down to the last that they share. */
static bool catalog_begins(const PgRows *rows, size_t row, int last) {
        for (int i = 0; i <= last; i++)
                if (row == 0 || !str_eq(pg_text(rows, row, i), pg_text(rows, row - 1, i)))
                        return true;
        return false;
}

static size_t catalog_count_groups(const PgRows *rows, int last) {
        size_t n = 0;
        for (size_t i = 0; i < pg_rows_count(rows); i++)
                n += catalog_begins(rows, i, last);
        return n;
}

static size_t group_size(const PgRows *rows, size_t row, int last) {
        size_t n = 1;
        while (row + n < pg_rows_count(rows) && !catalog_begins(rows, row + n, last))
                n++;
        return n;
}

static void name_tables(Catalog *catalog, Arena *arena) {
        Names *names = names_new(arena, catalog->n_tables);
        for (size_t i = 0; i < catalog->n_tables; i++)
                names_add(names, catalog->tables[i].schema, catalog->tables[i].name, i);
        catalog->names = names;
}

static void read_tables(const PgRows *rows, Arena *arena, Catalog *catalog) {
        catalog->tables =
                arena_array(arena, catalog_count_groups(rows, COLUMNS_RELNAME) + 1, sizeof *catalog->tables);
        for (size_t i = 0; i < pg_rows_count(rows);) {
                CatalogTable *t = &catalog->tables[catalog->n_tables++];
                size_t n = group_size(rows, i, COLUMNS_RELNAME);
                t->schema = arena_strdup(arena, pg_text(rows, i, COLUMNS_NSPNAME));
                t->name = arena_strdup(arena, pg_text(rows, i, COLUMNS_RELNAME));
                t->rows = pg_i64(rows, i, COLUMNS_ROWS);
                t->hides_rows = pg_bool(rows, i, COLUMNS_HIDES_ROWS);
                t->keeps_rows = pg_bool(rows, i, COLUMNS_KEEPS_ROWS);
                t->answers_deletes = pg_bool(rows, i, COLUMNS_ANSWERS_DELETES);
                t->answers_updates = pg_bool(rows, i, COLUMNS_ANSWERS_UPDATES);
                t->columns = arena_array(arena, n, sizeof *t->columns);
                for (size_t end = i + n; i < end; i++)
                        t->columns[t->n_columns++] = (CatalogColumn){
                                .name = arena_strdup(arena, pg_text(rows, i, COLUMNS_ATTNAME)),
                                .type = arena_strdup(arena, pg_text(rows, i, COLUMNS_TYPE)),
                                .not_null = pg_bool(rows, i, COLUMNS_NOT_NULL),
                                .is_text = pg_bool(rows, i, COLUMNS_IS_TEXT),
                                .generated = pg_bool(rows, i, COLUMNS_GENERATED),
                                .base = arena_strdup(arena, pg_text(rows, i, COLUMNS_BASE)),
                        };
        }
        name_tables(catalog, arena);
}

static void catalog_read_keys(const PgRows *rows, Arena *arena, Catalog *catalog) {
        catalog->keys =
                arena_array(arena, catalog_count_groups(rows, FOREIGN_KEYS_OID) + 1, sizeof *catalog->keys);
        for (size_t i = 0; i < pg_rows_count(rows);) {
                CatalogForeignKey *k = &catalog->keys[catalog->n_keys++];
                size_t n = group_size(rows, i, FOREIGN_KEYS_OID);
                k->from = catalog_table(catalog, pg_text(rows, i, FOREIGN_KEYS_NSPNAME),
                                        pg_text(rows, i, FOREIGN_KEYS_RELNAME));
                k->to = catalog_table(catalog, pg_text(rows, i, FOREIGN_KEYS_TO_NSPNAME),
                                      pg_text(rows, i, FOREIGN_KEYS_TO_RELNAME));
                k->on_delete = pg_text(rows, i, FOREIGN_KEYS_CONFDELTYPE)[0];
                k->validated = pg_bool(rows, i, FOREIGN_KEYS_VALIDATED);
                k->name = arena_strdup(arena, pg_text(rows, i, FOREIGN_KEYS_CONNAME));
                k->deferrable = pg_bool(rows, i, FOREIGN_KEYS_CONDEFERRABLE);
                k->match_full = pg_bool(rows, i, FOREIGN_KEYS_MATCH_FULL);
                k->from_columns = arena_array(arena, n, sizeof *k->from_columns);
                k->to_columns = arena_array(arena, n, sizeof *k->to_columns);
                for (size_t end = i + n; i < end; i++) {
                        k->from_columns[k->n_columns] =
                                arena_strdup(arena, pg_text(rows, i, FOREIGN_KEYS_ATTNAME));
                        k->to_columns[k->n_columns++] =
                                arena_strdup(arena, pg_text(rows, i, FOREIGN_KEYS_TO_ATTNAME));
                }
                if (!k->from || !k->to)
                        catalog->n_keys--; /* between two reads the table came or went */
        }
}

static void read_indexes(const PgRows *rows, Arena *arena, Catalog *catalog) {
        catalog->indexes = arena_array(arena, catalog_count_groups(rows, INDEXES_INDEXRELID) + 1,
                                       sizeof *catalog->indexes);
        for (size_t i = 0; i < pg_rows_count(rows);) {
                CatalogIndex *x = &catalog->indexes[catalog->n_indexes++];
                size_t n = group_size(rows, i, INDEXES_INDEXRELID);
                x->table = catalog_table(catalog, pg_text(rows, i, INDEXES_NSPNAME),
                                         pg_text(rows, i, INDEXES_RELNAME));
                x->partial = pg_bool(rows, i, INDEXES_PARTIAL);
                x->primary = pg_bool(rows, i, INDEXES_INDISPRIMARY);
                x->unique = pg_bool(rows, i, INDEXES_INDISUNIQUE);
                x->columns = arena_array(arena, n, sizeof *x->columns);
                for (size_t end = i + n; i < end; i++)
                        x->columns[x->n_columns++] = arena_strdup(arena, pg_text(rows, i, INDEXES_ATTNAME));
                if (!x->table)
                        catalog->n_indexes--;
        }
}

int catalog_load_schemas(Pg *pg, Arena *arena, const char *const *schemas, size_t n, Catalog *ret) {
        static const struct {
                const char *sql;
                void (*read)(const PgRows *rows, Arena *arena, Catalog *catalog);
        } steps[] = {
                { SQL_EMBED_REGISTER_COLUMNS, read_tables },
                { SQL_EMBED_REGISTER_FOREIGN_KEYS, catalog_read_keys },
                { SQL_EMBED_REGISTER_INDEXES, read_indexes },
        };
        Catalog catalog = { 0 };
        for (size_t i = 0; i < ELEMENTS(steps); i++) {
                _cleanup_(pg_rows_freep) PgRows *rows = NULL;
                PgArgs args = PG_ARGS(arena);
                pg_arg_texts(&args, schemas, n);
                int r = pg_query(pg, steps[i].sql, &args, &rows);
                if (r)
                        return err_trace(r);
                steps[i].read(rows, arena, &catalog);
        }
        *ret = catalog;
        return 0;
}

int catalog_load(Pg *pg, Arena *arena, const DataMap *map, Catalog *ret) {
        size_t n = map->n_entities + map->n_left_off;
        const char **schemas = arena_array(arena, n + 1, sizeof *schemas);
        for (size_t i = 0; i < map->n_entities; i++)
                schemas[i] = map->entities[i].schema;
        for (size_t i = map->n_entities; i < n; i++)
                schemas[i] = map->left_off[i - map->n_entities].schema;
        return catalog_load_schemas(pg, arena, schemas, n, ret);
}

const CatalogTable *catalog_table(const Catalog *catalog, const char *schema, const char *name) {
        size_t at = 0;
        return catalog->names && names_find(catalog->names, schema, name, &at) ? &catalog->tables[at] : NULL;
}

void catalog_bind(Catalog *catalog, Arena *arena, const DataMap *map) {
        catalog->entities = arena_array(arena, catalog->n_tables + 1, sizeof *catalog->entities);
        for (size_t i = 0; i < map->n_entities; i++) {
                const CatalogTable *table = catalog_of(catalog, &map->entities[i]);
                if (table)
                        catalog->entities[table - catalog->tables] = &map->entities[i];
        }
}

const Entity *catalog_entity(const Catalog *catalog, const CatalogTable *table) {
        return table ? catalog->entities[table - catalog->tables] : NULL;
}

const CatalogTable *catalog_of(const Catalog *catalog, const Entity *entity) {
        return catalog_table(catalog, entity->schema, entity->table);
}

const CatalogColumn *catalog_column(const CatalogTable *table, const char *name) {
        for (size_t i = 0; table && i < table->n_columns; i++)
                if (str_eq(table->columns[i].name, name))
                        return &table->columns[i];
        return NULL;
}

bool catalog_comparable(const CatalogColumn *a, const CatalogColumn *b) {
        static const char *const families[][4] = {
                { "smallint", "integer", "bigint", "numeric" },
                { "text", "character varying", "bpchar", "name" },
        };
        if (!a || !b || str_eq(a->base, b->base))
                return true; /* a column that is missing is told elsewhere */
        for (size_t i = 0; i < ELEMENTS(families); i++) {
                int hits = 0;
                for (size_t k = 0; k < ELEMENTS(families[i]); k++)
                        hits += str_eq(families[i][k], a->base) + str_eq(families[i][k], b->base);
                if (hits == 2)
                        return true;
        }
        return false;
}

/* Whether the key pairs from[i] with to[i] for every i, and nothing else. */
static bool pairs(const CatalogForeignKey *key, const char *const *from, const char *const *to, size_t n) {
        if (key->n_columns != n)
                return false;
        for (size_t i = 0; i < n; i++) {
                bool found = false;
                for (size_t k = 0; k < n; k++)
                        found = found ||
                                (str_eq(key->from_columns[k], from[i]) && str_eq(key->to_columns[k], to[i]));
                if (!found)
                        return false;
        }
        return true;
}

const CatalogForeignKey *catalog_edge(const Catalog *catalog, const Entity *from, const Edge *edge,
                                      const Entity *to) {
        const CatalogTable *a = catalog_of(catalog, from), *b = catalog_of(catalog, to);
        if (!a || !b)
                return NULL;
        for (size_t i = 0; i < catalog->n_keys; i++) {
                const CatalogForeignKey *k = &catalog->keys[i];
                if (k->from == a && k->to == b && k->validated &&
                    pairs(k, edge->columns, edge->match, edge->n_columns))
                        return k;
        }
        return NULL;
}

bool catalog_indexed(const Catalog *catalog, const CatalogTable *table, const char *const *columns,
                     size_t n) {
        for (size_t i = 0; i < catalog->n_indexes; i++) {
                const CatalogIndex *x = &catalog->indexes[i];
                if (x->table != table || x->partial || x->n_columns < n)
                        continue;
                size_t hits = 0;
                for (size_t k = 0; k < n; k++)
                        for (size_t c = 0; c < n; c++)
                                hits += str_eq(x->columns[k], columns[c]) && columns[c];
                if (hits == n)
                        return true;
        }
        return false;
}
