#include "work/worker.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "documents/documents.h"
#include "monitor/tally.h"
#include "register/register.h"
#include "seal/keys.h"
#include "settings/settings.h"
#include "state/state.h"
#include "store/errand.h"
#include "store/restore.h"
#include "store/turn.h"
#include "work/backoff.h"
#include "work/jobs.h"
#include "work/lease.h"
#include "work/schedule.h"

#include <assert.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
        RECONNECT_FIRST_SECONDS = 1,
        RECONNECT_MOST_SECONDS = 30,
        SETBACK_FIRST_SECONDS = 1, /* a deadlock or a database that restarts is soon over */
        SETBACK_MOST_SECONDS = 60,
        FAULT_FIRST_SECONDS = 5,
        FAULT_MOST_SECONDS = 3600,
        ORPHAN_WAIT_SECONDS = 1,
        ONCE_SETBACKS = 3,
        ONCE_LONGEST_SECONDS = 60, /* what is put off for longer a run of once leaves in the queue */
        ANALYSE_SECONDS = 10,      /* between two looks at how tables have grown under the work */
        TURN_SECONDS = 5,          /* then others who are as urgent have theirs */
        WATCH_SECONDS = 300,       /* between two looks at a register */
        NOTICE_SECONDS = 10,       /* likewise when one has turned out to be closed */
        SETTLE_SECONDS = 2,        /* copies of documents, in one go */
        SETTLE_OFTEN_SECONDS = 60,
        ONCE_WAIT_MSEC = 200, /* nobody tells when another worker's job ends */
};

typedef struct Worker {
        const WorkerOptions *options;
        const Settings *settings;
        Keys *keys;
        Tally *tally;
        Store *store; /* NULL while away */
        Clock clock;
        int signals; /* signalfd */
        char state;
        int tries; /* to connect, in a row */
        Date scheduled;
        uint64_t ticked_usec;
        uint64_t settled_usec, settle_until_usec;
        bool folder_known;
        int copies_fault; /* told once, until it has another reason */
        bool watched;     /* since it connected */
        bool after_done;  /* what the worker before left has been given back */
        bool worked;      /* since memory was last given back */
        int exit_status;

        /* the job being done */
        Lease lease;
        uint64_t began_usec, looked_usec, analysed_usec;
        bool stopped, made_way;
        uint64_t rest_usec; /* of it, when it made way */
        uint64_t took_usec; /* the last job */
        char sqlstate[6];   /* of the failure, before telling the queue of it overwrites it */

        /* a job whose end could not be told, as the database went away meanwhile */
        Job held;
        char held_kind[64];
} Worker;

/* --- signs from outside --------------------------------------------------------------------------------- */

/* SIGTERM and SIGINT stay blocked and are looked for at safe points, so that no statement is torn. */
static bool stop_asked(const Worker *w) {
        struct pollfd fds[] = { { .fd = w->signals, .events = POLLIN },
                                { .fd = WORKER_CONTROL_FD, .events = 0 } };
        return poll(fds, ELEMENTS(fds), 0) > 0 && (fds[0].revents || fds[1].revents);
}

static void worker_tell(Worker *w, char state) {
        if (w->state != state)
                (void)send(WORKER_CONTROL_FD, &state, 1, MSG_DONTWAIT | MSG_NOSIGNAL);
        w->state = state;
}

/* Sleeps until the time is over, or something is asked of this worker, or fd (-1: none) has news. */
static void wait_msec(const Worker *w, int fd, int64_t msec) {
        struct pollfd fds[] = {
                { .fd = w->signals, .events = POLLIN },
                { .fd = WORKER_CONTROL_FD, .events = 0 },
                { .fd = fd, .events = POLLIN },
        };
        (void)poll(fds, ELEMENTS(fds), msec > INT32_MAX ? INT32_MAX : (int)msec);
}

/* --- one job -------------------------------------------------------------------------------------------- */

