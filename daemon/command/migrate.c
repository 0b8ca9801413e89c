/* muniment migrate: creates or upgrades the schemas and says from and to. */
#include "cli/command.h"

#include "base/error.h"
#include "cli/session.h"
#include "install/migrate.h"
#include "pg/pg.h"
#include "store/json.h"
#include "store/migrate.h"

#include <stdio.h>

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

static int migrate_print_report(const CliArgs *args, const MigrateReport *report, json_t *names) {
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
        json_auto_t *names = json_array();
        if (session.settings)
                status = migrate_registers(session.settings, names);
        if (status == CLI_DONE)
                status = migrate_print_report(args, &report, names);
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
