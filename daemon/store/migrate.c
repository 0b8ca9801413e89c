#include "store/migrate.h"

#include "base/error.h"
#include "base/text.h"
#include "statements.h"

#include <stdio.h>

/* Statements are run unprepared here: before the last migration most of them fit no schema. */
static int run(Pg *pg, Statement statement, const PgArgs *args, PgRows **ret) {
        return pg_query(pg, statements[statement].sql, args, ret);
}

static int connect(const char *conninfo, Pg **ret) {
        _cleanup_(pg_closep) Pg *pg = NULL;
        const PgOptions options = {
                .conninfo = conninfo,
                .application_name = "muniment migrate",
                .lock_timeout_ms = 60000,
        };
        int r = pg_open(&options, &pg);
        if (r == 0)
                r = run(pg, STATEMENT_MIGRATION_LOCK, NULL, NULL);
        if (r)
                return r < 0 ? err_trace(r) : r;
        *ret = TAKE_PTR(pg);
        return 0;
}

static int become_owner(Pg *pg) {
        int r = pg_script(pg, SQL_EMBED_ROLES);
        return r == 0 ? pg_script(pg, SQL_EMBED_BECOME_OWNER) : r;
}

/* What stands in the database must be a beginning of what is compiled in. */
static int compare_recorded(Pg *pg, MigrateReport *report) {
        _cleanup_(pg_rows_freep) PgRows *present = NULL, *rows = NULL;
        int r = run(pg, STATEMENT_MIGRATION_PRESENT, NULL, &present);
        if (r == 0 && !pg_bool(present, 0, 0))
                return 0;
        if (r == 0)
                r = run(pg, STATEMENT_MIGRATION_LIST, NULL, &rows);
        if (r)
                return r;
        for (size_t i = 0; i < pg_rows_count(rows); i++) {
                report->version = report->from = report->to = (int)pg_i64(rows, i, 0);
                if (report->version > MIGRATION_LATEST)
                        return MIGRATE_E_TOO_NEW;
                if (report->version != (int)i + 1 || !str_eq(pg_text(rows, i, 2), migrations[i].sha256))
                        return MIGRATE_E_CHANGED;
        }
        return 0;
}

static int record(Pg *pg, const Migration *migration) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, migration->version);
        pg_arg_text(&args, migration->name);
        pg_arg_text(&args, migration->sha256);
        return run(pg, STATEMENT_MIGRATION_RECORD, &args, NULL);
}

static int apply(Pg *pg, const Migration *migration, MigrateReport *report) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        report->version = migration->version;
        int r = pg_tx_begin(pg, &tx);
        if (r == 0)
                r = pg_script(pg, migration->sql);
        if (r == 0)
                r = record(pg, migration);
        if (r == 0)
                r = pg_tx_commit(&tx);
        if (r == 0)
                report->to = migration->version;
        return r;
}

int migrate_governance(const char *conninfo, int upto, MigrateReport *ret) {
        _cleanup_(pg_closep) Pg *pg = NULL;
        *ret = (MigrateReport){ 0 };
        int r = connect(conninfo, &pg);
        if (r == 0)
                r = become_owner(pg);
        if (r == 0)
                r = compare_recorded(pg, ret);
        if (r)
                return r < 0 ? err_trace(r) : r;
        if (upto == 0)
                upto = MIGRATION_LATEST;
        for (int i = ret->from; i < upto && i < MIGRATION_LATEST; i++) {
                r = apply(pg, &migrations[i], ret);
                if (r == PG_E_LOST)
                        return r;
                if (r) {
                        snprintf(ret->sqlstate, sizeof ret->sqlstate, "%s", pg_sqlstate(pg));
                        return MIGRATE_E_REFUSED;
                }
        }
        return 0;
}

int migrate_register(const char *conninfo, MigrateReport *ret) {
        _cleanup_(pg_closep) Pg *pg = NULL;
        *ret = (MigrateReport){ 0 };
        int r = connect(conninfo, &pg);
        if (r)
                return r < 0 ? err_trace(r) : r;
        r = pg_script(pg, SQL_REGISTER_AGENT);
        if (r >= 0)
                return r;
        snprintf(ret->sqlstate, sizeof ret->sqlstate, "%s", pg_sqlstate(pg));
        return MIGRATE_E_REFUSED;
}
