/* muniment accuracy: sweep a source, and see what the sweeps found. */
#include "store/accuracy.h"
#include "accuracy/sweep.h"
#include "base/text.h"
#include "cli/session.h"
#include "register/register.h"
#include "settings/settings.h"
#include "store/json.h"
#include "view/rows.h"

#include <stdio.h>

static const char *const sweep_heads[] = { "sweep", "source", "register", "begun",    "state",  "subjects",
                                           "asked", "agreed", "differed", "withheld", "unknown" };
#define SWEEP_NUMBERS 0x7e1 /* all but source, register, begun, state */

static const char *sweep_text(const PgRows *rows, const char *column) {
        return pg_text(rows, 0, pg_column(rows, column));
}

static int run_sweep(const CliArgs *args) {
        int64_t sample = 0;
        const char *source = cli_operand(args, 0);
        if (!cli_number(args, "sample", 1, INT64_C(1000000000), &sample))
                return CLI_USAGE;
        _cleanup_session_ Session session = { 0 };
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = accuracy_sweep(&session.context, source, sample);
        if (r)
                return cli_settle_about(r, "source", source);
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        r = accuracy_sweeps(session.store, 1, &rows);
        if (r)
                return cli_settle(r);
        if (cli_json(args)) {
                json_t *list = cli_rows_json(rows, sweep_heads, ELEMENTS(sweep_heads), SWEEP_NUMBERS);
                json_t *sweep = json_incref(json_array_get(list, 0));
                json_decref(list);
                return cli_print_json(sweep);
        }
        printf("%s of %s children looked at were asked about: %s agree, %s differ, %s withheld, %s without a "
               "usable answer.\n",
               sweep_text(rows, "asked"), sweep_text(rows, "subjects"), sweep_text(rows, "agreed"),
               sweep_text(rows, "differed"), sweep_text(rows, "withheld"), sweep_text(rows, "unknown"));
        return CLI_DONE;
}

static const char *const subject_heads[] = { "source", "status", "subjects" };
static const char *const status_heads[] = { "source", "attribute", "status", "subjects" };
static const char *const discrepancy_heads[] = { "id",   "source", "register", "subject", "attribute",
                                                 "kind", "grade",  "found",    "seen",    "state" };

static int run_report(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int status = session_open(args, false, &session);
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
                        cli_rows_json(sweeps, sweep_heads, ELEMENTS(sweep_heads), SWEEP_NUMBERS), "subjects",
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
        int status = session_open(args, false, &session);
        if (status)
                return status;
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = discrepancy_list(session.store, cli_value(args, "source"), cli_flag(args, "standing"), limit,
                                 &rows);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(
                        json_pack("{s:o}", "discrepancies",
                                  cli_rows_json(rows, discrepancy_heads, ELEMENTS(discrepancy_heads), 0x1)));
        cli_print_rows(cli_arena(args), discrepancy_heads, ELEMENTS(discrepancy_heads), rows);
        return CLI_DONE;
}

/* The words of the check in muniment.discrepancy. */
static const char *const findings[] = { "confirmed-here-too", "not-so", "no-longer" };

static int run_decide(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        const char *because = cli_value(args, "because");
        int64_t id;
        if (!str_to_i64(cli_operand(args, 0), 1, INT64_MAX, &id))
                return cli_wrong_usage(
                        "DIFFERENCE is a number, as muniment accuracy discrepancies shows it.");
        if (!str_in(because, findings, ELEMENTS(findings)))
                return cli_wrong_usage("--because is one of confirmed-here-too, not-so, no-longer.");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = difference_decide(session.store, id, because, session.context.actor,
                                  clock_today(&session.context.clock));
        if (r)
                return cli_settle_about(r, "difference", cli_operand(args, 0));
        bool stands = str_eq(because, findings[0]);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:I, s:s, s:s}", "difference", (json_int_t)id, "state",
                                                stands ? "stands" : "settled", "because", because));
        puts(stands ? "It stands until the register says the same, or another decision ends it."
                    : "It is settled; what waited for it goes on.");
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
        .who = CLI_OFFICER | CLI_OPERATOR,
        .engine = true,
        .acts = true,
};

const CliCommand cmd_accuracy_report = {
        .words = { "accuracy", "report" },
        .help = "Show the last sweeps, and how subjects and attributes stand with each source",
        .run = run_report,
        .who = CLI_AUDITOR | CLI_OPERATOR,
};

static const CliOption discrepancy_options[] = {
        { "source", "NAME", "only those of this source" },
        { "standing", NULL, "also those that a person has found true and the register does not say yet" },
        { "limit", "N", "at most so many; 1000 unless given" },
        { NULL },
};
const CliCommand cmd_accuracy_discrepancies = {
        .words = { "accuracy", "discrepancies" },
        .help = "List the differences that wait for somebody's decision",
        .options = discrepancy_options,
        .run = run_discrepancies,
        .who = CLI_AUDITOR,
};

static const CliOption decide_options[] = {
        { "because", "CODE", "confirmed-here-too (it stands until the register says so), not-so, no-longer",
          .required = true },
        { NULL },
};
const CliCommand cmd_accuracy_decide = {
        .words = { "accuracy", "decide" },
        .operands = "DIFFERENCE",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Decide a difference; what waited for it goes on, unless it stands",
        .options = decide_options,
        .run = run_decide,
        .who = CLI_OFFICER,
        .engine = true,
        .acts = true,
};
