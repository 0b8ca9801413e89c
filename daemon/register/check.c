#include "register/check.h"

#include "base/error.h"
#include "base/text.h"
#include "register/compile-parts.h"
#include "register/edges.h"
#include "register/epoch.h"
#include "register/mentions.h"
#include "register/news.h"

typedef struct Check {
        Register *reg;
        const DataMap *map;
        Problems *problems;
} Check;

static void lacks(Check *check, const Entity *e, const char *column) {
        problem_add(check->problems, SEVERITY_ERROR, check->map->file, e->line, e->name,
                    "Add the column to the table, or take it off the map.", "%s.%s has no column %s",
                    e->schema, e->table, column);
}

static void needs_column(Check *check, const Entity *e, const CatalogTable *table, const char *column) {
        if (column && !catalog_column(table, column))
                lacks(check, e, column);
}

/* What is taken out of a column is checked where the attributes are. */
static void needs_described(Check *check, const Entity *e, const CatalogTable *table, const char *column) {
        if (!entity_taken(e, column))
                needs_column(check, e, table, column);
}

static void check_taken(Check *check, const Entity *e, const CatalogTable *table, const Attribute *a) {
        const CatalogColumn *from = catalog_column(table, a->from);
        needs_column(check, e, table, a->from);
        needs_column(check, e, table, a->where);
        if (catalog_column(table, a->column))
                problem_add(check->problems, SEVERITY_ERROR, check->map->file, e->line, e->name,
                            "Give what is taken out another name.",
                            "%s.%s has a column %s of its own, but the map takes one of that name out of %s",
                            e->schema, e->table, a->column, a->from);
        if (from && a->n_path && !str_eq(from->base, "jsonb") && !str_eq(from->base, "json"))
                problem_add(check->problems, SEVERITY_ERROR, check->map->file, e->line, e->name,
                            "Name a column of type jsonb or json, or take path out.",
                            "%s.%s.%s is of type %s, in which there are no paths", e->schema, e->table,
                            a->from, from->type);
        if (from && a->as == READ_AS_DATE && !a->n_path && !a->zone &&
            str_eq(from->base, "timestamp with time zone"))
                problem_add(check->problems, SEVERITY_ERROR, check->map->file, e->line, e->name,
                            "Write zone = \"Europe/London\".",
                            "%s.%s.%s is a moment, which is another day in another place", e->schema,
                            e->table, a->from);
}

static void check_attribute(Check *check, const Entity *e, const CatalogTable *table, const Attribute *a) {
        if (a->from)
                check_taken(check, e, table, a);
        else
                needs_column(check, e, table, a->column);
}

static void needs_columns(Check *check, const Entity *e, const CatalogTable *table,
                          const char *const *columns, size_t n) {
        for (size_t i = 0; i < n; i++)
                needs_column(check, e, table, columns[i]);
}

/* Days are civil days: a time with a zone would make a birthday depend on where it is read. */
static void needs_date(Check *check, const Entity *e, const CatalogTable *table, const char *column) {
        if (!column)
                return;
        const Attribute *taken = entity_taken(e, column);
        if (taken && taken->as == READ_AS_DATE)
                return;
        const char *stored = taken && !taken->n_path ? taken->from : column;
        const CatalogColumn *found = catalog_column(table, stored);
        if (!found && taken)
                problem_add(check->problems, SEVERITY_ERROR, check->map->file, e->line, e->name,
                            "Write as = \"date\", and format if it is not YYYY-MM-DD.",
                            "%s of %s is a text, but a date is needed", column, e->name);
        else if (!found)
                lacks(check, e, column);
        else if (!str_eq(found->base, "date"))
                problem_add(
                        check->problems, SEVERITY_ERROR, check->map->file, e->line, e->name,
                        "Use a column of type date, or take the day out of it: { column = \"...\"; from; as "
                        "= \"date\"; zone; }.",
                        "%s.%s.%s is of type %s, but a date is needed", e->schema, e->table, column,
                        found->type);
}

/* guards: rows go by it, so that a foreign key is wanted. */
static void check_edge(Check *check, const Entity *e, const CatalogTable *table, const Edge *edge,
                       bool guards) {
        const Entity *other = edge->entity ? data_map_entity(check->map, edge->entity) : NULL;
        if (!other)
                return;
        needs_columns(check, e, table, edge->columns, edge->n_columns);
        needs_column(check, e, table, edge->where);
        needs_columns(check, other, catalog_of(register_catalog(check->reg), other), edge->match,
                      edge->n_columns);
        edges_check(register_catalog(check->reg), check->map, e, edge, check->problems);
        if (guards && !catalog_edge(register_catalog(check->reg), e, edge, other))
                problem_add(check->problems, SEVERITY_WARNING, check->map->file, edge->line, e->name,
                            "Add the foreign key, so that the database itself guards the edge.",
                            "no foreign key from %s.%s to %s.%s guards the edge", e->schema, e->table,
                            other->schema, other->table);
}