static JobClaim claim_of(const Worker *w) {
        return (JobClaim){ .today = clock_today(&w->clock),
                           .owner = w->options->owner,
                           .lease_seconds = lease_seconds(w->settings),
                           .lanes = w->settings->workers,
                           .least = w->options->kept ? JOB_URGENT : JOB_HOUSEKEEPING };
}

/* Work that may stop here without a loss gives the worker to what is more urgent, and, while it rests or when
 * its turn is over, to what is as urgent. */
static bool makes_way(Worker *w, const Context *context) {
        uint64_t now = clock_monotonic_usec();
        if (!context->resumes || w->lease.job->urgency == JOB_WAITED_FOR || now - w->looked_usec < 1000000)
                return false;
        w->looked_usec = now;
        const JobClaim claim = claim_of(w);
        bool wanted = false, turn_over = context->rest_usec > 1000000 ||
                                         now - w->began_usec > TURN_SECONDS * UINT64_C(1000000);
        if (job_wanted(w->store, &claim, w->lease.job->urgency, turn_over, &wanted))
                return false; /* a lost database shows in the feature's next statement */
        w->rest_usec = context->rest_usec;
        w->made_way = wanted;
        return wanted;
}

/* Between two transactions of work that fills tables for long. What goes wrong there goes wrong again soon,
 * where it is told. */
static void analyse(Worker *w, const Context *context) {
        uint64_t now = clock_monotonic_usec();
        if (!context->resumes || now - w->analysed_usec < ANALYSE_SECONDS * UINT64_C(1000000) ||
            pg_in_transaction(store_pg(w->store)))
                return;
        (void)analyse_grown(w->store);
        w->analysed_usec = now;
}

/* Context.proceed: tells the queue how far the job is. */
static bool proceed(Context *context, int64_t done, int64_t total) {
        Worker *w = context->owner;
        if (stop_asked(w)) {
                w->stopped = true;
                return false;
        }
        lease_tell(&w->lease, done, total, context->resumes);
        analyse(w, context);
        return !w->lease.gone && !makes_way(w, context);
}

static int do_job(Worker *w, const Job *job, Arena *arena, int *ret_again_seconds) {
        json_auto_t *arguments = json_loads(job->arguments, JSON_REJECT_DUPLICATES, NULL);
        Work work = {
                .job = *job,
                .arguments = arguments,
                .errand = w->options->errand,
                .context = { .store = w->store,
                             .settings = w->settings,
                             .keys = w->keys,
                             .clock = w->clock,
                             .arena = arena,
                             .actor = "engine",
                             .proceed = proceed,
                             .owner = w },
        };
        w->began_usec = w->looked_usec = clock_monotonic_usec();
        w->stopped = w->made_way = false;
        lease_begin(&w->lease, w->store, job);
        int r = job_do(&work);
        lease_end(&w->lease);
        *ret_again_seconds = work.again_seconds;
        return err_trace(r);
}

/* Its place in the list of kinds, or past the end of it. */
static size_t kind_place(const char *kind) {
        JobKind found;
        return job_kind_from_string(kind, &found) ? found : TALLY_KINDS;
}

/* In the journal and in what monitoring reads. */
static void note_job(const Worker *w, LogMessage message, TallyOutcome outcome, const Job *job,
                     const char *reason) {
        tally_job(w->tally, kind_place(job->kind), outcome, w->took_usec);
        log_write(message, (const LogField[]){ LOG_NUMBER("JOB", job->id),
                                               LOG_TEXT("KIND", job->kind),
                                               LOG_NUMBER("ATTEMPT", job->attempts),
                                               LOG_NUMBER("MSEC", w->took_usec / 1000),
                                               LOG_TEXT("REASON", reason),
                                               LOG_TEXT("SQLSTATE", w->sqlstate),
                                               { .key = NULL } });
}

/* Its lease ran out, and it is another worker's now. */
static void note_lost(const Worker *w, const Job *job) {
        note_job(w, MSG_JOB_RETRY, TALLY_LOST, job, "lease-lost");
        tally_count(w->tally, TALLY_LEASES_LOST);
}

