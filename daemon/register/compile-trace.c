/* Questions of verification, compiled from the catalog first, so that what the map or the disposal got wrong
 * is found; none of them is a disposal's statement turned round. What is read is looked at in scan.c. */
#include "register/compile-trace.h"

#include "base/text.h"
#include "register/compile-parts.h"
#include "register/named-like.h"
#include "register/trace.h"

#include <string.h>

static bool compile_trace_among(const char *const *names, size_t n, const char *name) {
        for (size_t i = 0; i < n; i++)
                if (str_eq(names[i], name))
                        return true;
        return false;
}

static const char *from_place(const Compiler *c, const Place *place) {
        return arena_printf(c->arena, "%s%s", place->alone ? "only " : "",
                            part_table(c, place->table.schema, place->table.name));
}

static const Entity *mapped_here(const Compiler *c, const Place *place) {
        for (size_t i = 0; i < c->map->n_entities; i++)
                if (str_eq(c->map->entities[i].schema, place->table.schema) &&
                    str_eq(c->map->entities[i].table, place->table.name))
                        return &c->map->entities[i];
        return NULL;
}

/* --- which columns hold the subject's key --- */

/* The columns, in the order of the subject's key, of a foreign key from this table to the subject's. */
static const char **columns_by_key(const Compiler *c, const CatalogTable *from) {
        const Entity *subject = &c->map->entities[0];
        const char **columns = arena_array(c->arena, subject->n_key + 1, sizeof *columns);
        for (size_t i = 0; from && i < c->catalog->n_keys; i++) {
                const CatalogForeignKey *k = &c->catalog->keys[i];
                size_t found = 0;
                if (k->from != from || k->to != catalog_of(c->catalog, subject) ||
                    k->n_columns != subject->n_key)
                        continue;
                for (size_t a = 0; a < subject->n_key; a++)
                        for (size_t b = 0; b < k->n_columns; b++)
                                if (str_eq(k->to_columns[b], subject->key[a])) {
                                        columns[a] = k->from_columns[b];
                                        found++;
                                }
                if (found == subject->n_key)
                        return columns;
        }
        return NULL;
}

/* Columns of the same names and types; but a table's own "id" is not the subject's. */
static const char **columns_by_name(const Compiler *c, const Place *place, bool own) {
        const Entity *subject = &c->map->entities[0];
        const CatalogTable *there = catalog_of(c->catalog, subject);
        const char **columns = arena_array(c->arena, subject->n_key + 1, sizeof *columns);
        for (size_t i = 0; i < subject->n_key; i++) {
                const CatalogColumn *here = catalog_column(&place->table, subject->key[i]);
                const CatalogColumn *key = catalog_column(there, subject->key[i]);
                if (!here || !key || !str_eq(here->type, key->type))
                        return NULL;
                if (!own && place->sole_key[here - place->table.columns])
                        return NULL;
                columns[i] = subject->key[i];
        }
        return columns;
}

static const char **key_columns(const Compiler *c, const Place *place, const CatalogTable *known) {
        bool own = known && known == catalog_of(c->catalog, &c->map->entities[0]);
        const char **columns = columns_by_key(c, known);
        return columns ? columns : columns_by_name(c, place, own);
}

/* A key of several columns is asked for by the server. As a row of the subject entity would be, under that
 * entity's alias. */
static const char *compile_by_key(const Compiler *c, const Place *place, const CatalogTable *known) {
        const Entity *subject = &c->map->entities[0];
        const char **columns = subject->n_key > 1 ? key_columns(c, place, known) : NULL;
        if (!columns)
                return NULL;
        return arena_printf(c->arena, "select count(*) from %s %s where %s", from_place(c, place),
                            part_alias(c, subject), part_in_keys(c, subject, columns, subject, 1));
}

size_t compile_key_names(const Compiler *c, const char **ret) {
        const Entity *subject = &c->map->entities[0];
        const char *tables[] = { squeezed_name(c->arena, subject->table),
                                 squeezed_name(c->arena, subject->name) };
        const char *key = squeezed_name(c->arena, subject->key[0]);
        size_t n = 0;
        for (size_t i = 0; subject->n_key == 1 && i < ELEMENTS(tables); i++) {
                const char *one = singular_name(c->arena, tables[i]);
                ret[n++] = arena_printf(c->arena, "%s%s", tables[i], key);
                ret[n++] = arena_printf(c->arena, "%s%s", one, key);
                ret[n++] = arena_printf(c->arena, "%sid", tables[i]);
                ret[n++] = arena_printf(c->arena, "%sid", one);
        }
        if (n && !named_like_nothing(key))
                ret[n++] = key;
        return n;
}

