/* muniment migrate: creates or upgrades the schemas and says from and to. */
#include "cli/command.h"

#include "pg/pg.h"
#include "store/migrate.h"

#include <stdio.h>

static int say_refused(int r, const MigrateReport *report) {
        switch (r) {
        case MIGRATE_E_TOO_NEW:
                return cli_refuse(
                        "the database is at version %d, which is newer than this program; upgrade the "
                        "program",
                        report->version);
        case MIGRATE_E_CHANGED:
                return cli_refuse(
                        "migration %d in the database is not the one this program carries; it was made by "
                        "another build, so nothing was touched",
                        report->version);
        case MIGRATE_E_REFUSED:
                return cli_refuse(
                        "migration %d did not go through (SQLSTATE %s) and left nothing behind; the database "
                        "stays at version %d",
                        report->version, report->sqlstate, report->to);
        case PG_E_RETRY:
                return cli_refuse("another migration is at work; try again when it has ended");
        case PG_E_DENIED:
                return cli_refuse(
                        "this login may not migrate; use a superuser, the owner of the database that may "
                        "create roles, or a member of muniment_owner");
        default:
                return cli_settle(r);
        }
}

static int run_migrate(const CliArgs *args) {
        MigrateReport report;
        int64_t upto = 0;
        if (!cli_number(args, "to", 1, INT32_MAX, &upto))
                return CLI_USAGE;
        int r = migrate_governance(cli_value(args, "database"), (int)upto, &report);
        if (r)
                return say_refused(r, &report);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:i, s:i}", "from", report.from, "to", report.to));
        if (report.from == report.to)
                printf("The governance database is at version %d already.\n", report.to);
        else
                printf("The governance database went from version %d to %d.\n", report.from, report.to);
        return CLI_DONE;
}

static const CliOption options[] = {
        { "database", "CONNINFO", "the database to migrate, as libpq writes it", .required = true },
        { "to", "VERSION", "stop at this version" },
        { NULL },
};

const CliCommand cmd_migrate = {
        .words = { "migrate" },
        .help = "create or upgrade the schemas",
        .options = options,
        .run = run_migrate,
};