/* The database went away before the end of the job could be told: told when it is back. */
static void hold(Worker *w, const Job *job) {
        w->store = store_close(w->store);
        snprintf(w->held_kind, sizeof w->held_kind, "%s", job->kind);
        w->held = (Job){
                .id = job->id, .kind = w->held_kind, .attempts = job->attempts, .setbacks = job->setbacks
        };
}

/* The failure is logged once, with the SQLSTATE it left, when the queue knows of it. */
static int settle_failed(Worker *w, const Job *job, const char *reason) {
        int r = job_fail(w->store, job, w->options->owner, reason);
        if (r)
                return err_trace(r);
        note_job(w, MSG_JOB_FAILED, TALLY_FAILED, job, reason);
        w->exit_status = WORKER_EXIT_JOBS_FAILED;
        return 0;
}

static int settle_fault(Worker *w, const Job *job, const char *reason) {
        int tries = w->lease.progress.lasting ? 0 : job->attempts;
        if (tries >= w->settings->max_attempts)
                return settle_failed(w, job, reason);
        int r = job_retry_later(w->store, job, w->options->owner, reason,
                                backoff_seconds(tries, FAULT_FIRST_SECONDS, FAULT_MOST_SECONDS));
        if (r == 0)
                note_job(w, MSG_JOB_RETRY, TALLY_RETRIED, job, reason);
        return err_trace(r);
}

static int settle_setback(Worker *w, const Job *job, const char *reason) {
        int r = job_give_back(
                w->store, job, w->options->owner, reason, true,
                backoff_seconds(job->setbacks + 1, SETBACK_FIRST_SECONDS, SETBACK_MOST_SECONDS));
        if (r == 0)
                note_job(w, MSG_JOB_RETRY, TALLY_SETBACK, job, reason);
        return err_trace(r);
}

/* What the queue keeps of a failure: a condition's code, or a fault and its place. */
static const char *worker_reason_of(int r, Arena *arena) {
        return r > 0   ? condition_code(r)
               : r < 0 ? arena_printf(arena, "fault %s at %s", log_fault_text(r), log_where())
                       : NULL;
}

/* It waits for its hour, or for others to have done: not its fault, nor the database's. */
static int settle_later(Worker *w, const Job *job, const char *reason, int seconds) {
        int r = job_give_back(w->store, job, w->options->owner, reason, false, seconds);
        if (r == 0)
                note_job(w, MSG_JOB_RETRY, TALLY_STOPPED, job, reason);
        return err_trace(r);
}

/* A register that cannot be worked on now: its job comes back by itself. A run of once does not wait for
 * ever. */
static int settle_register_away(Worker *w, const Job *job, const char *reason) {
        if (w->options->once && job->setbacks >= ONCE_SETBACKS)
                w->exit_status = WORKER_EXIT_UNREACHABLE;
        return settle_setback(w, job, reason);
}

/* What was found older than it was is put right, or closed, without delay. */
static int watch_registers(Worker *w, int seconds) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const Settings *settings = w->settings;
        const char **names = arena_array(arena, settings->n_registers + 1, sizeof *names);
        for (size_t i = 0; i < settings->n_registers; i++)
                names[i] = settings->registers[i].name;
        if (settings->n_registers == 0)
                return 0;
        return watch_enqueue(w->store, names, settings->n_registers, clock_today(&w->clock), seconds);
}

static int settle_done(Worker *w, const Job *job) {
        int r = job_finish(w->store, job, w->options->owner);
        if (r == 0)
                note_job(w, MSG_JOB_DONE, TALLY_DONE, job, NULL);
        return err_trace(r);
}

/* The database is busy or away, or a register is closed. */
static int settle_away(Worker *w, const Job *job, int condition) {
        const char *reason = condition_code(condition);
        if (!pg_is_away(condition) && condition != REGISTER_E_CLOSED)
                return settle_setback(w, job, reason);
        int r = settle_register_away(w, job, reason);
        return r || pg_is_away(condition) ? err_trace(r) : watch_registers(w, NOTICE_SECONDS);
}