/* An unmapped table that goes silently with a mapped row: its rows would be destroyed without having been
 * looked at. That is a question for a person, so it is an error only where it destroys. */
static void check_entity(Check *check, const Entity *e) {
        const CatalogTable *table = catalog_of(register_catalog(check->reg), e);
        if (!table) {
                problem_add(check->problems, SEVERITY_ERROR, check->map->file, e->line, e->name,
                            "Create the table, grant the engine select on it, or take it off the map.",
                            "there is no table %s.%s", e->schema, e->table);
                return;
        }
        if (table->hides_rows)
                problem_add(check->problems, SEVERITY_ERROR, check->map->file, e->line, e->name,
                            "Let muniment_engine see every row: alter role muniment_engine bypassrls.",
                            "row-level security may hide rows of %s.%s from the engine", e->schema, e->table);
        needs_columns(check, e, table, e->key, e->n_key);
        for (size_t i = 0; i < e->n_attributes; i++)
                check_attribute(check, e, table, &e->attributes[i]);
        for (size_t i = 0; i < e->n_attributes; i++)
                if (str_eq(e->attributes[i].item, UNDECIDED) || str_eq(e->attributes[i].category, UNDECIDED))
                        problem_add(check->problems, SEVERITY_ERROR, check->map->file, e->line, e->name,
                                    "Write the item and the category, and look at the rest of the line.",
                                    "what column %s of %s is has still to be decided",
                                    e->attributes[i].column, e->name);
        needs_described(check, e, table, e->since);
        needs_described(check, e, table, e->until);
        needs_described(check, e, table, e->sensitive);
        for (size_t i = 0; i < e->n_owners; i++)
                check_edge(check, e, table, &e->owners[i], true);
        for (size_t i = 0; i < e->n_shares; i++)
                check_edge(check, e, table, &e->shares[i], true);
        for (size_t i = 0; i < e->n_refers; i++)
                check_edge(check, e, table, &e->refers[i], false);
}

/* Whoever keeps a row when another of its owners goes must be able to let that one go. */
static void check_joint(Check *check, const Entity *e) {
        const Catalog *catalog = register_catalog(check->reg);
        for (size_t i = 0; entity_is_joint(e) && catalog_of(catalog, e) && i < e->n_owners; i++) {
                const Edge *edge = &e->owners[i];
                const Entity *owner = data_map_entity(check->map, edge->entity);
                size_t n;
                mentions_emptied(catalog, check->problems->arena, e, edge->columns, edge->n_columns,
                                 catalog_edge(catalog, e, edge, owner), &n);
                if (n == 0)
                        problem_add(check->problems, SEVERITY_ERROR, check->map->file, e->line, e->name,
                                    "Let the column be empty, or say goes_with = \"first\".",
                                    "%s cannot be disposed of: no column by which %s.%s names it may be "
                                    "emptied while another owner keeps the row",
                                    owner->name, e->schema, e->table);
        }
}

/* Rows of one and the same group go together as a rule; others stay, and would name what is gone. */
static void check_mention(Check *check, const Mention *m) {
        const Entity *root = compile_root(check->map, m->to);
        bool together = m->from != m->to && root && entity_goes_with(check->map, m->from, root);
        size_t n;
        if (m->edge && m->edge->list)
                return;
        mentions_emptied(register_catalog(check->reg), check->problems->arena, m->from, m->from_columns,
                         m->n_columns, m->key, &n);
        if (n == 0 && !together && !mention_empties_itself(m))
                problem_add(check->problems, SEVERITY_WARNING, check->map->file, m->from->line, m->from->name,
                            "Let the column be empty, or let the one own the other.",
                            "%s cannot be disposed of while a row of %s.%s that stays names it: no column by "
                            "which it does may be empty",
                            m->to->name, m->from->schema, m->from->table);
}

static void check_mentions(Check *check) {
        Mention *mentions;
        size_t n = mentions_find(register_catalog(check->reg), check->map, check->problems->arena, &mentions);
        for (size_t i = 0; i < n; i++)
                check_mention(check, &mentions[i]);
}

