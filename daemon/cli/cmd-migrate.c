/* muniment migrate: creates or upgrades the schemas and says from and to. */
#include "cli/command.h"

#include "base/error.h"
#include "cli/migrate.h"
#include "cli/session.h"
#include "pg/pg.h"
#include "register/news.h"
#include "store/json.h"
#include "store/migrate.h"

#include <stdio.h>

int cli_migrate_refused(int r, const MigrateReport *report) {
        switch (r) {
        case MIGRATE_E_TOO_NEW:
                return cli_refuse("The database is at version %d, which is newer than this program; upgrade "
                                  "the program.",
                                  report->version);
        case MIGRATE_E_CHANGED:
                return cli_refuse("Migration %d in the database is not the one this program carries; it was "
                                  "made by another build, so nothing was touched.",
                                  report->version);
        case MIGRATE_E_REFUSED:
                return cli_refuse("Migration %d did not go through (SQLSTATE %s) and left nothing behind; "
                                  "the database stays at version %d.",
                                  report->version, report->sqlstate, report->to);
        case PG_E_RETRY:
                return cli_refuse("Another migration is at work; try again when it has ended.");
        case PG_E_DENIED:
                return cli_refuse("This login may not migrate; use a superuser, the owner of the database "
                                  "that may create roles, or a member of muniment_owner.");
        default:
                return cli_settle(r);
        }
}

int cli_make_news(const char *conninfo, const RegisterSettings *reg) {
        NewsMade made;
        if (!reg || !reg->map)
                return 0;
        int r = news_make(conninfo, reg->map, &made);
        if (r == 0 && made == NEWS_NOT_OURS)
                fprintf(stderr,
                        "muniment: the triggers that tell of new records of %s are for the owner of its "
                        "tables to "
                        "make: muniment map triggers %s\n",
                        reg->name, reg->name);
        return err_trace(r);
}

/* Every register of the settings; what was done before one that fails stays done. */
static int migrate_registers(const Settings *settings, json_t *names) {
        for (size_t i = 0; i < settings->n_registers; i++) {
                const RegisterSettings *reg = &settings->registers[i];
                MigrateReport report;
                int r = migrate_register(reg->connection ? reg->connection : settings->database, &report);
                if (r == MIGRATE_E_REFUSED)
                        return cli_refuse("The register %s did not take its agent schema (SQLSTATE %s).",
                                          reg->name, report.sqlstate);
                if (r == PG_E_DENIED)
                        return cli_refuse("This login may not change the register %s; use the owner of its "
                                          "tables or a superuser.",
                                          reg->name);
                if (r)
                        return cli_settle(r);
                r = cli_make_news(reg->connection ? reg->connection : settings->database, reg);
                if (r)
                        return cli_settle(r);
                json_add(names, json_string(reg->name));
        }
        return CLI_DONE;
}

static int print_report(const CliArgs *args, const MigrateReport *report, json_t *names) {
        if (cli_json(args))
                return cli_print_json(json_pack("{s:i, s:i, s:O}", "from", report->from, "to", report->to,
                                                "registers", names));
        if (report->from == report->to)
                printf("The governance database is at version %d already.\n", report->to);
        else
                printf("The governance database went from version %d to %d.\n", report->from, report->to);
        for (size_t i = 0; i < json_array_size(names); i++)
                printf("The register %s has its agent schema.\n",
                       json_string_value(json_array_get(names, i)));
        return CLI_DONE;
}

static int run_migrate(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        MigrateReport report;
        int64_t upto = 0;
        if (!cli_number(args, "to", 1, INT32_MAX, &upto))
                return CLI_USAGE;
        const char *database = cli_value(args, "database");
        int status = database ? CLI_DONE : session_open(args, false, &session);
        if (status)
                return status;
        int r = migrate_governance(session.settings ? session.settings->database : database, (int)upto,
                                   &report);
        if (r)
                return cli_migrate_refused(r, &report);
        json_t *names = json_array();
        if (session.settings)
                status = migrate_registers(session.settings, names);
        if (status == CLI_DONE)
                status = print_report(args, &report, names);
        json_decref(names);
        return status;
}

static const CliOption options[] = {
        { "database", "CONNINFO", "only this governance database, whatever the settings say" },
        { "to", "VERSION", "stop at this version" },
        { 0 },
};

const CliCommand cmd_migrate = {
        .words = { "migrate" },
        .help = "Create or upgrade the schemas of the governance database and of each register",
        .options = options,
        .run = run_migrate,
};