/* Tells the queue how the job ended. */
static int worker_settle(Worker *w, const Job *job, int ended, int again_seconds, Arena *arena) {
        const Disposition disposition = ended > 0   ? condition_disposition(ended)
                                        : ended < 0 ? DISPOSITION_AGAIN
                                                    : DISPOSITION_DONE;
        const char *reason = worker_reason_of(ended, arena);
        if (w->lease.gone) {
                note_lost(w, job);
                return JOB_E_GONE;
        }
        /* A feature told to stop says done, or try again, of the part it did. */
        if ((w->stopped || w->made_way) && (disposition == DISPOSITION_DONE || ended == PG_E_RETRY)) {
                tally_job(w->tally, kind_place(job->kind), TALLY_STOPPED, w->took_usec);
                return job_give_back(w->store, job, w->options->owner, w->made_way ? "made-way" : "stopped",
                                     false, w->made_way ? (int)((w->rest_usec + 999999) / 1000000) : 0);
        }
        switch (disposition) {
        case DISPOSITION_DONE:
                return settle_done(w, job);
        case DISPOSITION_REFUSED:
                return settle_failed(w, job, reason);
        case DISPOSITION_LATER:
                return again_seconds ? settle_later(w, job, reason, again_seconds)
                                     : settle_away(w, job, ended);
        case DISPOSITION_AGAIN:
        case DISPOSITION_INNER: /* its caller should have settled it: a fault of ours */
                break;
        }
        return settle_fault(w, job, reason);
}

/* Claims and does one job. JOB_E_NONE when nothing is due. */
static int work_one(Worker *w) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Job job;
        const JobClaim claim = claim_of(w);
        int r = job_claim(w->store, &claim, arena, &job);
        if (r) /* that login's lane is another's by now: the next claim sees so */
                return r == PG_E_CONFLICT ? 0 : err_trace(r);
        worker_tell(w, WORKER_BUSY);
        w->worked = true;
        uint64_t began = clock_monotonic_usec();
        int again_seconds = 0;
        r = do_job(w, &job, arena, &again_seconds);
        snprintf(w->sqlstate, sizeof w->sqlstate, "%s", pg_sqlstate(store_pg(w->store)));
        if (pg_in_transaction(store_pg(w->store))) {
                /* Nothing after it may join what it left open. */
                hold(w, &job);
                return PG_E_LOST;
        }
        w->took_usec = clock_monotonic_usec() - began;
        r = worker_settle(w, &job, r, again_seconds, arena);
        if (pg_is_away(r))
                hold(w, &job);
        if (r == JOB_E_GONE && !w->lease.gone)
                note_lost(w, &job);
        return r == JOB_E_GONE ? 0 : err_trace(r);
}

/* --- between jobs --------------------------------------------------------------------------------------- */

static void log_orphans(Worker *w, const JobOrphan *orphans, size_t n) {
        for (size_t i = 0; i < n; i++) {
                LOG(JOB_ORPHANED, LOG_NUMBER("JOB", orphans[i].id), LOG_TEXT("KIND", orphans[i].kind));
                if (orphans[i].failed)
                        w->exit_status = WORKER_EXIT_JOBS_FAILED;
        }
}

/* What was left unsaid: the job this worker held when the database went, those of the worker before. */
static int catch_up(Worker *w, Arena *arena) {
        int r = 0;
        if (w->held.id) {
                w->took_usec = 0; /* nobody knows */
                r = settle_setback(w, &w->held, "database-away");
                if (r == 0 || r == JOB_E_GONE)
                        w->held.id = r = 0;
        }
        if (r == 0 && w->options->after && !w->after_done) {
                JobOrphan *orphans;
                size_t n;
                r = job_orphans(w->store, w->options->after, w->settings->max_attempts, ORPHAN_WAIT_SECONDS,
                                arena, &orphans, &n);
                if (r == 0) {
                        w->after_done = true;
                        log_orphans(w, orphans, n);
                }
        }
        return err_trace(r);
}

