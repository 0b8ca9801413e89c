#include "register/edges.h"

#include "base/error.h"
#include "base/text.h"
#include "register/compile-parts.h"
#include "register/named-like.h"

#include <ctype.h>
#include <string.h>

static bool edges_among(const char *const *names, size_t n, const char *name) {
        for (size_t i = 0; i < n; i++)
                if (str_eq(names[i], name))
                        return true;
        return false;
}

static const char *edges_listed(Arena *arena, const char *const *names, size_t n) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < n; i++)
                text_appendf(&out, "%s%s", i ? ", " : "", names[i]);
        return arena_strdup(arena, text_str(&out));
}

/* --- what foreign keys say --- */

/* A foreign key from exactly the edge's columns to the other's table. */
static bool is_over(const Catalog *catalog, const CatalogForeignKey *k, const Entity *e, const Edge *edge,
                    const Entity *other) {
        bool over = k->n_columns == edge->n_columns && k->from == catalog_of(catalog, e) &&
                    k->to == catalog_of(catalog, other);
        for (size_t i = 0; over && i < k->n_columns; i++)
                over = edges_among(edge->columns, edge->n_columns, k->from_columns[i]);
        return over;
}

/* What it refers to, in the order of the edge's own columns. */
static const char **referred(Arena *arena, const CatalogForeignKey *k, const Edge *edge) {
        const char **match = arena_array(arena, k->n_columns + 1, sizeof *match);
        for (size_t i = 0; i < edge->n_columns; i++)
                for (size_t c = 0; c < k->n_columns; c++)
                        if (str_eq(k->from_columns[c], edge->columns[i]))
                                match[i] = k->to_columns[c];
        return match;
}

static void register_edges_settle(const Catalog *catalog, Arena *arena, const DataMap *map, const Entity *e,
                                  Edge *edge) {
        const Entity *other = edge->entity ? data_map_entity(map, edge->entity) : NULL;
        if (!other || edge->match_said || catalog_edge(catalog, e, edge, other))
                return;
        for (size_t i = 0; i < catalog->n_keys; i++)
                if (is_over(catalog, &catalog->keys[i], e, edge, other)) {
                        edge->match = referred(arena, &catalog->keys[i], edge);
                        return;
                }
}

void edges_settle(const Catalog *catalog, Arena *arena, DataMap *map) {
        for (size_t i = 0; i < map->n_entities; i++) {
                Entity *e = &map->entities[i];
                for (size_t k = 0; k < e->n_owners; k++)
                        register_edges_settle(catalog, arena, map, e, &e->owners[k]);
                for (size_t k = 0; k < e->n_refers; k++)
                        register_edges_settle(catalog, arena, map, e, &e->refers[k]);
                register_edges_settle(catalog, arena, map, e, &e->owner);
                for (size_t k = 0; k < e->n_shares; k++)
                        register_edges_settle(catalog, arena, map, e, &e->shares[k]);
                if (e->to.entity)
                        e->to = e->shares[0];
        }
}

static void check_types(const Catalog *catalog, const DataMap *map, const Entity *e, const Edge *edge,
                        Problems *problems) {
        const Entity *other = data_map_entity(map, edge->entity);
        for (size_t i = 0; i < edge->n_columns; i++) {
                const CatalogColumn *a = catalog_column(catalog_of(catalog, e), edge->columns[i]);
                const CatalogColumn *b = catalog_column(catalog_of(catalog, other), edge->match[i]);
                if (!edge->cast && !edge->list && !catalog_comparable(a, b))
                        problem_add(
                                problems, SEVERITY_ERROR, map->file, edge->line, e->name,
                                "Name the columns in the order of the key, mend the type, or write cast = "
                                "true: then they are compared as text.",
                                "%s.%s.%s is of type %s, but %s.%s.%s is of type %s", e->schema, e->table,
                                edge->columns[i], a->type, other->schema, other->table, edge->match[i],
                                b->type);
        }
}

/* Two foreign keys over the same columns may refer to different ones: then one that agrees is enough. */
static void check_contradiction(const Catalog *catalog, const DataMap *map, const Entity *e, const Edge *edge,
                                Problems *problems) {
        const Entity *other = data_map_entity(map, edge->entity);
        for (size_t i = 0; edge->match_said && i < catalog->n_keys; i++) {
                const CatalogForeignKey *k = &catalog->keys[i];
                if (!is_over(catalog, k, e, edge, other) || catalog_edge(catalog, e, edge, other))
                        continue;
                const char **theirs = referred(problems->arena, k, edge);
                _cleanup_text_ Text mend = { 0 };
                for (size_t c = 0; c < edge->n_columns; c++)
                        text_appendf(&mend, "%s\"%s\"", c ? ", " : "", theirs[c]);
                problem_add(problems, SEVERITY_ERROR, map->file, edge->line, e->name,
                            arena_printf(problems->arena, "Write match = [ %s ], or take match out.",
                                         text_str(&mend)),
                            "the foreign key over %s.%s (%s) refers to %s.%s (%s), but the map matches it "
                            "with (%s)",
                            e->schema, e->table,
                            edges_listed(problems->arena, edge->columns, edge->n_columns), other->schema,
                            other->table, edges_listed(problems->arena, theirs, edge->n_columns),
                            edges_listed(problems->arena, edge->match, edge->n_columns));
                return;
        }
}

