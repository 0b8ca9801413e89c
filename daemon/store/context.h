#pragma once
/* What a feature needs to do its work, passed down by whoever calls it: the daemon's worker or the
 * command line. */

#include "base/arena.h"
#include "base/clock.h"

typedef struct Keys Keys;         /* seal/keys.h */
typedef struct Settings Settings; /* settings/settings.h */
typedef struct Store Store;       /* store/store.h */

typedef struct Context Context;
struct Context {
        Store *store;
        const Settings *settings;
        const Keys *keys; /* NULL where nothing is sealed or signed */
        Clock clock;
        Arena *arena;      /* for this piece of work; dropped whole after it */
        const char *actor; /* who acts, for the ledger: "engine", or an officer's login name */
        /* Long work calls it between transactions, or in one that reads a register: it keeps the job's lease
         * and reports progress. False: stop at this point, the rest is done later. NULL: never stop. */
        bool (*proceed)(Context *context, int64_t done, int64_t total);
        void *owner; /* the caller's own, for proceed */
        /* Said by the work: what proceed() hears of as done is done for good, whoever carries on. So a stop
         * there costs nothing, others may have the worker, and a try that got further is not counted. */
        bool resumes;
        uint64_t rest_usec; /* likewise: it rests, and has so long to go; 0: it works */
};
