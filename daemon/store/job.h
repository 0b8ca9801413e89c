#pragma once
/* The queue of background work, as statements. States and what they mean: sql/migrate/0003-jobs.sql. */

#include "base/conditions.h"
#include "model/job-kind.h"
#include "store/store.h"

#include <jansson.h>

/* Puts a job in the queue, to be worked from a civil day on. of: what it is about, "s12"; NULL: one of its
 * kind is enough. Kind and that are its key: a job with the same key that has not ended is left as it is, so
 * that asking twice does no harm. arguments: takes the reference; NULL: {}. */
int job_enqueue(Store *store, JobKind kind, const char *of, json_t *arguments, Date run_on);
/* Likewise, but once for a key and a day, whoever asks and however often, ended or not. */
int job_schedule(Store *store, JobKind kind, const char *of, json_t *arguments, Date day);
/* Puts the ledger's sequencer in the queue when entries wait to be numbered. *ret_new: whether it did. */
int job_enqueue_sequencer(Store *store, Date day, bool *ret_new);

/* --- for workers ---------------------------------------------------------------------------------------- */

/* In which order jobs are begun: the same numbers as in the column, which makes them of the kind. */
typedef enum JobUrgency {
        JOB_WAITED_FOR,   /* somebody sits before it */
        JOB_URGENT,       /* under a statutory clock, or a guard of the rest */
        JOB_HOUSEKEEPING, /* all else */
} JobUrgency;

typedef struct Job {
        int64_t id;
        const char *kind;            /* a JobKind, or one that this program does not know */
        const char *arguments, *key; /* arguments: a JSON object */
        Date run_on;
        int attempts; /* this one counted */
        int setbacks; /* times given back in a row */
        JobUrgency urgency;
} Job;

typedef struct JobClaim {
        Date today;
        const char *owner;
        int lease_seconds;
        int lanes;        /* so many errands of one login at once, of all hosts */
        JobUrgency least; /* nothing less urgent */
} JobClaim;

/* Claims the next due job. Strings live in the arena. JOB_E_NONE; PG_E_CONFLICT: another took that login's
 * lane at the same moment. */
int job_claim(Store *store, const JobClaim *claim, Arena *arena, Job *ret);
/* Whether something more urgent than that waits for a worker; turn_over: or as urgent. */
int job_wanted(Store *store, const JobClaim *claim, JobUrgency than, bool turn_over, bool *ret);

typedef struct JobProgress {
        int64_t done, total;
        bool lasting; /* something was done in this try that need not be done again: the try is not counted */
} JobProgress;

/* Keeps the lease and tells how far it is. JOB_E_GONE: stop, and leave no more effects. */
int job_renew(Store *store, const Job *job, const char *owner, int lease_seconds,
              const JobProgress *progress);
/* Ends it well. Join the transaction of its last effect where there is one. JOB_E_GONE. */
int job_finish(Store *store, const Job *job, const char *owner);
/* Back to the queue through no fault of its own: the try is not counted, setbacks grows when setback says
 * so. reason: a code. JOB_E_GONE. */
int job_give_back(Store *store, const Job *job, const char *owner, const char *reason, bool setback,
                  int wait_seconds);
/* Back to the queue after a fault: the try stays counted. JOB_E_GONE. */
int job_retry_later(Store *store, const Job *job, const char *owner, const char *reason, int wait_seconds);
/* Stands aside. JOB_E_GONE. */
int job_fail(Store *store, const Job *job, const char *owner, const char *reason);

/* A job that a dead worker left behind. */
typedef struct JobOrphan {
        int64_t id;
        const char *kind;
        bool failed; /* it has killed as many workers as it may */
} JobOrphan;

/* Gives back what the workers of that slot ("slot.1", "slot.2" ...) held, at once instead of at the end of
 * their leases. For the slot's newest worker, before it claims anything itself. */
int job_orphans(Store *store, const char *slot, int max_attempts, int wait_seconds, Arena *arena,
                JobOrphan **ret, size_t *ret_n);
/* Puts aside jobs whose lease ran out in their last try. */
int job_bury(Store *store, int max_attempts, Arena *arena, JobOrphan **ret, size_t *ret_n);
/* Takes back what a clock that was ahead has left: jobs put off, leased or meant for longer than is ever
 * done, and days that have not come. *ret: the last of those days, or DATE_NONE. */
int job_bring_near(Store *store, Date today, Date *ret);
/* The last day before that one for which job_schedule() had that kind of that, or DATE_NONE. */
int job_day_before(Store *store, JobKind kind, const char *of, Date day, Date *ret);
/* Seconds until such a job may be claimed (0 or less: now). *ret_any false: none waits, or only what is put
 * off for longer than most_seconds. */
int job_next_in(Store *store, const JobClaim *claim, int most_seconds, bool *ret_any, int64_t *ret_seconds);
/* Removes jobs that ended well so many days ago. */
int job_tidy(Store *store, Date today, int keep_days);

/* This session hears of new jobs: pg_socket(), pg_next_notification(). */
int job_listen(Store *store);

/* --- for people ----------------------------------------------------------------------------------------- */

typedef struct JobCounts {
        int64_t due, waiting, running, failed, workers;
} JobCounts;

int job_counts(Store *store, Date today, JobCounts *ret);

/* Moments as PostgreSQL writes them, in UTC; NULL where there is none. */
typedef struct JobView {
        Job job;
        JobState state;
        const char *reason, *not_before, *created_at, *started_at, *finished_at;
        int64_t progress, total; /* -1: not told */
} JobView;

/* The newest first, without their arguments; state, kind NULL: any. */
int job_list(Store *store, const char *state, const char *kind, int limit, Arena *arena, JobView **ret,
             size_t *ret_n);
/* JOB_E_GONE. */
int job_show(Store *store, int64_t id, Arena *arena, JobView *ret);
/* A failed or discarded job goes back to the queue as new. JOB_E_GONE (not in such a state); PG_E_CONFLICT
 * (the same work stands in the queue again already). */
int job_requeue(Store *store, int64_t id);
/* A queued or failed job shall not be done. JOB_E_GONE. */
int job_discard(Store *store, int64_t id);
