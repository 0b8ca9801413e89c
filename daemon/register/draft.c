#include "register/draft.h"

#include "base/error.h"
#include "register/draft-parts.h"
#include "register/named-like.h"
#include "statements.h"

#include <ctype.h>
#include <string.h>

/* --- keys --- */

static const CatalogIndex *key_index(const Catalog *catalog, const CatalogTable *table) {
        const CatalogIndex *found = NULL;
        for (size_t i = 0; i < catalog->n_indexes; i++) {
                const CatalogIndex *x = &catalog->indexes[i];
                bool whole = x->table == table && x->unique && !x->partial;
                for (size_t k = 0; whole && k < x->n_columns; k++) {
                        const CatalogColumn *c = x->columns[k] ? catalog_column(table, x->columns[k]) : NULL;
                        whole = c && c->not_null;
                }
                if (whole && (x->primary || !found))
                        found = x;
        }
        return found;
}

static void find_key(const DraftGraph *g, DraftTable *t) {
        const CatalogIndex *x = key_index(g->catalog, t->table);
        t->key_is_guessed = !x;
        t->n_key = x ? x->n_columns : t->table->n_columns;
        t->key = arena_array(g->arena, t->n_key + 1, sizeof *t->key);
        for (size_t i = 0; i < t->n_key; i++)
                t->key[i] = x ? x->columns[i] : t->table->columns[i].name;
}

static const char *plain_name(Arena *arena, const char *name) {
        char *out = arena_strdup(arena, name);
        for (char *c = out; *c; c++)
                *c = isalnum((unsigned char)*c) ? (char)tolower((unsigned char)*c) : '_';
        return out;
}

static void find_name(const DraftGraph *g, size_t i) {
        DraftTable *t = &g->tables[i];
        t->name = plain_name(g->arena, t->table->name);
        for (size_t k = 0; k < i; k++)
                if (str_eq(g->tables[k].name, t->name))
                        t->name = arena_printf(g->arena, "%s_%s_%zu", plain_name(g->arena, t->table->schema),
                                               t->name, i);
}

/* --- edges --- */

static size_t draft_place_of(const DraftGraph *g, const CatalogTable *table) {
        return (size_t)(table - g->catalog->tables);
}

static bool never_empty(const DraftGraph *g, const DraftEdge *edge) {
        for (size_t i = 0; i < edge->n_columns; i++)
                if (!catalog_column(g->tables[edge->from].table, edge->columns[i])->not_null)
                        return false;
        return true;
}

static void draft_add_key(DraftGraph *g, const CatalogForeignKey *k) {
        DraftEdge edge = { .from = draft_place_of(g, k->from),
                           .to = draft_place_of(g, k->to),
                           .cascades = k->on_delete == 'c' };
        const DraftTable *to = &g->tables[edge.to];
        if (edge.from == edge.to)
                return;
        edge.columns = arena_array(g->arena, to->n_key + 1, sizeof *edge.columns);
        for (size_t i = 0; i < to->n_key; i++)
                for (size_t c = 0; c < k->n_columns; c++)
                        if (str_eq(k->to_columns[c], to->key[i]))
                                edge.columns[edge.n_columns++] = k->from_columns[c];
        if (edge.n_columns != to->n_key || edge.n_columns != k->n_columns) {
                edge.columns = k->from_columns;
                edge.match = k->to_columns;
                edge.n_columns = k->n_columns;
        }
        edge.not_null = never_empty(g, &edge);
        g->edges[g->n_edges++] = edge;
}

static void guess_edge(DraftGraph *g, size_t from, size_t to) {
        DraftEdge edge = { .from = from, .to = to, .guessed = true };
        const DraftTable *t = &g->tables[to];
        edge.columns = arena_array(g->arena, t->n_key + 1, sizeof *edge.columns);
        for (; edge.n_columns < t->n_key; edge.n_columns++) {
                edge.columns[edge.n_columns] = named_like(g->arena, g->tables[from].table, t->table, t->name,
                                                          t->key[edge.n_columns], t->n_key == 1);
                if (!edge.columns[edge.n_columns])
                        return;
        }
        edge.not_null = never_empty(g, &edge);
        g->edges[g->n_edges++] = edge;
}