/* Whether a column is called as one that holds the subject's key, or several of them. */
static bool named_as_key(const Compiler *c, const char *column, bool *ret_many) {
        const char *names[KEY_NAMES_MOST];
        size_t n = compile_key_names(c, names);
        char *squeezed = (char *)(uintptr_t)squeezed_name(c->arena, column);
        size_t length = strlen(squeezed);
        *ret_many = false;
        if (compile_trace_among(names, n, squeezed))
                return true;
        if (length < 2 || squeezed[length - 1] != 's')
                return false;
        squeezed[length - 1] = '\0';
        *ret_many = compile_trace_among(names, n, squeezed);
        return *ret_many;
}

/* A foreign key, or the map, says that it holds something else. */
static bool led_elsewhere(const Compiler *c, const Entity *e, const CatalogTable *known, const char *column) {
        for (size_t i = 0; known && i < c->catalog->n_keys; i++)
                if (c->catalog->keys[i].from == known &&
                    compile_trace_among(c->catalog->keys[i].from_columns, c->catalog->keys[i].n_columns,
                                        column))
                        return true;
        for (size_t i = 0; e && i < e->n_owners; i++)
                if (compile_trace_among(e->owners[i].columns, e->owners[i].n_columns, column))
                        return true;
        for (size_t i = 0; e && i < e->n_refers; i++)
                if (compile_trace_among(e->refers[i].columns, e->refers[i].n_columns, column))
                        return true;
        return e && e->to.entity && compile_trace_among(e->to.columns, e->to.n_columns, column);
}

/* --- what is read of a place --- */

typedef struct Read {
        const Compiler *c;
        Reading *out;
        Text columns;
} Read;

static void read_value(Read *r, ScanKind kind, const char *expression) {
        r->out->kinds[r->out->n] = kind;
        text_appendf(&r->columns, "%s%s", r->out->n++ ? ", " : "", expression);
}

/* By what the map says: rows of other kinds, where it tells kinds apart, name somebody else by the same
 * number. */
static void read_key_edges(Read *r, const Entity *e) {
        const Compiler *c = r->c;
        const Entity *subject = &c->map->entities[0];
        for (size_t i = 0; i < e->n_owners + e->n_refers + 1; i++) {
                const Edge *edge = i < e->n_owners                 ? &e->owners[i]
                                   : i < e->n_owners + e->n_refers ? &e->refers[i - e->n_owners]
                                                                   : &e->to;
                if (!str_eq(edge->entity, subject->name) || edge->n_columns != 1 ||
                    !edge_is_by_key(edge, subject))
                        continue;
                const char *column = part_column(c, e, edge->columns[0]);
                read_value(r, SCAN_KEY,
                           edge->where ? arena_printf(c->arena, "case when true%s then %s end",
                                                      part_where(c, e, edge), column)
                                       : column);
        }
}

static void read_key_columns(Read *r, const Place *place, const Entity *e, const char *alias) {
        const Compiler *c = r->c;
        const CatalogTable *known = catalog_table(c->catalog, place->table.schema, place->table.name);
        if (c->map->entities[0].n_key != 1)
                return;
        const char **columns = key_columns(c, place, known);
        if (columns)
                read_value(r, SCAN_KEY, arena_printf(c->arena, "%s.%s", alias, part_bare(c, columns[0])));
        if (e)
                read_key_edges(r, e);
        for (size_t i = 0; i < place->table.n_columns; i++) {
                const char *name = place->table.columns[i].name;
                bool many;
                if (!named_as_key(c, name, &many) || led_elsewhere(c, e, known, name))
                        continue;
                if (!many || place->holds[i] != HOLDS_NUMBER)
                        read_value(r, many ? SCAN_KEYS : SCAN_KEY,
                                   arena_printf(c->arena, "%s.%s", alias, part_bare(c, name)));
        }
}

static void read_column(Read *r, const Place *place, size_t i, const char *alias) {
        static const ScanKind kinds[] = {
                [HOLDS_TEXT] = SCAN_TEXT,     [HOLDS_NUMBER] = SCAN_NUMBER,  [HOLDS_BYTES] = SCAN_BYTES,
                [HOLDS_WITHIN] = SCAN_WITHIN, [HOLDS_NUMBERS] = SCAN_WITHIN,
        };
        const CatalogColumn *column = &place->table.columns[i];
        bool many;
        if (place->holds[i] == HOLDS_NOTHING || place->holds[i] == HOLDS_SEVEN)
                return;
        if (place->holds[i] == HOLDS_NUMBERS && !named_as_key(r->c, column->name, &many))
                r->out->numbers[r->out->n_numbers++] = column->name;
        read_value(r, kinds[place->holds[i]],
                   arena_printf(r->c->arena, "%s.%s", alias, part_bare(r->c, column->name)));
}

