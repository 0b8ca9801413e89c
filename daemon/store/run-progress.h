#pragma once
/* How far a run is, what it would take along, and a look at its manifest, as statements. */

#include "store/batch.h"

typedef struct RunProgress {
        const char *counts; /* JSON object: rows of each entity that go, as planned; NULL: not yet counted */
        int64_t batches, done;
        const char *expected; /* when it should end, in UTC; NULL: not known */
        const char *waits;    /* code: why the daemon put it off; NULL: it did not */
        const char *waits_until;
} RunProgress;

/* 0 or RUN_E_NONE. */
int run_progress(Store *store, int64_t id, Arena *arena, RunProgress *ret);
/* Stores what was counted: 0, or RUN_E_MOVED when that has been done. */
int run_counted(Store *store, int64_t id, const char *counts, int64_t rows);
/* The keys of the next ten batches after that one, done or not, as one that has the last one's number: 0 or
 * RUN_E_END. */
int batch_keys(Store *store, int64_t run, int64_t after, Arena *arena, Batch *ret);
/* At most n keys of the manifest: random, and the same each time. None once the manifest is forgotten. */
int run_sample(Store *store, int64_t id, int64_t n, Arena *arena, const char ***ret, size_t *ret_n);

typedef struct OpenRun {
        int64_t id, batches, done;
        const char *register_name, *rule;
        RunState state;
        Approval needs;
        const char *waits; /* code: why the daemon put it off; NULL: it did not */
} OpenRun;
/* Runs that have neither ended nor been disposed of whole, the oldest first. */
int run_open_list(Store *store, int64_t most, Arena *arena, OpenRun **ret, size_t *ret_n);
