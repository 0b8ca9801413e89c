#include "work/supervisor.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "monitor/tally.h"
#include "settings/settings.h"
#include "work/backoff.h"
#include "work/child.h"
#include "work/worker.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>
#include <unistd.h>

enum {
        WORKERS_MOST = TALLY_KEPT,
        KEPT = TALLY_KEPT,         /* the slot of the worker for what cannot wait, behind the others */
        REPORTER = TALLY_REPORTER, /* its slot, behind those of the workers */
        SLOTS = TALLY_PROCESSES,
        OWNER_SIZE = 128,
        RESTART_FIRST_SECONDS = 1,
        RESTART_MOST_SECONDS = 30,
        STEADY_SECONDS = 10, /* one that lived so long is restarted at once */
        STOP_SECONDS = 10,   /* for a worker to come to a safe point; then it is killed, and loses nothing */
        EXIT_FAULT = 4,
};

typedef struct Supervisor Supervisor;

/* A place for one worker, or for the reporter. pid 0: empty, or waiting to be filled again. */
typedef struct Slot {
        Supervisor *supervisor;
        pid_t pid;
        int control;
        char state;
        char name[OWNER_SIZE];  /* no other slot has it, on any host that shares the queue */
        char owner[OWNER_SIZE]; /* of its present worker: the name, and how many there were */
        unsigned workers;
        uint64_t started_usec;
        int deaths; /* in a row */
        bool ended; /* once only: it found nothing left to do */
        sd_event_source *exit_source, *control_source, *restart_source;
} Slot;

struct Supervisor {
        const SupervisorOptions *options;
        sd_event *event;
        sd_event_source *kill_source;
        int n_workers; /* wanted now */
        bool report;   /* the reporter is wanted too */
        Tally *tally;
        int tally_fd;
        bool ready, stopping, away;
        char trouble; /* the state last said of the database, while it is no good */
        char status[160];
        int exit_status;
        Slot slots[SLOTS];
};

/* --- what systemd and the journal are told -------------------------------------------------------------- */

static const char *trouble_text(char state) {
        switch (state) {
        case WORKER_AWAY:
                return "The database cannot be reached; trying again";
        case WORKER_UNFIT:
                return "The database's schema is not this program's; waiting for muniment migrate";
        case WORKER_DENIED:
                return "The database refuses the daemon's login; trying again";
        case WORKER_POOLED:
                return "A pooler gives each transaction another session; waiting for pool_mode session";
        default:
                return "The database answers in a way this program does not understand; trying again";
        }
}

static bool is_trouble(char state) {
        return state && state != WORKER_IDLE && state != WORKER_BUSY;
}

static void log_trouble(char state) {
        if (state == WORKER_AWAY)
                LOG(DATABASE_AWAY);
        else if (state == WORKER_UNFIT)
                LOG(SCHEMA_UNFIT);
        else if (state == WORKER_DENIED)
                LOG(DATABASE_DENIED);
        else if (state == WORKER_POOLED)
                LOG(DATABASE_POOLED);
}

/* Once at each turn, whatever the number of workers that tell of it. */
static void note_turn(Supervisor *s, char state) {
        if (is_trouble(state) && s->trouble != state) {
                log_trouble(state);
                s->trouble = state;
        } else if (!is_trouble(state) && s->trouble) {
                LOG(DATABASE_BACK);
                s->trouble = 0;
        }
        if (!s->ready && !is_trouble(state)) {
                s->ready = true;
                LOG(READY, LOG_NUMBER("WORKERS", s->n_workers));
                sd_notify(false, "READY=1");
        }
}

static bool is_reporter(const Slot *slot) {
        return slot - slot->supervisor->slots == REPORTER;
}

static bool is_kept(const Slot *slot) {
        return slot - slot->supervisor->slots == KEPT;
}

static bool is_wanted(const Slot *slot) {
        const Supervisor *s = slot->supervisor;
        return is_reporter(slot) ? s->report
               : is_kept(slot)   ? !s->options->once /* nobody waits for an answer */
                                 : slot - s->slots < s->n_workers;
}

static void tell_status(Supervisor *s) {
        char status[sizeof s->status];
        int alive = 0;
        for (int i = 0; i < WORKERS_MOST; i++)
                alive += s->slots[i].pid != 0;
        if (s->stopping)
                snprintf(status, sizeof status, "Stopping: waiting for %d workers", alive);
        else if (s->trouble)
                snprintf(status, sizeof status, "%s", trouble_text(s->trouble));
        else if (!s->ready)
                snprintf(status, sizeof status, "Starting");
        else
                snprintf(status, sizeof status, "Working, with %d workers",
                         alive); /* not how many are busy: that
                                  * would be news for each job */
        if (str_eq(status, s->status))
                return;
        memcpy(s->status, status, sizeof status);
        sd_notifyf(false, "STATUS=%s", status);
}