/* Enough for now: jobs wait. */
static bool settle_on(Context *context, int64_t done, int64_t total) {
        const Worker *w = context->owner;
        (void)done;
        (void)total;
        return !stop_asked(w) && clock_monotonic_usec() < w->settle_until_usec;
}

/* This host's folder follows the rows of copies: what a crash left, and what another host destroyed. No job
 * of the queue, for only a host that has the folder can do it. When nothing else is due, so that registers
 * have been looked at first, and what a restore brought back is not written; in a long day of work from time
 * to time. */
static int settle_copies(Worker *w, int seconds) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        uint64_t now = clock_monotonic_usec();
        if (now - w->settled_usec < (uint64_t)seconds * 1000000)
                return 0;
        Context context = { .store = w->store,
                            .settings = w->settings,
                            .keys = w->keys,
                            .clock = w->clock,
                            .arena = arena,
                            .actor = "engine",
                            .proceed = settle_on,
                            .owner = w };
        w->settle_until_usec = now + SETTLE_SECONDS * UINT64_C(1000000);
        const char *folder;
        int r = w->folder_known ? 0 : documents_folder(&context, &folder); /* what lay there is taken over */
        w->folder_known = r == 0;
        if (r == 0)
                r = documents_settle(&context);
        if (r < 0 && r != w->copies_fault)
                LOG(COPIES_STUCK, LOG_FAULT(r));
        w->copies_fault = r < 0 ? r : 0;
        w->settled_usec = clock_monotonic_usec();
        return r > 0 ? err_trace(r) : 0;
}

/* The day's work into the queue, and aside with what nobody came back for. */
static int tick(Worker *w) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        uint64_t now = clock_monotonic_usec();
        if (w->ticked_usec && now - w->ticked_usec < (uint64_t)w->settings->poll_seconds * 1000000)
                return 0;
        int r = store_check(w->store);
        if (r == 0)
                r = store_follow_clock(w->store, &w->clock);
        if (r == 0)
                r = schedule_day(w->store, w->settings, w->keys, &w->clock, &w->scheduled);
        if (r == 0)
                r = errand_forget(w->store);
        if (r == 0)
                r = analyse_grown(w->store);
        JobOrphan *buried;
        size_t n;
        if (r == 0)
                r = job_bury(w->store, w->settings->max_attempts, arena, &buried, &n);
        if (r == 0) /* at once after connecting: what answers may be an older database than before */
                r = watch_registers(w, w->watched ? WATCH_SECONDS : 0);
        if (r == 0 && w->settled_usec)
                r = settle_copies(w, SETTLE_OFTEN_SECONDS);
        if (r)
                return err_trace(r);
        log_orphans(w, buried, n);
        w->watched = true;
        w->ticked_usec = now;
        return 0;
}

/* *ret_any: there was one. */
static int drain_notifications(Worker *w, bool *ret_any) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char *channel = NULL, *payload;
        int r;
        *ret_any = false;
        do {
                r = pg_next_notification(store_pg(w->store), arena, &channel, &payload);
                *ret_any = *ret_any || channel;
        } while (r == 0 && channel);
        return err_trace(r);
}

static int64_t sleep_msec(const Worker *w, bool any, int64_t seconds) {
        int64_t msec = (int64_t)w->settings->poll_seconds * 1000;
        if (any && seconds * 1000 < msec)
                msec = seconds > 0 ? seconds * 1000 : ONCE_WAIT_MSEC;
        return w->options->once && msec > ONCE_WAIT_MSEC ? ONCE_WAIT_MSEC : msec;
}

/* Nothing is due: numbers what the ledger has pending, then sleeps. *ret_end: there is nothing left at all,
 * and that is what a run of once waits for. */
