/* munimentd: the daemon. Without --worker it is the supervisor, which starts itself again as workers. */
#include "base/log.h"
#include "cli/serve.h"
#include "command/commands.h"
#include "monitor/reporter.h"
#include "work/jobs.h"
#include "work/supervisor.h"
#include "work/worker.h"

#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <sys/prctl.h>

enum {
        OPTION_CONFIG = 1,
        OPTION_AS_OF,
        OPTION_ONCE,
        OPTION_FOREGROUND,
        OPTION_VERBOSE,
        OPTION_HELP,
        OPTION_VERSION,
        OPTION_WORKER,
        OPTION_AFTER,
        OPTION_KEPT,
        OPTION_REPORTER
};

static const struct option long_options[] = {
        { "config", required_argument, NULL, OPTION_CONFIG },
        { "as-of", required_argument, NULL, OPTION_AS_OF },
        { "once", no_argument, NULL, OPTION_ONCE },
        { "foreground", no_argument, NULL, OPTION_FOREGROUND },
        { "verbose", no_argument, NULL, OPTION_VERBOSE },
        { "help", no_argument, NULL, OPTION_HELP },
        { "version", no_argument, NULL, OPTION_VERSION },
        { "worker", required_argument, NULL, OPTION_WORKER }, /* for the supervisor only */
        { "after", required_argument, NULL, OPTION_AFTER },
        { "kept", no_argument, NULL, OPTION_KEPT },
        { "reporter", no_argument, NULL, OPTION_REPORTER },
        { NULL },
};

static int help(void) {
        puts("munimentd [OPTIONS]\n"
             "Watches over registers: retention, accuracy, requests and notices.\n\n"
             "  --config FILE   settings (" MUNIMENT_CONFIG ")\n"
             "  --foreground    stay in the foreground; it always does, and says what happens on standard\n"
             "                  error when that is not the journal\n"
             "  --once          do what is due until nothing is left, then exit: 1 when a job failed,\n"
             "                  3 when the database cannot be reached\n"
             "  --as-of DATE    work as on another day; one that has not come only in a rehearsal\n"
             "  --verbose       also say what only matters when looking for a fault\n"
             "  --version       say which version this is");
        return 0;
}

static int wrong_usage(const char *problem) {
        fprintf(stderr, "munimentd: %s; see munimentd --help\n", problem);
        return 2;
}

typedef struct Call {
        SupervisorOptions supervisor;
        const char *owner, *after;
        bool kept, reporter;
        int answered; /* an exit status when there is nothing more to do, -1 else */
} Call;

static int munimentd_take_option(int option, Call *call) {
        switch (option) {
        case OPTION_CONFIG:
                call->supervisor.config = optarg;
                return 0;
        case OPTION_AS_OF:
                return date_parse(optarg, &call->supervisor.as_of) ? 0
                                                                   : wrong_usage("--as-of takes YYYY-MM-DD");
        case OPTION_ONCE:
                call->supervisor.once = true;
                return 0;
        case OPTION_FOREGROUND:
                return 0;
        case OPTION_VERBOSE:
                call->supervisor.verbose = true;
                return 0;
        case OPTION_HELP:
                call->answered = help();
                return 0;
        case OPTION_VERSION:
                call->answered = puts("munimentd " MUNIMENT_VERSION) < 0;
                return 0;
        case OPTION_WORKER:
                call->owner = optarg;
                return 0;
        case OPTION_AFTER:
                call->after = optarg;
                return 0;
        case OPTION_KEPT:
                call->kept = true;
                return 0;
        case OPTION_REPORTER:
                call->reporter = true;
                return 0;
        default:
                return wrong_usage("unknown or incomplete option");
        }
}

static int errand(Work *work) {
        return serve_errand(commands, work);
}

int main(int argc, char **argv) {
        Call call = { .supervisor = { .config = MUNIMENT_CONFIG, .as_of = DATE_NONE }, .answered = -1 };
        int option;
        opterr = 0;
        while ((option = getopt_long(argc, argv, "", long_options, NULL)) >= 0) {
                int status = munimentd_take_option(option, &call);
                if (status)
                        return status;
        }
        if (call.answered >= 0)
                return call.answered;
        if (optind < argc)
                return wrong_usage("it takes options only");
        setlocale(LC_CTYPE, "C.UTF-8");
        log_init("munimentd", call.supervisor.verbose);
        if (call.reporter) {
                prctl(PR_SET_NAME, "muniment-report");
                return reporter_run(call.supervisor.config);
        }
        if (!call.owner)
                return supervisor_run(&call.supervisor);
        prctl(PR_SET_NAME, "muniment-worker"); /* else lists of processes would call it "exe" */
        return worker_run(&(WorkerOptions){
                .config = call.supervisor.config,
                .owner = call.owner,
                .after = call.after,
                .as_of = call.supervisor.as_of,
                .once = call.supervisor.once,
                .kept = call.kept,
                .errand = errand,
        });
}
