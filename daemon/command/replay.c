/* muniment retention replay, and what people decide about it: after a restore, destroys again what had been
 * destroyed, and opens the register. */
#include "base/text.h"
#include "cli/plain.h"
#include "cli/session.h"
#include "ledger/ledger.h"
#include "register/register.h"
#include "retention/restore.h"
#include "store/closing.h"
#include "store/json.h"

#include <stdio.h>
#include <unistd.h>

/* --- replay --------------------------------------------------------------------------------------------- */

/* A long look is followed on a terminal only. */
static bool show_progress(Context *context, int64_t done, int64_t total) {
        (void)context;
        (void)total;
        plain_progress("%lld records looked at", (long long)done);
        return true;
}

static json_t *replay_report_json(const char *name, const ReplayReport *report) {
        const ReplayCounts *c = &report->counts;
        return json_pack(
                "{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:s?, s:s?, s:b, s:b, s:O}", "register", name,
                "looked_at", (json_int_t)report->looked_at, "matched", (json_int_t)report->matched,
                "destroyed", (json_int_t)report->destroyed, "held", (json_int_t)report->held, "older",
                (json_int_t)report->older, "to_approve", (json_int_t)c->unapproved, "to_answer",
                (json_int_t)c->unanswered + (json_int_t)c->places_unanswered, "needs", report->needs, "belt",
                report->belt, "clean", report->clean, "open", report->open, "findings", report->findings);
}

static void print_waiting(const char *name, const ReplayReport *report) {
        if (report->counts.unapproved)
                printf("%lld would be destroyed again, once approved (approval: %s%s%s): muniment retention "
                       "confirm %s --as NAME, then this again.\n",
                       (long long)report->counts.unapproved, report->needs, report->belt ? ", " : "",
                       report->belt ? report->belt : "", name);
        if (report->counts.unanswered)
                printf("%lld may be somebody else: muniment retention findings %s lists them, muniment "
                       "retention answer says whose they are.\n",
                       (long long)report->counts.unanswered, name);
}

static int replay_print_report(const CliArgs *args, const char *name, const ReplayReport *report) {
        if (cli_json(args))
                return cli_print_json(replay_report_json(name, report));
        printf("%lld records of %s were looked at; %lld agree with somebody who had been destroyed: %lld are "
               "destroyed again, %lld are held.\n",
               (long long)report->looked_at, name, (long long)report->matched, (long long)report->destroyed,
               (long long)report->held);
        if (report->older)
                printf("%lld match only a tombstone that is older than what was restored: recorded anew "
                       "since, "
                       "or brought back by hand. They are left; --all asks about each of them.\n",
                       (long long)report->older);
        print_waiting(name, report);
        if (report->open)
                printf("%s; the register is open. Archiving, and what is not a whole record, is due again by "
                       "its own rule.\n",
                       report->clean ? "Nothing of them was found left"
                                     : "What was found left has been answered for");
        return CLI_DONE;
}

/* Planned is done; what only a person can answer falls short. */
static int say_short(int status, const char *name, const ReplayReport *report) {
        if (status != CLI_DONE || report->open)
                return status;
        if (report->counts.unanswered)
                return cli_refuse("Whose some records of %s are must be answered before it opens: muniment "
                                  "retention findings %s.",
                                  name, name);
        if (report->counts.places_unanswered)
                return cli_refuse("Something of them was found left in %s, so it stays closed; see muniment "
                                  "retention findings %s, put it right or answer for it, and run this again.",
                                  name, name);
        return CLI_DONE;
}

static int run_replay(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        ReplayReport report;
        const char *name = cli_operand(args, 0);
        int status = session_open(args, true, &session);
        if (status)
                return status;
        bool terminal = isatty(STDERR_FILENO) && !cli_json(args);
        session.context.proceed = terminal ? show_progress : NULL;
        int r = retention_replay(&session.context, name, cli_flag(args, "all"), &report);
        if (terminal)
                fputc('\n', stderr);
        if (r == 0 && report.open && report.governance)
                r = ledger_accept_restore(&session.context);
        status = r ? cli_settle_about(r, "register", name) : replay_print_report(args, name, &report);
        status = say_short(status, name, &report);
        json_decref(report.findings);
        return status;
}

/* --- what people decide --------------------------------------------------------------------------------- */

static int run_confirm(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        const char *name = cli_operand(args, 0);
        bool approved;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = retention_replay_approve(&session.context, name, &approved);
        if (r)
                return cli_settle_about(r, "register", name);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:s, s:b}", "register", name, "approved", approved));
        if (approved)
                printf("Approved: muniment retention replay %s carries it out.\n", name);
        else
                puts("A second person must approve it.");
        return CLI_DONE;
}

