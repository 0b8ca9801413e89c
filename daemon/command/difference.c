/* muniment accuracy: the differences that sweeps found, as cases that people decide. */
#include "store/difference.h"
#include "accuracy/correct.h"
#include "base/text.h"
#include "cli/session.h"
#include "settings/settings.h"
#include "store/json.h"
#include "view/difference.h"
#include "view/rows.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const heads[] = { "id",    "source",  "register", "subject", "attribute", "kind", "grade",
                                     "found", "because", "due",      "owner",   "seen",      "state" };

static int run_discrepancies(const CliArgs *args) {
        int64_t limit = 1000;
        if (!cli_number(args, "limit", 1, 1000000, &limit))
                return CLI_USAGE;
        _cleanup_session_ Session session = { 0 };
        int status = session_open(args, false, &session);
        if (status)
                return status;
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = difference_list(session.store, cli_value(args, "source"), cli_value(args, "owner"),
                                cli_flag(args, "standing"), limit, &rows);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:o}", "discrepancies",
                                                cli_rows_json(rows, heads, ELEMENTS(heads), 0x1)));
        cli_print_rows(cli_arena(args), heads, ELEMENTS(heads), rows);
        return CLI_DONE;
}

/* What every command on one difference begins with: its number, and the databases. */
static int open_difference(const CliArgs *args, Session *session, int64_t *ret) {
        if (!str_to_i64(cli_operand(args, 0), 1, INT64_MAX, ret))
                return cli_wrong_usage(
                        "DIFFERENCE is a number, as muniment accuracy discrepancies shows it.");
        return session_open(args, false, session);
}

static int settle_difference(const CliArgs *args, int r) {
        return cli_settle_about(r, "difference", cli_operand(args, 0));
}

static int difference_run_show(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        Difference difference;
        int64_t id;
        int status = open_difference(args, &session, &id);
        if (status)
                return status;
        int r = difference_load(session.store, id, cli_arena(args), &difference);
        if (r)
                return settle_difference(args, r);
        if (cli_json(args))
                return cli_print_json(difference_view_json(&difference));
        difference_view_print(&difference);
        return CLI_DONE;
}

static int run_take(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        const char *owner;
        int64_t id;
        int status = open_difference(args, &session, &id);
        if (status)
                return status;
        int r = difference_take(session.store, id, cli_arena(args), &owner);
        if (r)
                return settle_difference(args, r);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:I, s:s}", "difference", (json_int_t)id, "owner", owner));
        printf("Difference %" PRId64 " is %s's.\n", id, owner);
        return CLI_DONE;
}

static json_t *names_json(const Recipients *recipients) {
        json_t *list = json_array();
        for (size_t i = 0; i < recipients->n; i++)
                json_add(list, json_string(recipients->names[i]));
        return list;
}

static void difference_print_outcome(DifferenceDecision decision, const Recipients *recipients) {
        static const char *const said[_DIFFERENCE_DECISION_MAX] = {
                [DIFFERENCE_DECISION_KEEP] = "It is settled; what waited for it goes on.",
                [DIFFERENCE_DECISION_CORRECT] = "The register is corrected.",
                [DIFFERENCE_DECISION_ASK_PERSON] = "It waits for what the person says.",
                [DIFFERENCE_DECISION_SHIELD] =
                        "It stands until the register says the same, or another decision ends it.",
                [DIFFERENCE_DECISION_DIED] =
                        "It stands until the register says the same, or another decision ends it.",
                [DIFFERENCE_DECISION_PUT_RIGHT] = "It is settled; what waited for it goes on.",
        };
        puts(said[decision]);
        if (recipients->n)
                puts("Tell those who have had the wrong value (UK GDPR Art 19):");
        for (size_t i = 0; i < recipients->n; i++)
                printf("  %s\n", recipients->names[i]);
}

static int difference_run_decide(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        DifferenceVerdict verdict;
        Recipients recipients;
        int64_t id;
        const char *wrong = difference_verdict_read(cli_operand(args, 1), cli_value(args, "because"),
                                                    cli_arena(args), &verdict);
        if (wrong)
                return cli_wrong_usage("%s", wrong);
        int status = open_difference(args, &session, &id);
        if (status)
                return status;
        int r = accuracy_decide(&session.context, id, verdict, &recipients);
        if (r)
                return settle_difference(args, r);
        if (cli_json(args))
                return cli_print_json(json_pack(
                        "{s:I, s:s, s:s, s:s, s:o}", "difference", (json_int_t)id, "decision",
                        difference_decision_to_string(verdict.decision), "state",
                        difference_state_to_string(difference_decision_state(verdict.decision)), "because",
                        difference_reason_to_string(verdict.because), "recipients", names_json(&recipients)));
        difference_print_outcome(verdict.decision, &recipients);
        return CLI_DONE;
}

static const CliOption discrepancy_options[] = {
        { "source", "NAME", "only those of this source" },
        { "owner", "LOGIN", "only those that this login has taken" },
        { "standing", NULL, "also those that a person has found true and the register does not say yet" },
        { "limit", "N", "at most so many; 1000 unless given" },
        { NULL },
};
CLI_COMMAND(accuracy_discrepancies, "accuracy", "discrepancies", NULL, 0, 0,
            "List the differences that wait for somebody's decision", discrepancy_options, run_discrepancies,
            .who = CLI_AUDITOR);

CLI_COMMAND(accuracy_show, "accuracy", "show", "DIFFERENCE", 1, 1,
            "Show one difference: what is held beside what was answered, when, by whom, and how they differ",
            NULL, difference_run_show, .who = CLI_OFFICER, .engine = true);

CLI_COMMAND(accuracy_take, "accuracy", "take", "DIFFERENCE", 1, 1, "Take a difference: it is yours to decide",
            NULL, run_take, .who = CLI_OFFICER, .engine = true, .acts = true);

static const CliOption decide_options[] = {
        { "because", "CODE",
          "confirmed-here-too, evidence-seen, person-said, not-so, no-longer, both-right, unclear, "
          "in-register",
          .required = true },
        { NULL },
};
CLI_COMMAND(accuracy_decide, "accuracy", "decide", "DIFFERENCE DECISION", 2, 2,
            "Decide a difference: keep, correct, ask-person, shield, died or put-right", decide_options,
            difference_run_decide, .who = CLI_OFFICER, .engine = true, .acts = true);
