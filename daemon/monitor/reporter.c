#include "monitor/reporter.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "monitor/host.h"
#include "monitor/serve.h"
#include "monitor/text.h"
#include "settings/settings.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
        EXIT_FAULT = 4,
        EXIT_SETTINGS = 78,
        FRESH_USEC = 1000000, /* so long an answer serves whoever else asks */
        AWAY_USEC = 5000000,  /* so long a database that was away is left alone */
        LISTEN_AGAIN_MSEC = 30000,
        STATEMENT_MSEC = 5000,
        LOCK_MSEC = 1000,
        SOON_DAYS = 7,
};

typedef struct Reporter {
        const char *config;
        char *database, *socket, *listen; /* of the settings; NULL: not set */
        Tally *tally;
        Server *server;
        int signals;
        Store *store; /* NULL while away */
        Clock clock;
        uint64_t tried_usec, gathered_usec;
        Arena *arena; /* of what was gathered last */
        Samples samples;
        bool said; /* that it cannot listen */
} Reporter;

/* --- what the database tells ---------------------------------------------------------------------------- */

static int reporter_open_store(Reporter *reporter) {
        const StoreOptions options = {
                .conninfo = reporter->database,
                .application_name = "munimentd reporter",
                .role = "muniment_engine",
                .statement_timeout_ms = STATEMENT_MSEC,
                .lock_timeout_ms = LOCK_MSEC,
        };
        int r = store_open(&options, &reporter->store);
        return r ? err_trace(r) : figures_read_only(reporter->store);
}

static int read_database(Reporter *reporter, double *ret_ping, double *ret_all) {
        Samples *samples = &reporter->samples;
        Figure *figures;
        size_t n;
        int r = reporter->store ? 0 : reporter_open_store(reporter);
        uint64_t began = clock_monotonic_usec();
        if (r == 0)
                r = store_follow_clock(reporter->store, &reporter->clock);
        uint64_t answered = clock_monotonic_usec();
        if (r == 0)
                r = figures_read(reporter->store, clock_today(&reporter->clock), SOON_DAYS, reporter->arena,
                                 &figures, &n);
        if (r)
                return err_trace(r);
        samples_add_figures(samples, figures, n);
        *ret_ping = (double)(answered - began) / 1e6;
        *ret_all = (double)(clock_monotonic_usec() - answered) / 1e6;
        return 0;
}

/* That it is away is the workers' to say in the journal; here it shows in database_up. */
static void gather_database(Reporter *reporter) {
        uint64_t now = clock_monotonic_usec();
        double ping = 0, all = 0;
        bool left_alone = !reporter->store && reporter->tried_usec && now - reporter->tried_usec < AWAY_USEC;
        int r = left_alone ? PG_E_LOST : read_database(reporter, &ping, &all);
        if (!left_alone)
                reporter->tried_usec = clock_monotonic_usec();
        samples_number(&reporter->samples, METRIC_DATABASE_UP, NULL, NULL, r == 0);
        if (r) {
                reporter->store = store_close(reporter->store);
                return;
        }
        samples_number(&reporter->samples, METRIC_DATABASE_LATENCY, NULL, NULL, ping);
        samples_number(&reporter->samples, METRIC_GATHER_SECONDS, NULL, NULL, all);
}

static void write_metrics(void *data, bool open_metrics, Text *out) {
        Reporter *reporter = data;
        uint64_t now = clock_monotonic_usec();
        tally_count(reporter->tally, TALLY_SCRAPES);
        if (!reporter->gathered_usec || now - reporter->gathered_usec >= FRESH_USEC) {
                arena_clear(reporter->arena);
                reporter->samples = (Samples){ .arena = reporter->arena };
                host_add(&reporter->samples, reporter->tally);
                gather_database(reporter);
                reporter->gathered_usec = clock_monotonic_usec();
        }
        samples_write(&reporter->samples, open_metrics, out);
}

/* --- beginning and end ---------------------------------------------------------------------------------- */

/* Only what is needed is kept, for a process that mostly sleeps should be small. 0, or the exit status. */
static int reporter_load(Reporter *reporter) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Problems problems = PROBLEMS(arena);
        Settings *settings;
        int r = settings_load(reporter->config, arena, &problems, &settings);
        if (r < 0) {
                LOG(FAULT, LOG_FAULT(r));
                return EXIT_FAULT;
        }
        if (r)
                return EXIT_SETTINGS; /* the supervisor, and each worker, say what is wrong */
        reporter->database = strdup(settings->database);
        reporter->socket = settings->metrics_socket ? strdup(settings->metrics_socket) : NULL;
        reporter->listen = settings->metrics_listen ? strdup(settings->metrics_listen) : NULL;
        return 0;
}

/* Whether it listens wherever it should; said once when not, for it is tried again and again. */
static bool listen_everywhere(Reporter *reporter) {
        int r = 0, r_loopback = 0;
        if (reporter->socket && !server_listens_unix(reporter->server))
                r = server_listen_unix(reporter->server, reporter->socket);
        if (reporter->listen && !server_listens_loopback(reporter->server))
                r_loopback = server_listen_loopback(reporter->server, reporter->listen);
        if ((r < 0 || r_loopback < 0) && !reporter->said) {
                LOG(METRICS_DEAF, LOG_TEXT("SETTING", r < 0 ? "metrics_socket" : "metrics_listen"),
                    LOG_TEXT("FAULT", log_fault_text(r < 0 ? r : r_loopback)));
                reporter->said = true;
        }
        return r == 0 && r_loopback == 0;
}

static int reporter_open_signals(void) {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGINT);
        sigprocmask(SIG_BLOCK, &set, NULL);
        signal(SIGHUP, SIG_IGN);
        return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void done(Reporter *reporter) {
        server_free(reporter->server);
        store_close(reporter->store);
        arena_free(reporter->arena);
        tally_free(reporter->tally);
        free(reporter->database);
        free(reporter->socket);
        free(reporter->listen);
        if (reporter->signals >= 0)
                close(reporter->signals);
}

int reporter_run(const char *config) {
        Reporter reporter = {
                .config = config,
                .clock = { .as_of = DATE_NONE },
                .signals = reporter_open_signals(),
                .tally = tally_inherit(),
        };
        int status = reporter.signals < 0 ? EXIT_FAULT : reporter_load(&reporter);
        if (status == 0) {
                reporter.arena = arena_new();
                reporter.server = server_new(write_metrics, &reporter);
                malloc_trim(0);
                while (!server_run(reporter.server, reporter.signals,
                                   listen_everywhere(&reporter) ? -1 : LISTEN_AGAIN_MSEC))
                        ;
        }
        done(&reporter);
        return status;
}
