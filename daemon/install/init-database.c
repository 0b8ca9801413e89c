/* Logins, databases, roles, schemas and rights: what the servers say is missing, and making it. */
#include "base/error.h"
#include "base/text.h"
#include "cli/identity.h"
#include "install/init.h"
#include "install/migrate.h"
#include "pg/conninfo.h"
#include "store/migrate.h"

#include <string.h>

#define LOGINS_MAX 64

/* --- carrying out --- */

static int run_statement(Init *init, const InitStep *step) {
        _cleanup_(pg_closep) Pg *pg = NULL;
        int status = owner_open(&init->owner, step->target, step->name, "server", &pg);
        if (status)
                return status;
        int r = setup_run(pg, &step->statement);
        if (r == PG_E_DENIED)
                return cli_refuse("This login may not run \"%s\"; name a superuser with --owner-connection.",
                                  step->statement.sql);
        if (r)
                return cli_refuse("The server refused \"%s\" (SQLSTATE %s).", step->statement.sql,
                                  pg_sqlstate(pg));
        return CLI_DONE;
}

static int migrate(Init *init, const InitStep *step) {
        MigrateReport report;
        bool peer = owner_is_peer(&init->owner, step->target);
        int r = migrate_governance(owner_conninfo(&init->owner, step->target, NULL, peer), 0, &report);
        if (peer)
                identity_back();
        return r ? cli_migrate_refused(err_trace(r), &report) : CLI_DONE;
}

static int make_agent(Init *init, const InitStep *step) {
        MigrateReport report;
        bool peer = owner_is_peer(&init->owner, step->target);
        const char *owner = owner_conninfo(&init->owner, step->target, NULL, peer);
        int r = migrate_register(owner, &report);
        if (r == 0)
                r = cli_make_news(owner, settings_register(init->settings, step->name));
        if (peer)
                identity_back();
        if (r == MIGRATE_E_REFUSED)
                return cli_refuse("The register %s did not take its agent schema (SQLSTATE %s).", step->name,
                                  report.sqlstate);
        return owner_settle(r, arena_printf(init->arena, "register %s", step->name));
}

/* --- planning --- */

static bool planned(const Init *init, const char *base, const char *sql) {
        static const char *const keys[] = { "host", "hostaddr", "port" };
        for (size_t i = 0; i < init->n_steps; i++) {
                const InitStep *step = &init->steps[i];
                bool same = str_eq(step->statement.sql, sql);
                for (size_t k = 0; same && k < ELEMENTS(keys); k++)
                        same = str_eq(pg_conninfo_value(step->target, keys[k], init->arena),
                                      pg_conninfo_value(base, keys[k], init->arena));
                if (same)
                        return true;
        }
        return false;
}

/* dbname NULL: that of base. */
static void plan_statements(Init *init, const char *base, const char *dbname,
                            const SetupStatement *statements, size_t n, bool after) {
        for (size_t i = 0; i < n; i++) {
                if (statements[i].after != after || (dbname && planned(init, base, statements[i].sql)))
                        continue;
                InitStep *step = init_step(init, false, "%s", statements[i].sql);
                step->perform = run_statement;
                step->target = base;
                step->name = dbname;
                step->statement = statements[i];
        }
}

static size_t collect_logins(const Init *init, const char *base, SetupLogin logins[LOGINS_MAX]) {
        static const char *const people[][2] = { { "officer", "muniment_officer" },
                                                 { "auditor", "muniment_auditor" } };
        const char *login = pg_conninfo_value(base, "user", init->arena), *name;
        size_t n = 0;
        logins[n++] = (SetupLogin){ login ? login : SERVICE_USER, "muniment_engine" };
        for (size_t p = 0; p < ELEMENTS(people); p++)
                for (size_t i = 0; n < LOGINS_MAX && (name = cli_nth(init->args, people[p][0], i)); i++)
                        logins[n++] = (SetupLogin){ name, people[p][1] };
        return n;
}

static bool makes_database(const SetupStatement *statements, size_t n) {
        for (size_t i = 0; i < n; i++)
                if (str_starts(statements[i].sql, "create database"))
                        return true;
        return false;
}

