/* What is in the database and not on the map, and the indexes that edges and due dates want. */
#include "base/text.h"
#include "model/data-map-columns.h"
#include "register/check.h"
#include "register/edges.h"
#include "register/mentions.h"
#include "register/named-like.h"
#include "seal/hash.h"

static bool coverage_among(const char *const *names, size_t n, const char *name) {
        for (size_t i = 0; i < n; i++)
                if (str_eq(names[i], name))
                        return true;
        return false;
}

static bool edge_names(const Edge *edge, const char *column) {
        return edge_has_column(edge, column);
}

static bool subject_names(const DataMap *map, const char *column) {
        const char *named[] = { map->birth, map->death, map->archived, map->shielded, map->language };
        return coverage_among(named, ELEMENTS(named), column) ||
               coverage_among(map->tombstone, map->n_tombstone, column);
}

static bool entity_names(const DataMap *map, const Entity *e, const char *column) {
        const char *named[] = { e->since, e->until, e->archived, e->sensitive };
        if (entity_attribute(e, column) || coverage_among(e->key, e->n_key, column) ||
            coverage_among(named, ELEMENTS(named), column))
                return true;
        for (size_t i = 0; i < e->n_shares; i++)
                if (edge_names(&e->shares[i], column))
                        return true;
        for (size_t i = 0; i < e->n_owners; i++)
                if (edge_names(&e->owners[i], column))
                        return true;
        for (size_t i = 0; i < e->n_refers; i++)
                if (edge_names(&e->refers[i], column))
                        return true;
        for (size_t i = 0; i < e->n_attributes; i++)
                if (str_eq(e->attributes[i].where, column))
                        return true;
        return e == map->entities && subject_names(map, column);
}

static const Entity *entity_of(Register *reg, const CatalogTable *table) {
        return catalog_entity(register_catalog(reg), table);
}

/* What a foreign key leads elsewhere is no question. */
static bool is_guarded(const Catalog *catalog, const CatalogTable *table, const char *column) {
        for (size_t i = 0; i < catalog->n_keys; i++)
                if (catalog->keys[i].from == table &&
                    coverage_among(catalog->keys[i].from_columns, catalog->keys[i].n_columns, column))
                        return true;
        return false;
}

static bool names_key(Register *reg, Arena *arena, const CatalogTable *from, const Entity *e) {
        const Catalog *catalog = register_catalog(reg);
        for (size_t i = 0; i < e->n_key; i++) {
                const char *column =
                        named_like(arena, from, catalog_of(catalog, e), e->name, e->key[i], e->n_key == 1);
                if (!column || is_guarded(catalog, from, column))
                        return false;
        }
        return true;
}

/* child_ref, of child.ref that is unique as well; a column that is merely called ref tells nothing. */
static bool names_alternate(Register *reg, Arena *arena, const CatalogTable *from, const Entity *e) {
        const Catalog *catalog = register_catalog(reg);
        for (size_t i = 0; i < catalog->n_indexes; i++) {
                const CatalogIndex *x = &catalog->indexes[i];
                if (x->table != catalog_of(catalog, e) || !x->unique || x->n_columns != 1 || !x->columns[0])
                        continue;
                const char *column = named_like(arena, from, x->table, e->name, x->columns[0], true);
                if (column && !is_squeezed(column, squeezed_name(arena, x->columns[0])) &&
                    !is_guarded(catalog, from, column))
                        return true;
        }
        return false;
}

/* on_type and on_id: what they name may be a subject. */
static bool names_any(Register *reg, Arena *arena, const CatalogTable *from) {
        const Catalog *catalog = register_catalog(reg);
        const Entity *subject = register_map(reg)->entities;
        const CatalogColumn *key = catalog_column(catalog_of(catalog, subject), subject->key[0]);
        for (size_t i = 0; subject->n_key == 1 && i < from->n_columns; i++)
                if (catalog_comparable(&from->columns[i], key) &&
                    edges_sister(arena, from, from->columns[i].name) &&
                    !is_guarded(catalog, from, from->columns[i].name))
                        return true;
        return false;
}

/* Whether its columns are named like the keys of rows that are disposed of, where no foreign key says what
 * they hold. One that is about something else is put on the map as a reference. */
static bool seems_to_hang(Register *reg, Arena *arena, const CatalogTable *table) {
        const DataMap *map = register_map(reg);
        if (entity_of(reg, table))
                return false;
        bool hangs = names_any(reg, arena, table);
        for (size_t i = 0; i < map->n_entities && !hangs; i++) {
                const Entity *e = &map->entities[i];
                if (catalog_of(register_catalog(reg), e) && !entity_stays(e) &&
                    e->ownership != OWNERSHIP_LINK)
                        hangs = names_key(reg, arena, table, e) || names_alternate(reg, arena, table, e);
        }
        return hangs;
}

