/* What of the register itself would refuse or change a disposal, told before anybody approves one. */
#include "base/error.h"
#include "base/text.h"
#include "register/check.h"
#include "statements.h"

static const Entity *entity_named(const DataMap *map, const char *schema, const char *table) {
        for (size_t i = 0; i < map->n_entities; i++)
                if (str_eq(map->entities[i].table, table) && str_eq(map->entities[i].schema, schema))
                        return &map->entities[i];
        return NULL;
}

static const struct {
        const char *kind;
        Severity severity;
        const char *mend;
} findings[] = {
        { "trigger", SEVERITY_WARNING,
          "Read it: what it copies elsewhere stays there, and what it refuses or keeps back fails the run." },
        { "rule", SEVERITY_WARNING, "Read it: what it does is not what disposal asks for." },
        { "grant", SEVERITY_ERROR, "Run muniment init, or grant them to muniment_engine." },
        { "publication", SEVERITY_ERROR, "Give the table a primary key, or a replica identity." },
        { "object", SEVERITY_WARNING, "Let a trigger of the register unlink it, or see to it by hand." },
};

static const char *own_sentence(Arena *arena, const PgRows *rows, size_t row) {
        const char *kind = pg_text(rows, row, OWN_CODE_KIND), *name = pg_text(rows, row, OWN_CODE_NAME),
                   *more = pg_text(rows, row, OWN_CODE_MORE);
        const char *table = arena_printf(arena, "%s.%s", pg_text(rows, row, OWN_CODE_SCHEMA),
                                         pg_text(rows, row, OWN_CODE_TABLE_NAME));
        if (str_eq(kind, "grant"))
                return arena_printf(arena, "the engine lacks %s on %s", more, table);
        if (str_eq(kind, "publication"))
                return arena_printf(
                        arena,
                        "%s is in the publication %s, and the server refuses deletes that it cannot "
                        "tell it",
                        table, name);
        if (str_eq(kind, "object"))
                return arena_printf(arena, "%s.%s may name a large object, which stays when its row goes",
                                    table, name);
        return arena_printf(arena, "%s has a %s %s of its own: %s", table, kind, name, more);
}

static void tell_own(const DataMap *map, const PgRows *rows, size_t row, bool all, Problems *problems) {
        const Entity *e = entity_named(map, pg_text(rows, row, OWN_CODE_SCHEMA),
                                       pg_text(rows, row, OWN_CODE_TABLE_NAME));
        for (size_t i = 0; e && i < ELEMENTS(findings); i++)
                if ((all || findings[i].severity == SEVERITY_ERROR) &&
                    str_eq(findings[i].kind, pg_text(rows, row, OWN_CODE_KIND)))
                        problem_add(problems, findings[i].severity, map->file, e->line, e->name,
                                    findings[i].mend, "%s", own_sentence(problems->arena, rows, row));
}

/* A rule that empties what may not be empty would fail on its first row. */
static void check_blanked(Register *reg, const Rule *rule, Problems *problems) {
        const DataMap *map = register_map(reg);
        const Entity *e = rule->entity ? data_map_entity(map, rule->entity) : NULL;
        const CatalogTable *table = e ? catalog_of(register_catalog(reg), e) : NULL;
        for (size_t i = 0; table && i < rule->n_attributes; i++) {
                const Attribute *taken = entity_taken(e, rule->attributes[i]);
                const CatalogColumn *c = catalog_column(table, taken ? taken->from : rule->attributes[i]);
                if (!c || !(c->generated || (c->not_null && !(taken && taken->n_path))))
                        continue;
                problem_add(problems, SEVERITY_ERROR, map->file, e->line, rule->id,
                            c->generated ? "Let the rule name the columns that it is computed from."
                                         : "Let the column be empty, or let the rule take the whole row.",
                            "rule %s empties %s.%s.%s, which %s", rule->id, e->schema, e->table, c->name,
                            c->generated ? "the server computes" : "may not be empty");
        }
}

int register_check_own_code(Register *reg, Problems *problems, bool all) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        const DataMap *map = register_map(reg);
        PgArgs args = PG_ARGS(problems->arena);
        const char **schemas = arena_array(problems->arena, map->n_entities + 1, sizeof *schemas);
        const char **tables = arena_array(problems->arena, map->n_entities + 1, sizeof *tables);
        size_t n = 0, n_rules;
        for (size_t i = 0; i < map->n_entities; i++)
                if (map->entities[i].ownership != OWNERSHIP_REFERENCE) {
                        schemas[n] = map->entities[i].schema;
                        tables[n++] = map->entities[i].table;
                }
        pg_arg_texts(&args, schemas, n);
        pg_arg_texts(&args, tables, n);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_OWN_CODE, &args, &rows);
        if (r)
                return err_trace(r);
        for (size_t i = 0; i < pg_rows_count(rows); i++)
                tell_own(map, rows, i, all, problems);
        const Rule **rules = register_rules(reg, problems->arena, &n_rules);
        for (size_t i = 0; i < n_rules; i++)
                if (rules[i]->entity && disposal_traits(rules[i]->disposal).blanks)
                        check_blanked(reg, rules[i], problems);
        return 0;
}

int register_check_server(Register *reg, Problems *problems) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        const DataMap *map = register_map(reg);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_SERVER, NULL, &rows);
        if (r)
                return err_trace(r);
        if (!pg_bool(rows, 0, REGISTER_SERVER_WRITABLE))
                problem_add(
                        problems, SEVERITY_ERROR, map->file, 0, register_name(reg),
                        "Name the server that takes writes, or set default_transaction_read_only to off for "
                        "the engine.",
                        "the database of register %s takes no writes, so nothing can be disposed of",
                        register_name(reg));
        const char *encoding = pg_text(rows, 0, REGISTER_SERVER_ENCODING);
        if (str_eq(encoding, "SQL_ASCII"))
                problem_add(
                        problems, SEVERITY_WARNING, map->file, 0, register_name(reg),
                        "Copy it by pg_dump into a database in UTF8. Until then names with accents may be "
                        "shown wrongly, and not be found.",
                        "the database of register %s is in %s: the server does not know what its letters "
                        "are; bytes that are no UTF-8 are read as Windows-1252",
                        register_name(reg), encoding);
        return 0;
}