/* A foreign key knows no condition: rows that the map leaves out would go by it, or keep what they name. */
static void check_condition(const Catalog *catalog, const DataMap *map, const Entity *e, const Edge *edge,
                            Problems *problems) {
        if (edge->where && catalog_edge(catalog, e, edge, data_map_entity(map, edge->entity)))
                problem_add(problems, SEVERITY_ERROR, map->file, edge->line, e->name, "Take where out.",
                            "the foreign key over %s.%s (%s) holds for every row, whatever %s says",
                            e->schema, e->table,
                            edges_listed(problems->arena, edge->columns, edge->n_columns), edge->where);
}

/* --- what names say --- */

static bool unique_alone(const Catalog *catalog, const CatalogTable *table, const char *column) {
        for (size_t i = 0; i < catalog->n_indexes; i++) {
                const CatalogIndex *x = &catalog->indexes[i];
                if (x->table == table && x->unique && !x->partial && x->n_columns == 1 &&
                    str_eq(x->columns[0], column))
                        return true;
        }
        return false;
}

/* Ends with the column's own name: child_ref or childRef, of child.ref. */
static bool ends_like(const char *name, const char *column) {
        size_t n = strlen(name), m = strlen(column);
        return n >= m && strcasecmp(name + n - m, column) == 0 &&
               (n == m || name[n - m - 1] == '_' || isupper((unsigned char)name[n - m]));
}

/* Without a foreign key, and without a word from the map, the key is a guess, and a poor one where the name
 * says another column that identifies a row as well. */
static void check_name(const Catalog *catalog, const DataMap *map, const Entity *e, const Edge *edge,
                       Problems *problems) {
        const Entity *other = data_map_entity(map, edge->entity);
        const CatalogTable *there = catalog_of(catalog, other);
        const char *name = edge->columns[0];
        if (edge->match_said || edge->n_columns != 1 || !there || ends_like(name, edge->match[0]))
                return;
        for (size_t i = 0; i < there->n_columns; i++) {
                const CatalogColumn *c = &there->columns[i];
                if (str_eq(c->name, edge->match[0]) || !ends_like(name, c->name) ||
                    !unique_alone(catalog, there, c->name) ||
                    !catalog_comparable(catalog_column(catalog_of(catalog, e), name), c))
                        continue;
                problem_add(
                        problems, SEVERITY_ERROR, map->file, edge->line, e->name,
                        arena_printf(problems->arena,
                                     "Write match = [ \"%s\" ] or match = [ \"%s\" ], whichever it holds.",
                                     c->name, edge->match[0]),
                        "%s.%s.%s is named like %s.%s.%s, which is unique too, and no foreign key says "
                        "whether it holds that or the key",
                        e->schema, e->table, name, other->schema, other->table, c->name);
                return;
        }
}

void edges_check(const Catalog *catalog, const DataMap *map, const Entity *e, const Edge *edge,
                 Problems *problems) {
        check_types(catalog, map, e, edge, problems);
        check_contradiction(catalog, map, e, edge, problems);
        check_condition(catalog, map, e, edge, problems);
        if (!catalog_edge(catalog, e, edge, data_map_entity(map, edge->entity)))
                check_name(catalog, map, e, edge, problems);
}

/* --- what values say --- */

typedef struct Values {
        Register *reg;
        const DataMap *map;
        Compiler c;
        Problems *problems;
        bool all; /* also how many lead nowhere */
} Values;

static int edges_count(Values *v, const char *sql, int64_t *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(register_pg(v->reg), sql, NULL, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_i64(rows, 0, ONLY_COLUMN);
        return 0;
}

/* The other's rows under an alias of their own: a row may name one of its own kind. */
static const char *leads(const Values *v, const Entity *e, const Edge *edge) {
        const Entity *other = data_map_entity(v->map, edge->entity);
        _cleanup_text_ Text same = { 0 };
        if (edge->list)
                text_appendf(&same, "led.%s::text = any (%s)", part_bare(&v->c, edge->match[0]),
                             part_list(&v->c, e, edge));
        for (size_t i = 0; !edge->list && i < edge->n_columns; i++)
                text_appendf(&same, "%sled.%s%s = %s%s", i ? " and " : "", part_bare(&v->c, edge->match[i]),
                             part_cast(edge), part_column(&v->c, e, edge->columns[i]), part_cast(edge));
        return arena_printf(v->c.arena, "exists (select from %s led where %s)",
                            part_table(&v->c, other->schema, other->table), text_str(&same));
}

static const char *names_one(const Values *v, const Entity *e, const Edge *edge) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < edge->n_columns; i++)
                text_appendf(&out, "%s%s is not null", i ? " and " : "",
                             part_column(&v->c, e, edge->columns[i]));
        text_append(&out, part_where(&v->c, e, edge));
        return arena_strdup(v->c.arena, text_str(&out));
}

