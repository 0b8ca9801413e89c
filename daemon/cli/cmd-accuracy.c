/* muniment accuracy: sweep a source, and see what the sweeps found. */
#include "accuracy/sweep.h"
#include "base/text.h"
#include "cli/rows.h"
#include "cli/session.h"
#include "register/register.h"
#include "settings/settings.h"
#include "store/accuracy.h"
#include "store/json.h"

#include <stdio.h>

static json_t *sweep_json(const PgRows *rows, size_t i) {
        static const char *const counts[] = {
                "subjects", "asked", "agreed", "differed", "withheld", "unknown"
        };
        json_t *sweep = json_pack("{s:I, s:s, s:s, s:s, s:s}", "sweep", (json_int_t)pg_i64(rows, i, 0),
                                  "source", pg_text(rows, i, 1), "register", pg_text(rows, i, 2), "begun",
                                  pg_text(rows, i, 3), "state", pg_text(rows, i, 4));
        for (size_t c = 0; c < ELEMENTS(counts); c++)
                json_put(sweep, counts[c], json_integer(pg_i64(rows, i, (int)c + 5)));
        return sweep;
}

static int run_sweep(const CliArgs *args) {
        int64_t sample = 0;
        const char *source = cli_operand(args, 0);
        if (!cli_number(args, "sample", 1, INT64_C(1000000000), &sample))
                return CLI_USAGE;
        _cleanup_session_ Session session = { 0 };
        int status = session_open(args, SESSION_ENGINE, false, &session);
        if (status)
                return status;
        int r = accuracy_sweep(&session.context, source, sample);
        if (r)
                return cli_settle_about(r, "source", source);
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        r = accuracy_sweeps(session.store, 1, &rows);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(sweep_json(rows, 0));
        printf("%s of %s children looked at were asked about: %s agree, %s differ, %s withheld, %s without a "
               "usable "
               "answer.\n",
               pg_text(rows, 0, 6), pg_text(rows, 0, 5), pg_text(rows, 0, 7), pg_text(rows, 0, 8),
               pg_text(rows, 0, 9), pg_text(rows, 0, 10));
        return CLI_DONE;
}

static const char *const sweep_heads[] = { "sweep", "source", "register", "begun",    "state",  "subjects",
                                           "asked", "agreed", "differed", "withheld", "unknown" };
static const char *const subject_heads[] = { "source", "status", "subjects" };
static const char *const status_heads[] = { "source", "attribute", "status", "subjects" };
static const char *const discrepancy_heads[] = { "id",   "source", "register", "subject", "attribute",
                                                 "kind", "grade",  "found",    "seen" };

static int run_report(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int status = session_open(args, SESSION_AUDITOR, false, &session);
        if (status)
                return status;
        _cleanup_(pg_rows_freep) PgRows *sweeps = NULL, *subjects = NULL, *statuses = NULL;
        int r = accuracy_sweeps(session.store, 10, &sweeps);
        if (r == 0)
                r = accuracy_subjects(session.store, &subjects);
        if (r == 0)
                r = accuracy_statuses(session.store, clock_today(&session.context.clock), &statuses);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(json_pack(
                        "{s:o, s:o, s:o}", "sweeps",
                        cli_rows_json(sweeps, sweep_heads, ELEMENTS(sweep_heads), 0x7e1), "subjects",
                        cli_rows_json(subjects, subject_heads, ELEMENTS(subject_heads), 0x4), "attributes",
                        cli_rows_json(statuses, status_heads, ELEMENTS(status_heads), 0x8)));
        cli_print_rows(cli_arena(args), sweep_heads, ELEMENTS(sweep_heads), sweeps);
        putchar('\n');
        cli_print_rows(cli_arena(args), subject_heads, ELEMENTS(subject_heads), subjects);
        putchar('\n');
        cli_print_rows(cli_arena(args), status_heads, ELEMENTS(status_heads), statuses);
        return CLI_DONE;
}

static int run_discrepancies(const CliArgs *args) {
        int64_t limit = 1000;
        if (!cli_number(args, "limit", 1, 1000000, &limit))
                return CLI_USAGE;
        _cleanup_session_ Session session = { 0 };
        int status = session_open(args, SESSION_OFFICER, false, &session);
        if (status)
                return status;
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = discrepancy_list(session.store, cli_value(args, "source"), limit, &rows);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(
                        json_pack("{s:o}", "discrepancies",
                                  cli_rows_json(rows, discrepancy_heads, ELEMENTS(discrepancy_heads), 0x1)));
        cli_print_rows(cli_arena(args), discrepancy_heads, ELEMENTS(discrepancy_heads), rows);
        return CLI_DONE;
}

static const CliOption sweep_options[] = {
        { "sample", "N", "ask about at most so many children" },
        { NULL },
};
const CliCommand cmd_accuracy_sweep = {
        .words = { "accuracy", "sweep" },
        .operands = "SOURCE",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Ask a source about every child whose data from it is stale, and record what differs",
        .options = sweep_options,
        .run = run_sweep,
};

const CliCommand cmd_accuracy_report = {
        .words = { "accuracy", "report" },
        .help = "Show the last sweeps, and how subjects and attributes stand with each source",
        .run = run_report,
};

static const CliOption discrepancy_options[] = {
        { "source", "NAME", "only those of this source" },
        { "limit", "N", "at most so many; 1000 unless given" },
        { NULL },
};
const CliCommand cmd_accuracy_discrepancies = {
        .words = { "accuracy", "discrepancies" },
        .help = "List the differences that wait for somebody's decision",
        .options = discrepancy_options,
        .run = run_discrepancies,
};
