/* muniment retention changes: what became of the rules, load by load. */
#include "store/policy.h"
#include "cli/session.h"
#include "view/rows.h"

static const char *const heads[] = { "noticed", "change", "rule", "before", "after" };

static int run_changes(const CliArgs *args) {
        Date since;
        int64_t limit = 1000;
        if (!cli_date(args, "since", &since) || !cli_number(args, "limit", 1, 1000000, &limit))
                return CLI_USAGE;
        _cleanup_session_ Session session = { 0 };
        int status = session_open(args, false, &session);
        if (status)
                return status;
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = policy_changes(session.store, since, limit, &rows);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(
                        json_pack("{s:o}", "changes", cli_rows_json(rows, heads, ELEMENTS(heads), 0)));
        cli_print_rows(cli_arena(args), heads, ELEMENTS(heads), rows);
        return CLI_DONE;
}

static const CliOption changes_options[] = {
        { "since", "DATE", "only what was noticed on or after this day" },
        { "limit", "N", "the newest so many; 1000 unless given" },
        { 0 },
};

const CliCommand cmd_retention_changes = {
        .words = { "retention", "changes" },
        .help = "List which rules were added, changed or removed",
        .options = changes_options,
        .run = run_changes,
        .who = CLI_AUDITOR | CLI_OPERATOR,
};