/* --- workers -------------------------------------------------------------------------------------------- */

static int start(Slot *slot);

static void end_if_empty(Supervisor *s) {
        for (int i = 0; i < SLOTS; i++)
                if (s->slots[i].pid || s->slots[i].restart_source)
                        return;
        sd_event_exit(s->event, s->exit_status);
}

static void supervisor_forget(Slot *slot) {
        slot->exit_source = sd_event_source_disable_unref(slot->exit_source);
        slot->control_source = sd_event_source_disable_unref(slot->control_source);
        if (slot->control >= 0)
                close(slot->control);
        slot->control = -1;
        slot->pid = 0;
        slot->state = 0;
        atomic_store(&slot->supervisor->tally->pids[slot - slot->supervisor->slots], 0);
}

static void worse_exit(Supervisor *s, int status) {
        if (status > s->exit_status)
                s->exit_status = status;
}

static int on_kill_time(sd_event_source *source, uint64_t usec, void *data) {
        Supervisor *s = data;
        (void)source;
        (void)usec;
        for (int i = 0; i < SLOTS; i++)
                if (s->slots[i].pid)
                        kill(s->slots[i].pid, SIGKILL);
        return 0;
}

static void stop_all(Supervisor *s) {
        if (s->stopping)
                return;
        s->stopping = true;
        LOG(STOPPING);
        sd_notify(false, "STOPPING=1");
        for (int i = 0; i < SLOTS; i++) {
                s->slots[i].restart_source = sd_event_source_disable_unref(s->slots[i].restart_source);
                if (s->slots[i].pid)
                        kill(s->slots[i].pid, SIGTERM);
        }
        sd_event_add_time_relative(s->event, &s->kill_source, CLOCK_MONOTONIC, STOP_SECONDS * 1000000ULL, 0,
                                   on_kill_time, s);
        tell_status(s);
        end_if_empty(s);
}

static int on_restart_time(sd_event_source *source, uint64_t usec, void *data) {
        Slot *slot = data;
        (void)source;
        (void)usec;
        slot->restart_source = sd_event_source_disable_unref(slot->restart_source);
        return start(slot);
}

static int restart_later(Slot *slot) {
        Supervisor *s = slot->supervisor;
        if (clock_monotonic_usec() - slot->started_usec > STEADY_SECONDS * 1000000ULL)
                slot->deaths = 0;
        int wait = backoff_seconds(++slot->deaths, RESTART_FIRST_SECONDS, RESTART_MOST_SECONDS);
        if (slot->deaths == 1)
                wait = 0; /* the first death may be chance; a row of them is not */
        return sd_event_add_time_relative(s->event, &slot->restart_source, CLOCK_MONOTONIC,
                                          (uint64_t)wait * 1000000, 0, on_restart_time, slot);
}

/* Ends by themselves: asked to (stop, reload), nothing left to do (once), or wrong settings. */
static int after_exit(Slot *slot, int status) {
        Supervisor *s = slot->supervisor;
        if (status == WORKER_EXIT_SETTINGS && s->ready) {
                /* Somebody is writing on them. Those at work go on with the settings they have. */
                LOG(SETTINGS_REFUSED);
                return restart_later(slot);
        }
        if (status == WORKER_EXIT_SETTINGS && is_reporter(slot))
                return 0; /* the workers meet the same settings, and say so */
        if (status == WORKER_EXIT_SETTINGS) {
                LOG(SETTINGS_REFUSED);
                worse_exit(s, status);
                stop_all(s);
                return 0;
        }
        if (s->options->once) {
                worse_exit(s, status);
                slot->ended = true;
                end_if_empty(s);
                return 0;
        }
        return start(slot);
}

static int on_exit_of_worker(sd_event_source *source, const siginfo_t *si, void *data) {
        Slot *slot = data;
        Supervisor *s = slot->supervisor;
        (void)source;
        bool settled = si->si_code == CLD_EXITED && si->si_status != EXIT_FAULT;
        supervisor_forget(slot);
        if (!settled) {
                LOG(WORKER_DIED, LOG_TEXT("WORKER", slot->owner),
                    LOG_TEXT("HOW", si->si_code == CLD_EXITED ? "exit" : "signal"),
                    LOG_NUMBER("CODE", si->si_status));
                tally_count(s->tally, TALLY_PROCESS_DEATHS);
        }
        tell_status(s);
        if (s->stopping) {
                end_if_empty(s);
                return 0;
        }
        if (!is_wanted(slot))
                return 0; /* the new settings want fewer; what a dead one held is claimed when its lease ends
                           */
        return settled ? after_exit(slot, si->si_status) : restart_later(slot);
}