/* The address at the end of child.address_id. */
static bool is_referred_to(Register *reg, const CatalogTable *table) {
        const Catalog *catalog = register_catalog(reg);
        for (size_t i = 0; i < catalog->n_keys; i++) {
                const Entity *from = entity_of(reg, catalog->keys[i].from);
                if (catalog->keys[i].to == table && from && from->ownership != OWNERSHIP_REFERENCE)
                        return !entity_of(reg, table);
        }
        return false;
}

/* Marks unmapped tables that hang, by foreign keys or by what they seem to say, on rows that are disposed of.
 */
static void mark_hanging(Register *reg, Arena *arena, bool *hangs) {
        const Catalog *catalog = register_catalog(reg);
        for (size_t i = 0; i < catalog->n_tables; i++)
                hangs[i] = seems_to_hang(reg, arena, &catalog->tables[i]) ||
                           is_referred_to(reg, &catalog->tables[i]);
        for (bool again = true; again;) {
                again = false;
                for (size_t i = 0; i < catalog->n_keys; i++) {
                        const CatalogForeignKey *k = &catalog->keys[i];
                        const Entity *to = entity_of(reg, k->to);
                        size_t from = (size_t)(k->from - catalog->tables);
                        bool disposed = to ? !entity_stays(to) : hangs[k->to - catalog->tables];
                        if (disposed && !hangs[from] && !entity_of(reg, k->from)) {
                                hangs[from] = true;
                                again = true;
                        }
                }
        }
}

/* What is left out, to be digested: names and types, a line a column. */
static void coverage_leave_out(Text *out, const CatalogTable *t, const CatalogColumn *column) {
        text_appendf(out, "%s.%s.%s %s\n", t->schema, t->name, column->name, column->type);
}

typedef struct Coverage {
        Register *reg;
        Arena *arena;
        MapCheck *ret;
        size_t all, open; /* columns; those that nobody has answered for */
        Text left_out;
} Coverage;

static void check_mapped(Coverage *c, const Entity *e, const CatalogTable *t) {
        MapCheck *ret = c->ret;
        for (size_t i = 0; i < t->n_columns; i++) {
                if (entity_names(register_map(c->reg), e, t->columns[i].name))
                        continue;
                coverage_leave_out(&c->left_out, t, &t->columns[i]);
                c->open++;
                ret->n_columns++;
                ret->unmapped[ret->n_unmapped++] =
                        arena_printf(c->arena, "%s.%s.%s", t->schema, t->name, t->columns[i].name);
        }
}

/* What nothing ties to a subject hinders no disposal, but somebody is to say what it is. */
static void check_table(Coverage *c, const CatalogTable *t, bool hangs) {
        MapCheck *ret = c->ret;
        const Entity *e = entity_of(c->reg, t);
        c->all += t->n_columns;
        if (e) {
                check_mapped(c, e, t);
                return;
        }
        if (data_map_left_off(register_map(c->reg), t->schema, t->name))
                return;
        const char *name = arena_printf(c->arena, "%s.%s", t->schema, t->name);
        c->open += t->n_columns;
        if (!hangs) {
                ret->unanswered[ret->n_unanswered++] = name;
                return;
        }
        ret->unmapped[ret->n_unmapped++] = name;
        ret->n_columns += t->n_columns;
        for (size_t i = 0; i < t->n_columns; i++)
                coverage_leave_out(&c->left_out, t, &t->columns[i]);
}

void register_check_columns(Register *reg, Arena *arena, MapCheck *ret) {
        const Catalog *catalog = register_catalog(reg);
        Coverage count = { .reg = reg, .arena = arena, .ret = ret };
        size_t most = catalog->n_tables;
        for (size_t i = 0; i < catalog->n_tables; i++)
                most += catalog->tables[i].n_columns;
        *ret = (MapCheck){ .unmapped = arena_array(arena, most + 1, sizeof *ret->unmapped),
                           .unanswered = arena_array(arena, catalog->n_tables + 1, sizeof *ret->unanswered) };
        bool *hangs = arena_array(arena, catalog->n_tables + 1, sizeof *hangs);
        mark_hanging(reg, arena, hangs);
        for (size_t i = 0; i < catalog->n_tables; i++)
                check_table(&count, &catalog->tables[i], hangs[i]);
        ret->coverage = count.all ? (int)((count.all - count.open) * 100 / count.all) : 0;
        sha256(text_str(&count.left_out), count.left_out.n, ret->digest);
        text_done(&count.left_out);
}

