#include "work/jobs.h"

/* Jobs that ended well are of no use to anybody after this; failed ones stay until a person looks. */
#define KEEP_ENDED_JOBS_DAYS 30

static int job_queue_tidy(Work *work) {
        return job_tidy(work->context.store, clock_today(&work->context.clock), KEEP_ENDED_JOBS_DAYS);
}

static int job_errand(Work *work) {
        return work->errand(work);
}

JOB(QUEUE_TIDY, .schedule = JOB_DAILY, .run = job_queue_tidy);
JOB(ERRAND, .scope = JOB_OF_ERRAND, .run = job_errand);