static int on_control(sd_event_source *source, int fd, uint32_t revents, void *data) {
        Slot *slot = data;
        char states[64];
        (void)revents;
        ssize_t n = recv(fd, states, sizeof states, MSG_DONTWAIT);
        if (n <= 0) {
                sd_event_source_set_enabled(source, SD_EVENT_OFF); /* it ends; on_exit_of_worker() follows */
                return 0;
        }
        for (ssize_t i = 0; i < n; i++) {
                slot->state = states[i];
                note_turn(slot->supervisor, states[i]);
        }
        tell_status(slot->supervisor);
        return 0;
}

/* A name that no other worker has, had or will have. Every worker cleans up after all that stood in its slot
 * before: the one before it may have died before it could. */
static void name_worker(Slot *slot) {
        char host[65] = "";
        uint64_t random;
        if (is_reporter(slot)) {
                snprintf(slot->owner, OWNER_SIZE, "reporter");
                return;
        }
        if (slot->workers++ > 0) {
                snprintf(slot->owner, OWNER_SIZE, "%.100s.%u", slot->name, slot->workers);
                return;
        }
        gethostname(host, sizeof host - 1);
        if (getrandom(&random, sizeof random, 0) != sizeof random)
                random = clock_monotonic_usec() ^ (uint64_t)getpid() << 32;
        snprintf(slot->name, OWNER_SIZE, "%s/%016llx", host, (unsigned long long)random);
        snprintf(slot->owner, OWNER_SIZE, "%.100s.%u", slot->name, slot->workers);
}

static int supervisor_watch(Slot *slot) {
        sd_event *event = slot->supervisor->event;
        int r = sd_event_add_child(event, &slot->exit_source, slot->pid, WEXITED, on_exit_of_worker, slot);
        if (r >= 0)
                r = sd_event_add_io(event, &slot->control_source, slot->control, EPOLLIN, on_control, slot);
        return r < 0 ? err_origin(r) : 0;
}

static int start(Slot *slot) {
        Supervisor *s = slot->supervisor;
        name_worker(slot);
        slot->started_usec = clock_monotonic_usec();
        const Child child = {
                .owner = is_reporter(slot) ? NULL : slot->owner,
                .after = slot->workers > 1 ? slot->name : NULL,
                .kept = is_kept(slot),
                .tally = s->tally_fd,
        };
        int r = child_start(s->options, &child, &slot->pid, &slot->control);
        if (r < 0) {
                LOG(FAULT, LOG_FAULT(r));
                return restart_later(slot); /* too many processes, or no memory: it may pass */
        }
        atomic_store(&s->tally->pids[slot - s->slots], slot->pid);
        r = supervisor_watch(slot);
        if (r < 0) {
                /* One that nobody watches would never be replaced. */
                LOG(FAULT, LOG_FAULT(r));
                kill(slot->pid, SIGKILL);
                waitpid(slot->pid, NULL, 0);
                supervisor_forget(slot);
                return restart_later(slot);
        }
        return 0;
}

static int start_missing(Supervisor *s) {
        for (int i = 0; i < SLOTS; i++) {
                Slot *slot = &s->slots[i];
                int r = !is_wanted(slot) || slot->pid || slot->restart_source ? 0 : start(slot);
                if (r < 0)
                        return err_trace(r);
        }
        return 0;
}

/* --- signals and settings ------------------------------------------------------------------------------- */

/* 0, or SETTINGS_E_REFUSED after saying on standard error what is wrong. Only what to start is kept. */
static int read_settings(Supervisor *s) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Problems problems = PROBLEMS(arena);
        Settings *settings;
        int r = settings_load(s->options->config, arena, &problems, &settings);
        if (r == 0) {
                s->n_workers = settings->workers < WORKERS_MOST ? settings->workers : WORKERS_MOST;
                s->report = !s->options->once && (settings->metrics_socket || settings->metrics_listen);
        }
        for (size_t i = 0; r == SETTINGS_E_REFUSED && i < problems.n; i++) {
                const Problem *p = &problems.items[i];
                if (p->severity == SEVERITY_ERROR)
                        fprintf(stderr, "%s:%d: %s: %s %s\n", p->file, p->line, p->path, p->problem, p->mend);
        }
        return err_trace(r);
}

