#pragma once
/* What each kind of job does: the adapters between the queue and the features. */

#include "store/context.h"
#include "store/job.h"

#include <jansson.h>

enum {
        _WORK_E_SUCCESS = 400,
        WORK_E_REFUSED,   /* trying again cannot help: the job stands aside with work->reason */
        WORK_E_TRY_AGAIN, /* it may pass: tried again with back-off as often as a fault is, with work->reason
                           */
        WORK_E_LATER, /* not now, through no fault of its own: again in work->again_seconds, with work->reason
                       */
};

/* One job being done. */
typedef struct Work {
        Context context;
        Job job;
        json_t *arguments;
        const char *reason; /* a stable code, set by the adapter that returns one of these */
        int again_seconds;  /* likewise, with WORK_E_LATER */
} Work;

/* 0 done; PG_E_LOST and PG_E_RETRY: back to the queue; a WORK_E_ condition; a fault. Whatever it enqueues to
 * follow, it enqueues in the transaction of the state that calls for it, or idempotently by key. */
typedef int (*Handler)(Work *work);

/* NULL: no such kind. */
Handler handler_find(const char *kind);
/* The nth kind there is; NULL past the last. */
const char *handler_kind(size_t n);