static int idle(Worker *w, bool *ret_end) {
        bool fresh, any;
        int64_t seconds;
        Date today = clock_today(&w->clock);
        int r = settle_copies(w, w->settled_usec ? w->settings->poll_seconds : 0);
        if (r == 0)
                r = job_enqueue_sequencer(w->store, today, &fresh);
        if (r || fresh)
                return err_trace(r);
        const JobClaim claim = claim_of(w);
        r = job_next_in(w->store, &claim, w->options->once ? ONCE_LONGEST_SECONDS : INT32_MAX, &any,
                        &seconds);
        if (r)
                return err_trace(r);
        if (w->options->once && !any) {
                *ret_end = true;
                return 0;
        }
        /* News that came in with the answers above makes no socket readable any more. */
        bool news;
        r = drain_notifications(w, &news);
        if (r || news)
                return err_trace(r);
        worker_tell(w, WORKER_IDLE);
        log_settle(false);
        if (w->worked)
                malloc_trim(0);
        w->worked = false;
        wait_msec(w, pg_socket(store_pg(w->store)), sleep_msec(w, any, seconds));
        return drain_notifications(w, &news);
}

/* --- the connection ------------------------------------------------------------------------------------- */

/* What is done on a day that has not come is done too early, for good. */
static int worker_check_day(Worker *w) {
        Clock clock = { .as_of = DATE_NONE };
        if (w->settings->rehearsal || w->options->as_of == DATE_NONE)
                return 0;
        int r = store_follow_clock(w->store, &clock);
        if (r || w->options->as_of <= clock_today(&clock))
                return err_trace(r);
        fprintf(stderr,
                "munimentd: %s has not come, and the setting rehearsal is not on; nothing was done.\n",
                DATE_TEXT(w->options->as_of));
        w->exit_status = WORKER_EXIT_SETTINGS;
        return PG_E_LOST; /* given up before it is used */
}

static int worker_open_store(Worker *w) {
        assert(w->settings);
        const StoreOptions options = {
                .conninfo = w->settings->database,
                /* The workers are counted by this name, without the one that is kept. */
                .application_name = w->options->kept ? "munimentd kept" : "munimentd worker",
                .role = "muniment_engine",
                .statement_timeout_ms = w->settings->statement_timeout_ms,
                .lock_timeout_ms = w->settings->lock_timeout_ms,
        };
        _cleanup_(arena_freep) Arena *arena = arena_new();
        int r = store_open(&options, &w->store);
        w->watched = false;
        w->ticked_usec = w->settled_usec = 0;
        if (r == 0) {
                store_seal_with(w->store, w->keys, w->settings->escrow_recipient);
                r = store_check(w->store);
        }
        if (r == 0)
                r = worker_check_day(w);
        if (r == 0)
                r = job_listen(w->store);
        if (r == 0)
                r = acts_for(w->store, "engine");
        if (r == 0)
                r = catch_up(w, arena);
        if (r)
                w->store = store_close(w->store);
        return err_trace(r);
}

static char worker_state_of(int r) {
        if (r < 0)
                return WORKER_FAULT;
        if (r == STORE_E_NOT_MIGRATED || r == STORE_E_TOO_NEW)
                return WORKER_UNFIT;
        return r == PG_E_POOLED ? WORKER_POOLED : r == PG_E_DENIED ? WORKER_DENIED : WORKER_AWAY;
}

/* Waits with back-off for as long as it takes; the supervisor tells systemd and the journal. */
static void connect_or_wait(Worker *w) {
        int r = worker_open_store(w);
        if (w->exit_status == WORKER_EXIT_SETTINGS)
                return;
        if (r == 0) {
                worker_tell(w, WORKER_IDLE);
                return;
        }
        if (r < 0 && w->state != WORKER_FAULT)
                LOG(FAULT, LOG_FAULT(r));
        tally_count(w->tally, TALLY_DATABASE_LOSSES);
        worker_tell(w, worker_state_of(r));
        wait_msec(w, -1, 1000 * backoff_seconds(++w->tries, RECONNECT_FIRST_SECONDS, RECONNECT_MOST_SECONDS));
}

