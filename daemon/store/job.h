#pragma once
/* The queue of background work, as statements. */

#include "store/store.h"

/* Puts a job in the queue, to be worked from a civil day on. A job with the same key that has not ended is
 * left as it is (the key makes scheduling idempotent); key NULL: no such rule. arguments: a JSON object. */
int job_enqueue(Store *store, const char *kind, const char *arguments, const char *key, Date run_on);
