#pragma once
/* A worker process: claims a job, does it in straight-line code, claims the next. */

#include "base/date.h"
#include "work/jobs.h"

#include <stdbool.h>

typedef struct WorkerOptions {
        const char *config;
        const char *owner; /* this worker's name in leases: unlike any other's, ever */
        const char *after; /* the slot it stands in, whose dead workers' jobs it gives back; NULL: it is the
                              first */
        Date as_of;        /* DATE_NONE: the system's day */
        bool once;         /* end when nothing is left to do */
        bool kept;         /* for what cannot wait: it takes no housekeeping */
        JobRun errand;     /* carries out a command for somebody's login: a job of kind "errand" */
} WorkerOptions;

/* Where a worker finds its socket to the supervisor: state goes out, its end means stop. */
#define WORKER_CONTROL_FD 3

/* One letter each, written to the control socket when it becomes so. */
enum {
        WORKER_IDLE = 'I',
        WORKER_BUSY = 'B',
        WORKER_AWAY = 'A',   /* the database cannot be reached */
        WORKER_UNFIT = 'S',  /* its schema is not this program's */
        WORKER_DENIED = 'D', /* it refuses the login */
        WORKER_POOLED = 'P', /* a pooler in between lends it a session for a transaction only */
        WORKER_FAULT = 'F',  /* it answers in a way this program does not understand */
};

enum {
        WORKER_EXIT_DONE = 0,
        WORKER_EXIT_JOBS_FAILED = 1, /* once only */
        WORKER_EXIT_UNREACHABLE = 3, /* once only */
        WORKER_EXIT_SETTINGS = 78,   /* said on standard error what is wrong; trying again cannot help */
};

/* The exit status of the process. SIGTERM and SIGINT stop it at the next safe point; a job in the middle
 * goes back to the queue. */
int worker_run(const WorkerOptions *options);