/* "all": everybody who was recorded anew, *ret NULL. */
static int read_findings(const CliArgs *args, const int64_t **ret, size_t *ret_n) {
        int64_t *ids = NULL;
        size_t n = 0;
        while (cli_operand(args, (int)n + 1))
                n++;
        ids = arena_array(cli_arena(args), n + 1, sizeof *ids);
        *ret = n == 1 && str_eq(cli_operand(args, 1), "all") ? NULL : ids;
        *ret_n = n;
        for (size_t i = 0; *ret && i < n; i++)
                if (!str_to_i64(cli_operand(args, (int)i + 1), 1, INT64_MAX, &ids[i]))
                        return cli_wrong_usage("A finding is a number, or all; see muniment retention answer "
                                               "--help.");
        return CLI_DONE;
}

static int replay_run_answer(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        const char *name = cli_operand(args, 0);
        const int64_t *ids;
        size_t n;
        bool goes = cli_flag(args, "goes");
        if (goes == cli_flag(args, "stays"))
                return cli_wrong_usage("Say one of --goes and --stays.");
        int status = read_findings(args, &ids, &n);
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        if (status)
                return status;
        int r = retention_replay_answer(&session.context, name, ids, n, goes, cli_value(args, "reason"));
        if (r)
                return cli_settle_about(r, "register", name);
        if (cli_json(args))
                return cli_print_json(
                        json_pack("{s:s, s:s}", "register", name, "answer", goes ? "goes" : "stays"));
        printf("Answered: muniment retention replay %s goes on.\n", name);
        return CLI_DONE;
}

/* --- what waits ----------------------------------------------------------------------------------------- */

#define LIST_MAX 1000

static const char *asked_in_words(const char *asked) {
        static const char *const words[][2] = {
                { "differs", "agrees with somebody destroyed in one identifier and not in another" },
                { "shared", "shares an identifier with another record, of whom one was destroyed" },
                { "old", "agrees with old tombstones only, which do not say whose they are" },
                { "anew", "recorded anew, or brought back by hand" },
                { "left", "verification found rows with what was destroyed" },
        };
        for (size_t i = 0; i < ELEMENTS(words); i++)
                if (str_eq(words[i][0], asked))
                        return words[i][1];
        return "goes by itself";
}

static json_t *record_json(const ReplayRecord *record) {
        return json_pack("{s:I, s:s?, s:s?, s:I, s:s?, s:s?, s:s?, s:b}", "finding", (json_int_t)record->id,
                         "record", record->key, "place", record->place, "rows", (json_int_t)record->rows,
                         "asked", record->asked, "answer", record->answer, "answered_by", record->answered,
                         "approved", record->approved);
}

static void print_record(const ReplayRecord *record) {
        printf("%6lld  %s %s: %s%s%s\n", (long long)record->id, record->key ? "record" : "table",
               record->key ? record->key : record->place, asked_in_words(record->asked),
               record->answer ? "; answered: " : "", record->answer ? record->answer : "");
}

static int run_findings(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        const char *name = cli_operand(args, 0);
        Closing closing;
        ReplayRecord *records;
        size_t n;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = closing_get(session.store, name, cli_arena(args), &closing);
        r = r == RESTORE_E_NONE ? REPLAY_E_OPEN : r;
        if (r == 0)
                r = replay_list(session.store, closing.id, cli_flag(args, "all"), LIST_MAX, cli_arena(args),
                                &records, &n);
        if (r)
                return cli_settle_about(r, "register", name);
        json_auto_t *list = json_array();
        for (size_t i = 0; i < n; i++) {
                json_add(list, record_json(&records[i]));
                if (!cli_json(args))
                        print_record(&records[i]);
        }
        if (cli_json(args))
                return cli_print_json(json_pack("{s:s, s:o}", "register", name, "findings", TAKE_PTR(list)));
        return CLI_DONE;
}

static const CliOption replay_options[] = {
        { "all", NULL, "ask about older tombstones too: after rows were brought back by hand" },
        { 0 },
};
static const CliOption answer_options[] = {
        { "goes", NULL, "they are who was destroyed, and go again" },
        { "stays", NULL, "they are another person's, and stay" },
        { "reason", "TEXT", "how it was found out; no names", .required = true },
        { 0 },
};
static const CliOption findings_options[] = {
        { "all", NULL, "also those that go by themselves" },
        { 0 },
};

CLI_COMMAND(
        retention_replay, "retention", "replay", "REGISTER", 1, 1,
        "After a restore, plan what is destroyed again, carry it out once approved, and open the register",
        replay_options, run_replay, .who = CLI_OPERATOR, .engine = true, .acts = true);
CLI_COMMAND(retention_findings, "retention", "findings", "REGISTER", 1, 1,
            "What a replay must ask a person about", findings_options, run_findings,
            .who = CLI_AUDITOR | CLI_OPERATOR);
CLI_COMMAND(retention_answer, "retention", "answer", "REGISTER FINDING...", 2, 1000,
            "Say whose the records are that a replay found", answer_options, replay_run_answer,
            .who = CLI_OFFICER, .engine = true, .acts = true);
CLI_COMMAND(retention_confirm, "retention", "confirm", "REGISTER", 1, 1,
            "Approve what a replay would destroy again", NULL, run_confirm, .who = CLI_OFFICER,
            .engine = true, .acts = true);
