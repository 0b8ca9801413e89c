#pragma once
/* The kinds of job: each name of JOB_KINDS has one row, beside what it does, in jobs-FEATURE.c. They are the
 * adapters between the queue and the features. */

#include "base/conditions.h"
#include "model/job-kind.h"
#include "store/context.h"
#include "store/job.h"

#include <jansson.h>

/* What one job of the kind is about: a name in its arguments, which it must have. The day's jobs are one for
 * each. */
typedef enum JobScope {
        JOB_OF_ALL,
        JOB_OF_POLICY, /* law packs and holidays as they were read: daily means also at once when they have
                          changed */
        JOB_OF_KEYS,   /* the keys, likewise */
        JOB_OF_REGISTER,
        JOB_OF_SOURCE,
        JOB_OF_REQUEST,
        JOB_OF_RUN, /* by number, as the next */
        JOB_OF_ERRAND,
        _JOB_SCOPE_MAX,
} JobScope;

typedef enum JobSchedule { JOB_WHEN_ASKED, JOB_DAILY } JobSchedule;

typedef struct Work Work;

/* 0, a fault, or any condition: what becomes of the job then is the condition's disposition. Whatever it
 * enqueues to follow, it enqueues in the transaction of the state that calls for it, or idempotently by key.
 */
typedef int (*JobRun)(Work *work);

/* One job being done. */
struct Work {
        Context context;
        Job job;
        json_t *arguments;
        const char *of;    /* what it is about: a word */
        int64_t id;        /* or a number, of a run or an errand */
        int again_seconds; /* with a condition that says later: when; 0: after some back-off */
        JobRun errand;     /* the program's own: a command carried out for somebody's login */
};

typedef struct JobRow {
        JobScope scope;
        JobSchedule schedule;
        JobRun run;
} JobRow;

#define JOB(name, ...)   const JobRow job_row_##name = { __VA_ARGS__ }
#define WORD(name, word) extern const JobRow job_row_##name;
JOB_KINDS(WORD)
#undef WORD

const JobRow *job_row(JobKind kind);
/* The argument that says what a job of the scope is about; NULL: it is about all there is. */
const char *job_scope_argument(JobScope scope);
/* Does it. WORK_E_KIND: no such kind; WORK_E_ARGUMENTS: it does not say what it is about. */
int job_do(Work *work);
