#pragma once
/* The lease of the job being done, kept whatever the work is at. Work tells how far it is where it can; where
 * it cannot, for it waits for one long statement or stands in a transaction of the governance database, the
 * lease is renewed all the same, over a connection of its own if need be. A worker that is suspended renews
 * nothing, and loses its job to another, as it should. */

#include "settings/settings.h"
#include "store/job.h"

typedef struct Lease {
        const Settings *settings;
        const char *owner;
        const Job *job;     /* NULL: none is being done */
        Store *store, *own; /* the worker's; and another, opened when that is in the middle of something */
        JobProgress progress;
        int64_t first_done; /* what was told first in this try; -1: nothing yet */
        bool renewing, gone;
        uint64_t renewed_usec;
} Lease;

/* For how long one is taken. */
int lease_seconds(const Settings *settings);
/* Until lease_end() whatever waits for a database keeps it. */
void lease_begin(Lease *lease, Store *store, const Job *job);
/* How far the work is. lasting: what is done need not be done again, whoever carries on. */
void lease_tell(Lease *lease, int64_t done, int64_t total, bool lasting);
void lease_end(Lease *lease);