/* NULL: there is one, or no table. */
static const char *missing_index(Register *reg, Arena *arena, const Entity *e, const char *const *columns,
                                 size_t n, bool partial_serves) {
        const Catalog *catalog = register_catalog(reg);
        const CatalogTable *table = catalog_of(catalog, e);
        if (!table || n == 0 || catalog_indexed(catalog, table, columns, n))
                return NULL;
        for (size_t i = 0; partial_serves && i < catalog->n_indexes; i++)
                if (catalog->indexes[i].table == table && str_eq(catalog->indexes[i].columns[0], columns[0]))
                        return NULL;
        _cleanup_text_ Text out = { 0 };
        Pg *pg = register_pg(reg);
        text_appendf(&out, "create index on %s (", pg_quote_name(pg, arena, e->schema, e->table));
        for (size_t i = 0; i < n; i++)
                text_appendf(&out, "%s%s", i ? ", " : "", pg_quote_name(pg, arena, NULL, columns[i]));
        text_append(&out, ")");
        return arena_strdup(arena, text_str(&out));
}

static void want_index(MapCheck *ret, const char *sql) {
        if (sql && !coverage_among(ret->missing_indexes, ret->n_missing_indexes, sql))
                ret->missing_indexes[ret->n_missing_indexes++] = sql;
}

/* Each edge by which rows are found, or are looked for when the row they name goes. */
static void want_indexes(Register *reg, Arena *arena, MapCheck *ret) {
        const DataMap *map = register_map(reg);
        const char *events[] = { map->birth, map->death, map->archived };
        Mention *mentions;
        size_t n = mentions_find(register_catalog(reg), map, arena, &mentions), most = n + ELEMENTS(events);
        for (size_t i = 0; i < map->n_entities; i++)
                most += map->entities[i].n_owners + map->entities[i].n_shares;
        ret->missing_indexes = arena_array(arena, most + 1, sizeof *ret->missing_indexes);
        for (size_t i = 0; i < ELEMENTS(events); i++)
                if (events[i] && !entity_taken(map->entities, events[i]))
                        want_index(ret, missing_index(reg, arena, map->entities, &events[i], 1, true));
        for (size_t i = 0; i < map->n_entities; i++) {
                const Entity *e = &map->entities[i];
                for (size_t k = 0; k < e->n_owners; k++)
                        want_index(ret, missing_index(reg, arena, e, e->owners[k].columns,
                                                      e->owners[k].n_columns, false));
                for (size_t k = 0; k < e->n_shares; k++)
                        want_index(ret, missing_index(reg, arena, e, e->shares[k].columns,
                                                      e->shares[k].n_columns, false));
        }
        for (size_t i = 0; i < n; i++)
                want_index(ret, missing_index(reg, arena, mentions[i].from, mentions[i].from_columns,
                                              mentions[i].n_columns, false));
}

void register_check_coverage(Register *reg, Arena *arena, MapCheck *ret) {
        register_check_columns(reg, arena, ret);
        want_indexes(reg, arena, ret);
}

/* Of a smaller table the server reads the whole sooner than an index. */
#define LARGE_TABLE 10000

static void check_term(Register *reg, Problems *problems, const Rule *rule, const Term *term) {
        const MapEvent *event = data_map_event(register_map(reg), rule->entity, term->trigger);
        const Entity *e = event ? event->entity : NULL;
        const CatalogTable *table = e ? catalog_of(register_catalog(reg), e) : NULL;
        if (!table || table->rows < LARGE_TABLE || entity_taken(e, event->column))
                return;
        /* By the years chosen in the row as well: "years = 3 and ended <= day". */
        if (term->chosen && !missing_index(reg, problems->arena, e, &term->chosen, 1, true))
                return;
        const char *sql = missing_index(reg, problems->arena, e, &event->column, 1, true);
        if (sql)
                problem_add(problems, SEVERITY_WARNING, register_map(reg)->file, 0, rule->id,
                            arena_printf(problems->arena, "%s;", sql),
                            "Rule %s would read all of %s.%s, about %lld rows, whenever it looks for what is "
                            "due: no index begins with %s.",
                            rule->id, e->schema, e->table, (long long)table->rows, event->column);
}

void register_check_rules(Register *reg, Problems *problems) {
        size_t n;
        const Rule **rules = register_rules(reg, problems->arena, &n);
        for (size_t i = 0; i < n; i++)
                for (size_t k = 0; k < rules[i]->n_terms; k++)
                        check_term(reg, problems, rules[i], &rules[i]->terms[k]);
}