/* Rows that say whose they are, and mean nobody any more. */
static const char *compile_nowhere(const Compiler *c, const Entity *e) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < e->n_owners; i++) {
                const Edge *edge = &e->owners[i];
                const Entity *owner = data_map_entity(c->map, edge->entity);
                _cleanup_text_ Text same = { 0 }, named = { 0 };
                if (!owner || catalog_edge(c->catalog, e, edge, owner))
                        continue;
                for (size_t k = 0; k < edge->n_columns; k++) {
                        const char *column = part_column(c, e, edge->columns[k]);
                        text_appendf(&named, "%s is not null and ", column);
                        text_appendf(&same, "%sled.%s%s = %s%s", k ? " and " : "",
                                     part_bare(c, edge->match[k]), part_cast(edge), column, part_cast(edge));
                }
                text_appendf(&out, "%s(%snot exists (select from %s led where %s)%s)", out.n ? " or " : "",
                             text_str(&named), part_table(c, owner->schema, owner->table), text_str(&same),
                             part_where(c, e, edge));
        }
        return out.n ? arena_printf(c->arena, "select count(*) from %s where %s", part_from(c, e),
                                    text_str(&out))
                     : NULL;
}

void compile_trace(const Compiler *c, const Place *place, Reading *ret) {
        const Entity *e = mapped_here(c, place);
        const char *alias = e ? part_alias(c, e) : "t";
        size_t edges = e ? e->n_owners + e->n_refers + 1 : 0;
        Read read = { .c = c, .out = ret };
        *ret = (Reading){
                .kinds = arena_array(c->arena, 2 * place->table.n_columns + edges + 1, sizeof *ret->kinds),
                .numbers = arena_array(c->arena, place->table.n_columns + 1, sizeof *ret->numbers),
                .by_key = compile_by_key(c, place,
                                         catalog_table(c->catalog, place->table.schema, place->table.name)),
                .nowhere = e ? compile_nowhere(c, e) : NULL,
        };
        for (size_t i = 0; i < place->table.n_columns; i++)
                read_column(&read, place, i, alias);
        read_key_columns(&read, place, e, alias);
        if (ret->n)
                ret->sql = arena_printf(c->arena, "select %s from %s %s", text_str(&read.columns),
                                        from_place(c, place), alias);
        text_done(&read.columns);
}

const char *compile_trace_fetch(Arena *arena, int64_t rows) {
        return arena_printf(arena, "fetch %lld from muniment_trace", (long long)rows);
}

/* --- what identifies, but for the tombstone's columns, which are noted by themselves --- */

static bool is_sure(const Attribute *a) {
        return a->compare == COMPARE_IDENTIFIER;
}

static void select_identifying(const Compiler *c, const Entity *e, char kind, const char *value, Text *out) {
        text_appendf(out, "%sselect '%c', %s from %s where %s", out->n ? " union all " : "", kind, value,
                     part_from(c, e), part_belongs(c, e, &c->map->entities[0], 1));
}

bool attribute_looked_for(const Attribute *a) {
        return a->identifies && a->about == ABOUT_SUBJECT &&
               (a->compare == COMPARE_IDENTIFIER || a->compare == COMPARE_NAME ||
                a->compare == COMPARE_PHONE || a->compare == COMPARE_TEXT);
}

const char *compile_identifying(const Compiler *c) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *e = &c->map->entities[i];
                _cleanup_text_ Text names = { 0 };
                if (e->ownership == OWNERSHIP_REFERENCE || !entity_goes_with(c->map, e, &c->map->entities[0]))
                        continue;
                for (size_t k = 0; k < e->n_attributes; k++) {
                        const Attribute *a = &e->attributes[k];
                        if (!attribute_looked_for(a) ||
                            (e == c->map->entities &&
                             compile_trace_among(c->map->tombstone, c->map->n_tombstone, a->column)))
                                continue;
                        const char *column = part_column(c, e, a->column);
                        if (a->compare == COMPARE_NAME)
                                text_appendf(&names, "%s%s::text", names.n ? ", " : "", column);
                        else
                                select_identifying(c, e, is_sure(a) ? TRACE_SURE : TRACE_MAYBE,
                                                   arena_printf(c->arena, "%s::text", column), &out);
                }
                if (names.n)
                        select_identifying(c, e, TRACE_NAME,
                                           arena_printf(c->arena, "concat_ws(' ', %s)", text_str(&names)),
                                           &out);
        }
        return out.n ? arena_strdup(c->arena, text_str(&out)) : NULL;
}

const char *compile_vacuum(Pg *pg, Arena *arena, const char *schema, const char *table, bool full) {
        return arena_printf(arena, "vacuum (%sanalyze) %s", full ? "full, " : "",
                            pg_quote_name(pg, arena, schema, table));
}
