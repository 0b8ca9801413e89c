#pragma once
/* What each kind of job does: the adapters between the queue and the features. */

#include "base/conditions.h"
#include "store/context.h"
#include "store/job.h"

#include <jansson.h>

typedef struct Work Work;

/* 0, a fault, or any condition: what becomes of the job then is the condition's disposition. Whatever it
 * enqueues to follow, it enqueues in the transaction of the state that calls for it, or idempotently by key.
 */
typedef int (*Handler)(Work *work);

/* One job being done. */
struct Work {
        Context context;
        Job job;
        json_t *arguments;
        int again_seconds; /* with a condition that says later: when; 0: after some back-off */
        Handler errand; /* the program's own, for jobs of kind "errand": a command carried out for somebody's
                           login */
};

/* NULL: no such kind. */
Handler handler_find(const char *kind);
/* The nth kind there is; NULL past the last. */
const char *handler_kind(size_t n);
