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
#include <stdlib.h>

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
                json_auto_t *list = cli_rows_json(rows, sweep_heads, ELEMENTS(sweep_heads), SWEEP_NUMBERS);
                json_t *sweep = json_incref(json_array_get(list, 0));
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

static const char *const agreement_heads[] = { "source",        "attribute", "compared",     "agreed",
                                               "partly",        "differed",  "missing_here", "missing_there",
                                               "cannot_verify", "share",     "low",          "high" };

/* Counts as whole numbers; what is in per cent as it is. */
static json_t *agreement_json(const PgRows *rows) {
        static const char *const shares[] = { "share", "low", "high" };
        json_t *list = cli_rows_json(rows, agreement_heads, ELEMENTS(agreement_heads), 0x1fc), *row;
        size_t i;
        json_array_foreach (list, i, row)
                for (size_t k = 0; k < ELEMENTS(shares); k++) {
                        const char *text = json_string_value(json_object_get(row, shares[k]));
                        json_put(row, shares[k], text ? json_real(strtod(text, NULL)) : json_null());
                }
        return list;
}

static int run_report(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int status = session_open(args, false, &session);
        if (status)
                return status;
        _cleanup_(pg_rows_freep) PgRows *sweeps = NULL, *subjects = NULL, *statuses = NULL, *agreement = NULL;
        int r = accuracy_sweeps(session.store, 10, &sweeps);
        if (r == 0)
                r = accuracy_subjects(session.store, &subjects);
        if (r == 0)
                r = accuracy_statuses(session.store, clock_today(&session.context.clock), &statuses);
        if (r == 0)
                r = accuracy_agreement(session.store, &agreement);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(json_pack(
                        "{s:o, s:o, s:o, s:o}", "sweeps",
                        cli_rows_json(sweeps, sweep_heads, ELEMENTS(sweep_heads), SWEEP_NUMBERS), "subjects",
                        cli_rows_json(subjects, subject_heads, ELEMENTS(subject_heads), 0x4), "attributes",
                        cli_rows_json(statuses, status_heads, ELEMENTS(status_heads), 0x8), "agreement",
                        agreement_json(agreement)));
        cli_print_rows(cli_arena(args), sweep_heads, ELEMENTS(sweep_heads), sweeps);
        putchar('\n');
        cli_print_rows(cli_arena(args), subject_heads, ELEMENTS(subject_heads), subjects);
        putchar('\n');
        cli_print_rows(cli_arena(args), status_heads, ELEMENTS(status_heads), statuses);
        putchar('\n');
        cli_print_rows(cli_arena(args), agreement_heads, ELEMENTS(agreement_heads), agreement);
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
        .help = "Show the last sweeps, how subjects and attributes stand with each source, and how often "
                "they agree",
        .run = run_report,
        .who = CLI_AUDITOR | CLI_OPERATOR,
};