static int plan_schema(Init *init, const char *base, bool absent) {
        int version = 0;
        if (!absent) {
                _cleanup_(pg_closep) Pg *pg = NULL;
                int status = owner_open(&init->owner, base, NULL, "governance database", &pg);
                if (status)
                        return status;
                int r = migrate_version(pg, &version);
                if (r)
                        return cli_settle(r);
        }
        int latest = setup_latest();
        if (version > latest)
                return cli_settle(STORE_E_TOO_NEW);
        InitStep *step = version == latest ? init_step(init, true, "The schema, at version %d", version)
                                           : init_step(init, false,
                                                       "Make the roles, and the schema from version %d to %d",
                                                       version, latest);
        step->perform = migrate;
        step->target = base;
        if (version == latest)
                return CLI_DONE;
        _cleanup_text_ Text text = { 0 };
        for (int i = version == 0 ? 0 : version + 1; i <= latest; i++) {
                const char *name, *sql = setup_text(i, &name);
                text_appendf(&text, "-- %s\n%s\n", name, sql);
        }
        step->text = arena_strdup(init->arena, text_str(&text));
        return CLI_DONE;
}

/* What the map leaves off is read when a run is verified. */
static size_t map_tables(const Init *init, const DataMap *map, SetupTable **ret) {
        *ret = arena_array(init->arena, map->n_entities + map->n_left_off + 1, sizeof **ret);
        for (size_t i = 0; i < map->n_entities; i++)
                (*ret)[i] = (SetupTable){ map->entities[i].schema, map->entities[i].table,
                                          map->entities[i].ownership != OWNERSHIP_REFERENCE };
        for (size_t i = 0; i < map->n_left_off; i++)
                (*ret)[map->n_entities + i] =
                        (SetupTable){ map->left_off[i].schema, map->left_off[i].table, false };
        return map->n_entities + map->n_left_off;
}

/* Logins on a server of its own, the agent schema, and the engine's rights on what the map names. */
static int plan_register(Init *init, const RegisterSettings *reg) {
        _cleanup_(pg_closep) Pg *pg = NULL;
        const char *base = reg->connection ? reg->connection : init->settings->database;
        const char *what = arena_printf(init->arena, "register %s", reg->name);
        SetupLogin logins[LOGINS_MAX];
        SetupStatement *statements, *rights;
        SetupTable *tables;
        size_t n, n_rights, n_tables = map_tables(init, reg->map, &tables);
        bool present;
        int status = owner_open(&init->owner, base, NULL, what, &pg);
        if (status)
                return status;
        collect_logins(init, base, logins);
        int r = setup_cluster(pg, logins, 1, NULL, init->arena, &statements, &n);
        if (r == 0)
                r = setup_agent_present(pg, &present);
        if (r == 0)
                r = setup_rights(pg, tables, n_tables, init->arena, &rights, &n_rights);
        if (r)
                return cli_settle(r);
        plan_statements(init, base, "postgres", statements, n, false);
        InitStep *step = init_step(init, present, "%s agent schema of the register %s",
                                   present ? "The" : "Make the", reg->name);
        step->perform = make_agent;
        step->target = base;
        step->name = reg->name;
        plan_statements(init, base, NULL, rights, n_rights, false);
        plan_statements(init, base, "postgres", statements, n, true);
        return CLI_DONE;
}

int init_plan_databases(Init *init) {
        _cleanup_(pg_closep) Pg *pg = NULL;
        const char *base = init->settings->database;
        const char *dbname = pg_conninfo_value(base, "dbname", init->arena);
        SetupLogin logins[LOGINS_MAX];
        SetupStatement *statements;
        size_t n;
        if (!dbname)
                return cli_refuse("The setting database names no dbname; say which database it is.");
        int status = owner_open(&init->owner, base, "postgres", "server of the governance database", &pg);
        if (status)
                return status;
        int r = setup_cluster(pg, logins, collect_logins(init, base, logins), dbname, init->arena,
                              &statements, &n);
        if (r)
                return cli_settle(r);
        plan_statements(init, base, "postgres", statements, n, false);
        bool absent = makes_database(statements, n);
        status = plan_schema(init, base, absent);
        if (status == CLI_DONE)
                plan_statements(init, base, "postgres", statements, n, true);
        for (size_t i = 0; i < init->settings->n_registers && status == CLI_DONE; i++)
                if (init->settings->registers[i].connection || !absent)
                        status = plan_register(init, &init->settings->registers[i]);
        return status;
}