/* A reason says that a table holds nothing about subjects; the catalog may know better. */
static void check_left_off(Check *check) {
        const Catalog *catalog = register_catalog(check->reg);
        for (size_t i = 0; i < check->map->n_left_off; i++) {
                const LeftOff *off = &check->map->left_off[i];
                const CatalogTable *table = catalog_table(catalog, off->schema, off->table);
                const char *path = arena_printf(check->problems->arena, "left_off.%s", off->table);
                if (str_eq(off->because, UNDECIDED))
                        problem_add(check->problems, SEVERITY_ERROR, check->map->file, off->line, path,
                                    "Write the reason, or put the table on the map.",
                                    "why %s.%s is left off has still to be decided", off->schema, off->table);
                if (!table)
                        problem_add(check->problems, SEVERITY_WARNING, check->map->file, off->line, path,
                                    "Take it off the list.", "there is no table %s.%s to leave off",
                                    off->schema, off->table);
                for (size_t k = 0; table && k < catalog->n_keys; k++) {
                        const CatalogForeignKey *key = &catalog->keys[k];
                        const Entity *to = key->from == table ? catalog_entity(catalog, key->to) : NULL;
                        if (to && !entity_stays(to) && key->on_delete != 'n' && key->on_delete != 'd')
                                problem_add(check->problems, SEVERITY_ERROR, check->map->file, off->line,
                                            path, "Put the table on the map.",
                                            "%s.%s is left off, but its foreign key %s ties its rows to %s, "
                                            "which is disposed of",
                                            off->schema, off->table, key->name, to->name);
                }
        }
}

/* Birth, death and archiving among them. */
static void register_check_events(Check *check) {
        for (size_t i = 0; i < check->map->n_events; i++) {
                const MapEvent *event = &check->map->events[i];
                const CatalogTable *table = catalog_of(register_catalog(check->reg), event->entity);
                if (!table)
                        continue;
                needs_date(check, event->entity, table, event->column);
                needs_described(check, event->entity, table, event->unless_set);
        }
}

void register_check_map(Register *reg, Problems *problems) {
        Check check = { .reg = reg, .map = register_map(reg), .problems = problems };
        for (size_t i = 0; i < check.map->n_entities; i++)
                check_entity(&check, &check.map->entities[i]);
        for (size_t i = 0; i < check.map->n_entities; i++)
                check_joint(&check, &check.map->entities[i]);
        check_mentions(&check);
        check_left_off(&check);
        const Entity *subject = &check.map->entities[0];
        const CatalogTable *table = catalog_of(register_catalog(reg), subject);
        if (!table)
                return;
        register_check_events(&check);
        needs_described(&check, subject, table, check.map->shielded);
        needs_described(&check, subject, table, check.map->language);
        for (size_t i = 0; i < check.map->n_tombstone; i++)
                needs_described(&check, subject, table, check.map->tombstone[i]);
}

/* What drivers write for "no date" is a day to the server, the first or the last of all. */
static int check_days(Register *reg, const MapEvent *event, Problems *problems) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        Compiler c = register_compiler(reg);
        c.arena = problems->arena;
        const Entity *e = event->entity;
        const char *day = part_column(&c, e, event->column);
        int r = pg_query(register_pg(reg),
                         arena_printf(c.arena, "select count(*) from %s where %s", part_from(&c, e),
                                      part_unreadable(&c, day)),
                         NULL, &rows);
        if (r)
                return err_trace(r);
        int64_t n = pg_i64(rows, 0, ONLY_COLUMN);
        if (n > 0)
                problem_add(problems, SEVERITY_WARNING, register_map(reg)->file, e->line, e->name,
                            "Write the day, or nothing: no rule reckons with this one, so nothing falls due "
                            "by it.",
                            "%lld row%s of %s.%s ha%s a day in %s that no calendar holds", (long long)n,
                            n == 1 ? "" : "s", e->schema, e->table, n == 1 ? "s" : "ve", event->column);
        return 0;
}

int register_check_days(Register *reg, Problems *problems) {
        const DataMap *map = register_map(reg);
        int r = 0;
        for (size_t i = 0; i < map->n_events && r == 0; i++)
                if (map->events[i].column)
                        r = check_days(reg, &map->events[i], problems);
        return err_trace(r);
}

int register_check_agent(Register *reg, Problems *problems) {
        const char *missing;
        int r = register_agent_lacks(reg, problems->arena, &missing);
        if (r)
                return err_trace(r);
        if (missing)
                problem_add(problems, SEVERITY_ERROR, register_map(reg)->file, 0, "",
                            "Run muniment migrate, which brings it up to date.",
                            "Register %s was made ready by an older program: it has no muniment_agent.%s",
                            register_name(reg), missing);
        return 0;
}

int register_check_news(Register *reg, Problems *problems) {
        const DataMap *map = register_map(reg);
        NewsWay way;
        int r = register_news_way(reg, &way);
        if (r)
                return err_trace(r);
        if (way == NEWS_COMPARED)
                problem_add(problems, SEVERITY_WARNING, map->file, 0, "",
                            arena_printf(problems->arena,
                                         "Run muniment migrate as the owner of %s.%s, or have the owner run "
                                         "what muniment "
                                         "map triggers %s prints; on a view none can stand.",
                                         map->entities[0].schema, map->entities[0].table, register_name(reg)),
                            "No trigger tells of new records of register %s: they are found by comparing it "
                            "daily.",
                            register_name(reg));
        return 0;
}