static void leads_nowhere(Values *v, const Entity *e, const Edge *edge) {
        const Entity *other = data_map_entity(v->map, edge->entity);
        problem_add(
                v->problems, SEVERITY_ERROR, v->map->file, edge->line, e->name,
                "Name under match the columns that it holds; those of the key, if these rows are of nobody "
                "any more.",
                "no value of %s.%s (%s) occurs in %s.%s (%s)", e->schema, e->table,
                edges_listed(v->c.arena, edge->columns, edge->n_columns), other->schema, other->table,
                edges_listed(v->c.arena, edge->match, edge->n_columns));
}

static void dangle(Values *v, const Entity *e, const Edge *edge, int64_t n) {
        const Entity *other = data_map_entity(v->map, edge->entity);
        problem_add(v->problems, SEVERITY_WARNING, v->map->file, edge->line, e->name,
                    "Look at these rows: nobody's disposal reaches them.",
                    "%lld row%s of %s.%s name%s nobody: what %s hold%s in (%s) does not occur in %s.%s (%s)",
                    (long long)n, n == 1 ? "" : "s", e->schema, e->table, n == 1 ? "s" : "",
                    n == 1 ? "it" : "they", n == 1 ? "s" : "",
                    edges_listed(v->c.arena, edge->columns, edge->n_columns), other->schema, other->table,
                    edges_listed(v->c.arena, edge->match, edge->n_columns));
}

/* --- rows that name rows of several kinds --- */

const char *edges_sister(Arena *arena, const CatalogTable *table, const char *column) {
        static const char *const kinds[] = { "type", "kind", "class", "table", "model" };
        const char *plain = squeezed_name(arena, column);
        size_t n = strlen(plain);
        if (n < 3 || !str_eq(plain + n - 2, "id"))
                return NULL;
        for (size_t i = 0; i < table->n_columns; i++) {
                const char *name = table->columns[i].name;
                for (size_t k = 0; k < ELEMENTS(kinds); k++)
                        if (is_squeezed(name, arena_printf(arena, "%.*s%s", (int)n - 2, plain, kinds[k])))
                                return name;
                if (str_eq(plain, "objectid") && is_squeezed(name, "contenttypeid"))
                        return name;
        }
        return NULL;
}

static int check_sister(Values *v, const Entity *e, const Edge *edge) {
        const CatalogTable *table = catalog_of(register_catalog(v->reg), e);
        const char *kind = NULL;
        int64_t n = 0;
        for (size_t i = 0; table && !kind && !edge->where && i < edge->n_columns; i++)
                kind = edges_sister(v->c.arena, table, edge->columns[i]);
        if (!kind)
                return 0;
        int r = edges_count(
                v,
                arena_printf(v->c.arena,
                             "select count(*) from (select distinct %s::text from %s where %s and %s is "
                             "not null limit 2) as q",
                             part_column(&v->c, e, kind), part_from(&v->c, e), names_one(v, e, edge),
                             part_column(&v->c, e, kind)),
                &n);
        if (r == 0 && n > 1)
                problem_add(
                        v->problems, SEVERITY_ERROR, v->map->file, edge->line, e->name,
                        arena_printf(v->c.arena,
                                     "Write where = { column = \"%s\"; is = [ ... ]; } with the values that "
                                     "mean %s, all of them if they do.",
                                     kind, edge->entity),
                        "%s.%s.%s tells rows apart by what (%s) names, but the map takes all of them for "
                        "%s",
                        e->schema, e->table, kind, edges_listed(v->c.arena, edge->columns, edge->n_columns),
                        edge->entity);
        return err_trace(r);
}

/* A value that is written otherwise than in the rows would leave all of them out without a word. */
static int check_met(Values *v, const Entity *e, const Edge *edge) {
        int64_t met = 0;
        int r = edges_count(
                v,
                arena_printf(v->c.arena,
                             "select case when not exists (select from %1$s where %2$s is not null) or "
                             "exists (select from %1$s where true%3$s) then 1 else 0 end",
                             part_from(&v->c, e), part_column(&v->c, e, edge->where),
                             part_where(&v->c, e, edge)),
                &met);
        if (r == 0 && !met)
                problem_add(v->problems, SEVERITY_WARNING, v->map->file, edge->line, e->name,
                            "Write the values as they stand in the rows.",
                            "no row of %s.%s meets the condition on %s by which it names %s", e->schema,
                            e->table, edge->where, edge->entity);
        return err_trace(r);
}

