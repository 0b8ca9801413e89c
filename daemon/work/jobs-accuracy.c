#include "accuracy/sweep.h"
#include "work/jobs.h"

static int job_accuracy_sweep(Work *work) {
        return accuracy_sweep(&work->context, work->of, 0);
}

JOB(ACCURACY_SWEEP, .scope = JOB_OF_SOURCE, .schedule = JOB_DAILY, .run = job_accuracy_sweep);