static int on_stop(sd_event_source *source, const struct signalfd_siginfo *si, void *data) {
        (void)source;
        (void)si;
        stop_all(data);
        return 0;
}

/* New settings take hold as each worker comes to a safe point and is replaced. Wrong ones change nothing. */
static int on_reload(sd_event_source *source, const struct signalfd_siginfo *si, void *data) {
        Supervisor *s = data;
        (void)source;
        (void)si;
        if (s->stopping)
                return 0;
        sd_notifyf(false, "RELOADING=1\nMONOTONIC_USEC=%llu", (unsigned long long)clock_monotonic_usec());
        int r = read_settings(s);
        tally_count(s->tally, r == 0 ? TALLY_RELOADS_TAKEN : TALLY_RELOADS_REFUSED);
        if (r == 0) {
                for (int i = 0; i < SLOTS; i++)
                        if (s->slots[i].pid)
                                kill(s->slots[i].pid, SIGTERM);
                r = start_missing(s);
                LOG(RELOADED, LOG_NUMBER("WORKERS", s->n_workers));
        } else {
                LOG(SETTINGS_REFUSED);
                r = 0;
        }
        sd_notify(false, s->ready ? "READY=1" : "STATUS=Starting");
        return err_trace(r);
}

static int add_signals(Supervisor *s) {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGINT);
        sigaddset(&set, SIGHUP);
        sigaddset(&set, SIGCHLD);
        if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
                return err_origin(-errno);
        int r = sd_event_add_signal(s->event, NULL, SIGTERM, on_stop, s);
        if (r >= 0)
                r = sd_event_add_signal(s->event, NULL, SIGINT, on_stop, s);
        if (r >= 0)
                r = sd_event_add_signal(s->event, NULL, SIGHUP, on_reload, s);
        if (r >= 0)
                r = sd_event_set_watchdog(s->event, true);
        return r < 0 ? err_origin(r) : 0;
}

static void kill_rest(Supervisor *s) {
        for (int i = 0; i < SLOTS; i++) {
                Slot *slot = &s->slots[i];
                if (slot->pid) {
                        kill(slot->pid, SIGKILL);
                        waitpid(slot->pid, NULL, 0);
                }
                slot->restart_source = sd_event_source_disable_unref(slot->restart_source);
                supervisor_forget(slot);
        }
}

static int work_supervisor_run(Supervisor *s) {
        int r = sd_event_new(&s->event);
        if (r < 0)
                return err_origin(r);
        r = add_signals(s);
        /* Its clock is made with the first timer: later there may be no file handle left for it, and nothing
         * would ever be started again. */
        sd_event_source *first = NULL;
        if (r == 0)
                r = sd_event_add_time_relative(s->event, &first, CLOCK_MONOTONIC, UINT64_MAX / 2, 0,
                                               on_kill_time, s);
        if (r >= 0)
                r = start_missing(s);
        if (r == 0) {
                tell_status(s);
                r = sd_event_loop(s->event);
        }
        s->kill_source = sd_event_source_disable_unref(s->kill_source);
        sd_event_source_disable_unref(first);
        kill_rest(s);
        sd_event_unref(s->event);
        return err_trace(r);
}

int supervisor_run(const SupervisorOptions *options) {
        Supervisor s = { .options = options };
        int r = tally_new(&s.tally_fd, &s.tally);
        for (int i = 0; i < SLOTS; i++) {
                s.slots[i].supervisor = &s;
                s.slots[i].control = -1;
        }
        if (r == 0)
                r = read_settings(&s);
        if (r == SETTINGS_E_REFUSED) {
                LOG(SETTINGS_REFUSED);
                tally_free(s.tally);
                return WORKER_EXIT_SETTINGS;
        }
        if (r == 0)
                r = work_supervisor_run(&s);
        tally_free(s.tally);
        if (r < 0) {
                LOG(FAULT, LOG_FAULT(r));
                return EXIT_FAULT;
        }
        if (options->once && r == WORKER_EXIT_JOBS_FAILED)
                fputs("munimentd: Some jobs failed; muniment job list --state failed says which and why.\n",
                      stderr);
        if (options->once && r == WORKER_EXIT_UNREACHABLE)
                fputs("munimentd: The database cannot be reached or is not ready for this program; nothing "
                      "was "
                      "done.\n",
                      stderr);
        return err_trace(r);
}
