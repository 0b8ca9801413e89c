/* muniment retention replay: after a restore, destroys again what had been destroyed, and opens the register.
 */
#include "base/text.h"
#include "cli/session.h"
#include "ledger/ledger.h"
#include "register/register.h"
#include "retention/restore.h"
#include "store/json.h"

#include <stdio.h>
#include <unistd.h>

/* A long look is followed on a terminal only. */
static bool show_progress(Context *context, int64_t done, int64_t total) {
        (void)context;
        (void)total;
        fprintf(stderr, "\r%lld records looked at", (long long)done);
        return true;
}

static int print_report(const CliArgs *args, const char *name, const ReplayReport *report) {
        if (cli_json(args))
                return cli_print_json(json_pack(
                        "{s:s, s:I, s:I, s:I, s:I, s:I, s:b, s:b, s:O}", "register", name, "looked_at",
                        (json_int_t)report->looked_at, "matched", (json_int_t)report->matched, "destroyed",
                        (json_int_t)report->destroyed, "held", (json_int_t)report->held, "older",
                        (json_int_t)report->older, "clean", report->clean, "open", report->open, "findings",
                        report->findings));
        printf("%lld records of %s were looked at; %lld had been destroyed before: %lld are destroyed again, "
               "%lld are held.\n",
               (long long)report->looked_at, name, (long long)report->matched, (long long)report->destroyed,
               (long long)report->held);
        if (report->older)
                printf("%lld match a tombstone that is older than what was restored: recorded anew since, "
                       "or brought back by hand. They were left; --all destroys them too.\n",
                       (long long)report->older);
        if (report->open)
                printf("Nothing of them was found left; the register is open. Archiving, and what is not a "
                       "whole record, is due again by its own rule.\n");
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
        status = r ? cli_settle_about(r, "register", name) : print_report(args, name, &report);
        if (status == CLI_DONE && !report.open)
                status =
                        cli_refuse("Something of them was found left in %s, so it stays closed; see findings "
                                   "with --json, put it right, and run this again.",
                                   name);
        json_decref(report.findings);
        return status;
}

static const CliOption options[] = {
        { "all", NULL, "match every tombstone, however old: after rows were brought back by hand" },
        { 0 },
};

const CliCommand cmd_retention_replay = {
        .words = { "retention", "replay" },
        .operands = "REGISTER",
        .min_operands = 1,
        .max_operands = 1,
        .help = "After a restore, destroy again what had been destroyed, and open the register",
        .options = options,
        .run = run_replay,
        .who = CLI_OPERATOR,
        .engine = true,
        .acts = true,
};
