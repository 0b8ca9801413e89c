/* muniment request next, show: which case wants what today, and the whole of one. */
#include "cli/args.h"
#include "cli/session.h"
#include "view/case.h"
#include "view/request.h"

static int run_next(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        RequestNext *list;
        size_t n;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = requests_next(&session.context, cli_value(args, "owner"), &list, &n);
        return r ? cli_settle(r) : case_print_next(args, list, n);
}

static int request_case_run_show(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        bool whole = cli_flag(args, "whole");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        /* The engine does the whole alone, and only for whoever may read names. */
        if (whole && args->served && !(args->served->who & CLI_OFFICER))
                return cli_refuse("An auditor sees a request without names and notes; leave --whole out.");
        return case_show(args, &session, cli_operand(args, 0), whole);
}

static const CliOption next_options[] = {
        { "owner", "LOGIN", "only what is that officer's" },
        { NULL },
};
static const CliOption show_options[] = {
        { "whole", NULL, "with names, wishes, notes and what is next: personal data on your screen" },
        { NULL },
};
CLI_COMMAND(request_next, "request", "next", NULL, 0, 0, "Say which request wants what of whom today",
            next_options, run_next, .who = CLI_OFFICER, .engine = true);
CLI_COMMAND(request_show, "request", "show", "REF", 1, 1, "Show a request: its clock and what happened",
            show_options, request_case_run_show, .who = CLI_AUDITOR, .engine = true, .engine_when = "whole");
