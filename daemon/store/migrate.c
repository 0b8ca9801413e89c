#include "store/migrate.h"

#include "base/error.h"
#include "base/text.h"
#include "statements.h"

#include <stdio.h>

static int migrate_run(Pg *pg, Statement statement, const PgArgs *args, PgRows **ret) {
        return pg_call(pg, &statements[statement], args, ret);
}

static int migrate_connect(const char *conninfo, Pg **ret) {
        const PgOptions options = {
                .conninfo = conninfo,
                .application_name = "muniment migrate",
                .lock_timeout_ms = 60000,
        };
        int r = pg_open(&options, ret);
        return err_trace(r);
}

static int become_owner(Pg *pg) {
        int r = pg_script(pg, SQL_EMBED_ROLES);
        return r == 0 ? pg_script(pg, SQL_EMBED_BECOME_OWNER) : err_trace(r);
}

/* What stands in the database must be a beginning of what is compiled in. */
static int compare_recorded(Pg *pg, MigrateReport *report) {
        _cleanup_(pg_rows_freep) PgRows *present = NULL, *rows = NULL;
        report->to = 0;
        int r = migrate_run(pg, STATEMENT_MIGRATION_PRESENT, NULL, &present);
        if (r == 0 && !pg_bool(present, 0, MIGRATION_PRESENT_PRESENT))
                return 0;
        if (r == 0)
                r = migrate_run(pg, STATEMENT_MIGRATION_LIST, NULL, &rows);
        if (r)
                return err_trace(r);
        for (size_t i = 0; i < pg_rows_count(rows); i++) {
                report->version = report->to = (int)pg_i64(rows, i, MIGRATION_LIST_VERSION);
                if (report->version > MIGRATION_LATEST)
                        return MIGRATE_E_TOO_NEW;
                if (report->version != (int)i + 1 ||
                    !str_eq(pg_text(rows, i, MIGRATION_LIST_SHA256), migrations[i].sha256))
                        return MIGRATE_E_CHANGED;
        }
        return 0;
}

int migrate_version(Pg *pg, int *ret) {
        _cleanup_(pg_rows_freep) PgRows *present = NULL, *rows = NULL;
        *ret = 0;
        int r = migrate_run(pg, STATEMENT_MIGRATION_PRESENT, NULL, &present);
        if (r || !pg_bool(present, 0, MIGRATION_PRESENT_PRESENT))
                return err_trace(r);
        r = migrate_run(pg, STATEMENT_MIGRATION_LIST, NULL, &rows);
        if (r == 0 && pg_rows_count(rows))
                *ret = (int)pg_i64(rows, pg_rows_count(rows) - 1, MIGRATION_LIST_VERSION);
        return err_trace(r);
}

static int migrate_record(Pg *pg, const Migration *migration) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        bind_migration_record(&args, &(const struct migration_record_args){ .version = migration->version,
                                                                            .name = migration->name,
                                                                            .sha256 = migration->sha256 });
        return migrate_run(pg, STATEMENT_MIGRATION_RECORD, &args, NULL);
}

/* Two migrators take turns without a lock, for there is nothing yet that only they could lock: each says
 * first which version it makes, in the transaction that makes it, and so waits until the other's is there,
 * or is not. Only the first version has no place yet to say so, and finds out when it makes the schema. */
static int apply(Pg *pg, const Migration *migration) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        bool first = migration->version == 1;
        int r = pg_tx_begin(pg, &tx);
        if (r == 0 && !first)
                r = migrate_record(pg, migration);
        if (r == 0)
                r = pg_script(pg, migration->sql);
        if (r == 0 && first)
                r = migrate_record(pg, migration);
        return r == 0 ? pg_tx_commit(&tx) : err_trace(r);
}

/* 0 also when another migrator has made it meanwhile. */
static int apply_next(Pg *pg, MigrateReport *report) {
        char sqlstate[sizeof report->sqlstate];
        int before = report->to, r = apply(pg, &migrations[before]);
        if (r == 0) {
                report->to++;
                return 0;
        }
        if (r == PG_E_LOST)
                return err_trace(r);
        snprintf(sqlstate, sizeof sqlstate, "%s", pg_sqlstate(pg));
        int looked = compare_recorded(pg, report);
        if (looked || report->to > before)
                return looked;
        report->version = before + 1;
        snprintf(report->sqlstate, sizeof report->sqlstate, "%s", sqlstate);
        return r == PG_E_RETRY ? err_trace(r) : MIGRATE_E_REFUSED;
}

int migrate_governance(const char *conninfo, int upto, MigrateReport *ret) {
        _cleanup_(pg_closep) Pg *pg = NULL;
        *ret = (MigrateReport){ 0 };
        int r = migrate_connect(conninfo, &pg);
        if (r == 0)
                r = become_owner(pg);
        if (r == 0)
                r = compare_recorded(pg, ret);
        ret->from = ret->to;
        if (upto == 0 || upto > MIGRATION_LATEST)
                upto = MIGRATION_LATEST;
        while (r == 0 && ret->to < upto)
                r = apply_next(pg, ret);
        return err_trace(r);
}

int migrate_register(const char *conninfo, MigrateReport *ret) {
        _cleanup_(pg_closep) Pg *pg = NULL;
        *ret = (MigrateReport){ 0 };
        int r = migrate_connect(conninfo, &pg);
        if (r)
                return err_trace(r);
        r = pg_script(pg, SQL_REGISTER_AGENT);
        if (r == PG_E_CONFLICT) /* another migrator made the schema at this moment: now it is there */
                r = pg_script(pg, SQL_REGISTER_AGENT);
        if (r >= 0)
                return err_trace(r);
        snprintf(ret->sqlstate, sizeof ret->sqlstate, "%s", pg_sqlstate(pg));
        return MIGRATE_E_REFUSED;
}