/* Where no foreign key says anything, names may. */
static void guess_edges(DraftGraph *g, size_t from) {
        for (size_t i = 0; i < g->catalog->n_keys; i++)
                if (g->catalog->keys[i].from == g->tables[from].table)
                        return;
        for (size_t to = 0; to < g->n_tables; to++)
                if (to != from && !g->tables[to].key_is_guessed)
                        guess_edge(g, from, to);
}

static void build(DraftGraph *g) {
        const Catalog *catalog = g->catalog;
        g->n_tables = catalog->n_tables;
        g->tables = arena_array(g->arena, g->n_tables + 1, sizeof *g->tables);
        g->edges = arena_array(g->arena, catalog->n_keys + g->n_tables * g->n_tables + 1, sizeof *g->edges);
        for (size_t i = 0; i < g->n_tables; i++) {
                g->tables[i].table = &catalog->tables[i];
                find_key(g, &g->tables[i]);
                find_name(g, i);
        }
        for (size_t i = 0; i < catalog->n_keys; i++)
                draft_add_key(g, &catalog->keys[i]);
        for (size_t i = 0; i < g->n_tables; i++)
                guess_edges(g, i);
}

/* --- the subject --- */

static size_t draft_named_by(const DraftGraph *g, size_t table) {
        size_t n = 0;
        for (size_t i = 0; i < g->n_edges; i++)
                n += g->edges[i].to == table;
        return n;
}

/* Of what looks like people, what most tables name. */
static bool guess_subject(DraftGraph *g) {
        size_t best = 0;
        for (size_t i = 0; i < g->n_tables; i++) {
                size_t people = (size_t)guess_about_people(g->tables[i].table);
                bool may = !guess_is_reference(g->tables[i].table) && !guess_is_copy(g->tables[i].table);
                size_t score = people && may ? people + 2 * draft_named_by(g, i) : 0;
                if (score > best) {
                        best = score;
                        g->subject = i;
                }
        }
        return best > 0;
}

static bool draft_find_subject(DraftGraph *g, const char *wanted) {
        if (!wanted)
                return guess_subject(g);
        for (size_t i = 0; i < g->n_tables; i++) {
                const CatalogTable *t = g->tables[i].table;
                if (str_eq(arena_printf(g->arena, "%s.%s", t->schema, t->name), wanted)) {
                        g->subject = i;
                        return true;
                }
        }
        return false;
}

/* --- the whole --- */

static int list_schemas(Pg *pg, Arena *arena, const char ***ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(pg, SQL_EMBED_REGISTER_SCHEMAS, NULL, &rows);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n + 1, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++)
                (*ret)[i] = arena_strdup(arena, pg_text(rows, i, SCHEMAS_NSPNAME));
        return 0;
}

static void draft_leave_out(const DraftGraph *g, Draft *draft) {
        draft->left_out = arena_array(g->arena, g->n_tables + 1, sizeof *draft->left_out);
        for (size_t i = 0; i < g->n_tables; i++)
                if (!g->tables[i].placed)
                        draft->left_out[draft->n_left_out++] = arena_printf(
                                g->arena, "%s.%s", g->tables[i].table->schema, g->tables[i].table->name);
}

int draft_map(Pg *pg, Arena *arena, const DraftOptions *options, Draft *ret) {
        _cleanup_text_ Text out = { 0 };
        const char **schemas = options->schemas;
        size_t n = options->n_schemas;
        Catalog catalog;
        int r = n ? 0 : list_schemas(pg, arena, &schemas, &n);
        if (r == 0)
                r = catalog_load_schemas(pg, arena, schemas, n, &catalog);
        if (r)
                return err_trace(r);
        if (catalog.n_tables == 0)
                return DRAFT_E_NO_TABLES;
        DraftGraph g = { .arena = arena, .catalog = &catalog };
        build(&g);
        if (!draft_find_subject(&g, options->subject))
                return DRAFT_E_NO_SUBJECT;
        draft_place(&g);
        *ret = (Draft){ 0 };
        draft_leave_out(&g, ret);
        draft_print(&g, options->name, &out, &ret->n_entities, &ret->n_undecided);
        const CatalogTable *subject = g.tables[g.subject].table;
        ret->subject = arena_printf(arena, "%s.%s", subject->schema, subject->name);
        ret->text = arena_strdup(arena, text_str(&out));
        return 0;
}
