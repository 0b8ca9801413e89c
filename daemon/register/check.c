#include "register/check.h"

#include "base/text.h"

typedef struct Check {
        Register *reg;
        const DataMap *map;
        Problems *problems;
} Check;

static void lacks(Check *check, const Entity *e, const char *column) {
        problem_add(check->problems, SEVERITY_ERROR, check->map->file, 0, e->name,
                    "Add the column to the table, or take it off the map.", "%s.%s has no column %s",
                    e->schema, e->table, column);
}

static void needs_column(Check *check, const Entity *e, const CatalogTable *table, const char *column) {
        if (column && !catalog_column(table, column))
                lacks(check, e, column);
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
        const CatalogColumn *found = catalog_column(table, column);
        if (!found)
                lacks(check, e, column);
        else if (!str_eq(found->type, "date"))
                problem_add(check->problems, SEVERITY_ERROR, check->map->file, 0, e->name,
                            "Use a column of type date.", "%s.%s.%s is of type %s, but a date is needed",
                            e->schema, e->table, column, found->type);
}

static void check_edge(Check *check, const Entity *e, const CatalogTable *table, const Edge *edge) {
        const Entity *other = edge->entity ? data_map_entity(check->map, edge->entity) : NULL;
        if (!other)
                return;
        needs_columns(check, e, table, edge->columns, edge->n_columns);
        if (edge->n_columns != other->n_key)
                problem_add(check->problems, SEVERITY_ERROR, check->map->file, 0, e->name,
                            "Name as many columns as the other entity's key has.",
                            "the edge from %s to %s has %zu columns, the key has %zu", e->name, other->name,
                            edge->n_columns, other->n_key);
        else if (!catalog_edge(register_catalog(check->reg), e, edge, other))
                problem_add(check->problems, SEVERITY_WARNING, check->map->file, 0, e->name,
                            "Add the foreign key, so that the database itself guards the edge.",
                            "no foreign key from %s.%s to %s.%s guards the edge", e->schema, e->table,
                            other->schema, other->table);
}

/* An unmapped table that goes silently with a mapped row: its rows would be destroyed without having been
 * looked at. That is a question for a person, so it is an error only where it destroys. */
static void check_entity(Check *check, const Entity *e) {
        const CatalogTable *table = catalog_of(register_catalog(check->reg), e);
        if (!table) {
                problem_add(check->problems, SEVERITY_ERROR, check->map->file, 0, e->name,
                            "Create the table, grant the engine select on it, or take it off the map.",
                            "there is no table %s.%s", e->schema, e->table);
                return;
        }
        needs_columns(check, e, table, e->key, e->n_key);
        for (size_t i = 0; i < e->n_attributes; i++)
                needs_column(check, e, table, e->attributes[i].column);
        needs_column(check, e, table, e->since);
        needs_column(check, e, table, e->until);
        needs_date(check, e, table, e->archived);
        needs_column(check, e, table, e->sensitive);
        check_edge(check, e, table, &e->owner);
        check_edge(check, e, table, &e->to);
        for (size_t i = 0; i < e->n_refers; i++)
                needs_columns(check, e, table, e->refers[i].columns, e->refers[i].n_columns);
}

void register_check_map(Register *reg, Problems *problems) {
        Check check = { .reg = reg, .map = register_map(reg), .problems = problems };
        for (size_t i = 0; i < check.map->n_entities; i++)
                check_entity(&check, &check.map->entities[i]);
        const Entity *subject = &check.map->entities[0];
        const CatalogTable *table = catalog_of(register_catalog(reg), subject);
        if (!table)
                return;
        needs_date(&check, subject, table, check.map->birth);
        needs_date(&check, subject, table, check.map->death);
        needs_date(&check, subject, table, check.map->archived);
        needs_column(&check, subject, table, check.map->shielded);
        needs_column(&check, subject, table, check.map->language);
        needs_columns(&check, subject, table, check.map->tombstone, check.map->n_tombstone);
}