static void add_conditions(Values *v, const Entity *e, const Edge *edges, size_t n, const char *column,
                           Text *out) {
        for (size_t i = 0; i < n; i++)
                if (str_eq(edges[i].where, column))
                        text_appendf(out, " and (true%s) is not true", part_where(&v->c, e, &edges[i]));
}

/* Of the column of the first condition: another would be of other columns. */
static int check_spoken_of(Values *v, const Entity *e) {
        const char *column = e->owner.where ? e->owner.where : e->n_shares ? e->shares[0].where : NULL;
        _cleanup_text_ Text others = { 0 };
        int64_t n = 0;
        if (!column)
                return 0;
        add_conditions(v, e, e->owners, e->n_owners, column, &others);
        add_conditions(v, e, e->refers, e->n_refers, column, &others);
        add_conditions(v, e, e->shares, e->n_shares, column, &others);
        int r = edges_count(v,
                            arena_printf(v->c.arena, "select count(*) from %s where %s is not null%s",
                                         part_from(&v->c, e), part_column(&v->c, e, column),
                                         text_str(&others)),
                            &n);
        if (r == 0 && n > 0)
                problem_add(v->problems, SEVERITY_WARNING, v->map->file, e->line, e->name,
                            "Add owners for them, or under refers what they name.",
                            "%lld row%s of %s.%s say%s in %s what no edge of the map speaks of", (long long)n,
                            n == 1 ? "" : "s", e->schema, e->table, n == 1 ? "s" : "", column);
        return err_trace(r);
}

/* --- all of it --- */

/* One that leads somewhere is found soon; only where none does is the whole table read. What the map says in
 * so many words a person has answered for. */
static int check_nowhere(Values *v, const Entity *e, const Edge *edge, bool goes_by_it) {
        const char *from = part_from(&v->c, e), *names = names_one(v, e, edge), *there = leads(v, e, edge);
        int64_t any = 0, n = 0;
        int r = edges_count(v,
                            arena_printf(v->c.arena,
                                         "select case when exists (select from %s where %s and %s) then 1 "
                                         "when exists (select from %s where %s) then 0 else 1 end",
                                         from, names, there, from, names),
                            &any);
        if (r)
                return err_trace(r);
        if (!any && goes_by_it && !edge->match_said) {
                leads_nowhere(v, e, edge);
                return 0;
        }
        if (!v->all)
                return 0;
        r = edges_count(
                v,
                arena_printf(v->c.arena, "select count(*) from %s where %s and not %s", from, names, there),
                &n);
        if (r == 0 && n > 0)
                dangle(v, e, edge, n);
        return err_trace(r);
}

static int check_edge_values(Values *v, const Entity *e, const Edge *edge, bool goes_by_it) {
        const Entity *other = edge->entity ? data_map_entity(v->map, edge->entity) : NULL;
        if (!other || catalog_edge(register_catalog(v->reg), e, edge, other))
                return 0;
        int r = check_sister(v, e, edge);
        if (r == 0 && edge->where && v->all)
                r = check_met(v, e, edge);
        if (r == 0 && (v->all || (goes_by_it && !edge->match_said)))
                r = check_nowhere(v, e, edge, goes_by_it);
        return err_trace(r);
}

static int check_values(Register *reg, Problems *problems, bool all) {
        Values v = { .reg = reg,
                     .map = register_map(reg),
                     .c = register_compiler(reg),
                     .problems = problems,
                     .all = all };
        v.c.arena = problems->arena;
        int r = 0;
        for (size_t i = 0; i < v.map->n_entities && r == 0; i++) {
                const Entity *e = &v.map->entities[i];
                for (size_t k = 0; k < e->n_owners && r == 0; k++)
                        r = check_edge_values(&v, e, &e->owners[k], true);
                for (size_t k = 0; k < e->n_shares && r == 0; k++)
                        r = check_edge_values(&v, e, &e->shares[k], true);
                for (size_t k = 0; k < e->n_refers && r == 0; k++)
                        r = check_edge_values(&v, e, &e->refers[k], false);
                if (r == 0 && all)
                        r = check_spoken_of(&v, e);
        }
        return err_trace(r);
}

int edges_check_values(Register *reg, Problems *problems) {
        return check_values(reg, problems, false);
}

int edges_check_all_values(Register *reg, Problems *problems) {
        return check_values(reg, problems, true);
}
