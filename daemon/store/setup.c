#include "store/setup.h"

#include "base/error.h"
#include "base/text.h"
#include "statements.h"

/* Of either text: what is run, and whether it waits for the schemas. */
static int read_statements(Pg *pg, const char *sql, const PgArgs *args, Arena *arena, SetupStatement **ret,
                           size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(pg, sql, args, &rows);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        SetupStatement *list = arena_array(arena, n + 1, sizeof *list);
        for (size_t i = 0; i < n; i++)
                list[i] = (SetupStatement){ .sql = arena_strdup(arena, pg_text(rows, i, SETUP_STATEMENT_SQL)),
                                            .after = pg_bool(rows, i, SETUP_STATEMENT_AFTER) };
        *ret = list;
        *ret_n = n;
        return 0;
}

int setup_cluster(Pg *pg, const SetupLogin *logins, size_t n_logins, const char *database, Arena *arena,
                  SetupStatement **ret, size_t *ret_n) {
        const char **names = arena_array(arena, n_logins + 1, sizeof *names);
        const char **roles = arena_array(arena, n_logins + 1, sizeof *roles);
        for (size_t i = 0; i < n_logins; i++) {
                names[i] = logins[i].login;
                roles[i] = logins[i].role;
        }
        PgArgs args = PG_ARGS(arena);
        pg_arg_texts(&args, names, n_logins);
        pg_arg_texts(&args, roles, n_logins);
        pg_arg_text(&args, database);
        return read_statements(pg, SQL_EMBED_SETUP_CLUSTER, &args, arena, ret, ret_n);
}

int setup_rights(Pg *pg, const SetupTable *tables, size_t n_tables, Arena *arena, SetupStatement **ret,
                 size_t *ret_n) {
        const char **columns[3];
        for (size_t c = 0; c < ELEMENTS(columns); c++)
                columns[c] = arena_array(arena, n_tables + 1, sizeof **columns);
        for (size_t i = 0; i < n_tables; i++) {
                columns[0][i] = tables[i].schema;
                columns[1][i] = tables[i].table;
                columns[2][i] = tables[i].writes ? "true" : "false";
        }
        PgArgs args = PG_ARGS(arena);
        for (size_t c = 0; c < ELEMENTS(columns); c++)
                pg_arg_texts(&args, columns[c], n_tables);
        return read_statements(pg, SQL_EMBED_SETUP_REGISTER, &args, arena, ret, ret_n);
}

int setup_drill(Pg *pg, const char *name, Arena *arena, SetupDrill *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, name);
        int r = pg_query(pg, SQL_EMBED_SETUP_DRILL, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = (SetupDrill){ .left_over = arena_strdup(arena, pg_text(rows, 0, SETUP_DRILL_LEFT_OVER)),
                             .make = arena_strdup(arena, pg_text(rows, 0, SETUP_DRILL_MAKE)),
                             .close = arena_strdup(arena, pg_text(rows, 0, SETUP_DRILL_CLOSE)),
                             .remove = arena_strdup(arena, pg_text(rows, 0, SETUP_DRILL_REMOVE)),
                             .strange = pg_bool(rows, 0, SETUP_DRILL_STRANGE) };
        return 0;
}

int setup_drill_outside(Pg *pg, Arena *arena, const char **ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(pg, SQL_EMBED_SETUP_DRILL_OUTSIDE, NULL, &rows);
        if (r)
                return err_trace(r);
        *ret = arena_strdup(arena, pg_text(rows, 0, SETUP_DRILL_OUTSIDE_OUTSIDE));
        return 0;
}

int setup_agent_present(Pg *pg, bool *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(pg, SQL_EMBED_SETUP_AGENT_PRESENT, NULL, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_bool(rows, 0, SETUP_AGENT_PRESENT_PRESENT);
        return 0;
}

int setup_server(Pg *pg, Arena *arena, ServerSetting **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(pg, SQL_EMBED_SETUP_SERVER, NULL, &rows);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        ServerSetting *list = arena_array(arena, n + 1, sizeof *list);
        for (size_t i = 0; i < n; i++)
                list[i] = (ServerSetting){
                        .name = arena_strdup(arena, pg_text(rows, i, SETUP_SERVER_NAME)),
                        .value = arena_strdup(arena, pg_text(rows, i, SETUP_SERVER_SETTING)),
                        .wanted = arena_strdup(arena, pg_text(rows, i, SETUP_SERVER_WANTED)),
                        .why = arena_strdup(arena, pg_text(rows, i, SETUP_SERVER_WHY)),
                };
        *ret = list;
        *ret_n = n;
        return 0;
}

int setup_run(Pg *pg, const SetupStatement *statement) {
        int r = pg_script(pg, statement->sql);
        return err_trace(r);
}

int setup_latest(void) {
        return MIGRATION_LATEST;
}

const char *setup_text(int version, const char **ret_name) {
        *ret_name = version == 0 ? "the four roles" : migrations[version - 1].name;
        return version == 0 ? SQL_EMBED_ROLES : migrations[version - 1].sql;
}
