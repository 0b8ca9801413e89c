#include "accuracy/sweep.h"
#include "base/error.h"
#include "work/jobs.h"

/* What was found about somebody stops their letter where it lies: not tomorrow. */
static int job_accuracy_sweep(Work *work) {
        int r = accuracy_sweep(&work->context, work->of, 0);
        /* One that ended early has found what it found. */
        int queued = r < 0 ? 0
                           : job_enqueue(work->context.store, JOB_DELIVER, NULL, NULL,
                                         clock_today(&work->context.clock));
        r = r == 0 ? queued : r;
        return err_trace(r);
}

JOB(ACCURACY_SWEEP, .scope = JOB_OF_SOURCE, .schedule = JOB_DAILY, .run = job_accuracy_sweep);