static void after_trouble(Worker *w, int r) {
        if (r == PG_E_RETRY) {
                const char *sqlstate = pg_sqlstate(store_pg(w->store));
                if (str_starts(sqlstate, "53"))
                        LOG(DATABASE_SHORT, LOG_TEXT("SQLSTATE", sqlstate));
                wait_msec(
                        w, -1,
                        1000 * backoff_seconds(++w->tries, RECONNECT_FIRST_SECONDS, RECONNECT_MOST_SECONDS));
                return;
        }
        if (r == STORE_E_TOO_NEW) {
                w->store = store_close(w->store); /* connecting anew says so */
                return;
        }
        if (pg_is_away(r))
                tally_count(w->tally, TALLY_DATABASE_LOSSES);
        else
                LOG(FAULT, LOG_FAULT(r),
                    LOG_TEXT("SQLSTATE", w->store ? pg_sqlstate(store_pg(w->store)) : ""));
        w->store = store_close(w->store); /* whatever it was, a new connection begins from a known state */
        if (!pg_is_away(r))
                wait_msec(
                        w, -1,
                        1000 * backoff_seconds(++w->tries, RECONNECT_FIRST_SECONDS, RECONNECT_MOST_SECONDS));
}

static int work_until_stopped(Worker *w) {
        bool end = false;
        while (!end && !stop_asked(w) && w->exit_status != WORKER_EXIT_UNREACHABLE) {
                if (!w->store) {
                        connect_or_wait(w);
                        if (w->exit_status == WORKER_EXIT_SETTINGS)
                                break;
                        if (!w->store && w->options->once)
                                return WORKER_EXIT_UNREACHABLE;
                        continue;
                }
                int r = tick(w);
                if (r == 0)
                        r = work_one(w);
                if (r == JOB_E_NONE)
                        r = idle(w, &end);
                if (r)
                        after_trouble(w, r);
                else if (w->store)
                        w->tries = 0;
        }
        return w->exit_status;
}

/* --- beginning and end ---------------------------------------------------------------------------------- */

static int worker_open_signals(void) {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGINT);
        sigprocmask(SIG_BLOCK, &set, NULL);
        signal(SIGHUP, SIG_IGN);
        return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int worker_load(Worker *w, Arena *arena) {
        Problems problems = PROBLEMS(arena);
        Settings *settings;
        const char *problem;
        int r = settings_load(w->options->config, arena, &problems, &settings);
        for (size_t i = 0; r == SETTINGS_E_REFUSED && i < problems.n; i++)
                if (problems.items[i].severity == SEVERITY_ERROR)
                        fprintf(stderr, "%s:%d: %s: %s %s\n", problems.items[i].file, problems.items[i].line,
                                problems.items[i].path, problems.items[i].problem, problems.items[i].mend);
        if (r)
                return err_trace(r);
        w->settings = settings;
        w->lease = (Lease){ .settings = settings, .owner = w->options->owner };
        if (settings->output_dir)
                (void)mkdir(settings->output_dir, 0700); /* when it cannot be made, the writing says why */
        r = keys_load(NULL, arena, &w->keys, &problem);
        if (r == KEYS_E_REFUSED)
                fprintf(stderr, "munimentd: %s\n", problem);
        return err_trace(r);
}

int worker_run(const WorkerOptions *options) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Worker w = {
                .options = options,
                .clock = { .as_of = options->as_of },
                .scheduled = DATE_NONE,
                .signals = worker_open_signals(),
                .tally = tally_inherit(),
        };
        if (w.signals < 0)
                return 4;
        int r = worker_load(&w, arena);
        if (r < 0)
                LOG(FAULT, LOG_FAULT(r));
        if (r)
                return r < 0 ? 4 : WORKER_EXIT_SETTINGS;
        log_count_held(&w.tally->counts[TALLY_MESSAGES_HELD]);
        LOG(WORKER_STARTED, LOG_TEXT("WORKER", options->owner));
        int status = work_until_stopped(&w);
        store_close(w.store);
        keys_free(w.keys);
        log_settle(true);
        log_count_held(NULL);
        tally_free(w.tally);
        close(w.signals);
        return status;
}
