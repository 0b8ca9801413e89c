#pragma once
/* What the processes of one daemon count together: memory that the supervisor makes and every child maps, so
 * that a count outlives the worker that made it. Whole numbers only, each written in one step: a process that
 * is killed while it counts spoils nothing. */

#include "base/cleanup.h"

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

/* Where a child finds it. */
#define TALLY_FD 4

enum {
        TALLY_KINDS = 64,     /* of jobs; the last one stands for all unknown kinds */
        TALLY_PROCESSES = 66, /* workers, the one that is kept for what cannot wait, the reporter */
        TALLY_REPORTER = TALLY_PROCESSES - 1,
        TALLY_KEPT = TALLY_REPORTER - 1,
        TALLY_BUCKETS = 8,
};

/* What is counted, the metric that shows it, and what its label says there; NULL: it has none. */
#define TALLY_COUNTS(COUNT)                                                                                  \
        COUNT(PROCESS_DEATHS, PROCESS_DEATHS, NULL)                                                          \
        COUNT(RELOADS_TAKEN, RELOADS, "taken")                                                               \
        COUNT(RELOADS_REFUSED, RELOADS, "refused")                                                           \
        COUNT(SCRAPES, SCRAPES, NULL)                                                                        \
        COUNT(MESSAGES_HELD, MESSAGES_HELD, NULL)                                                            \
        COUNT(LEASES_LOST, LEASES_LOST, NULL)                                                                \
        COUNT(DATABASE_LOSSES, DATABASE_LOSSES, NULL)

typedef enum TallyCount {
#define COUNT(name, metric, label) TALLY_##name,
        TALLY_COUNTS(COUNT)
#undef COUNT
                _TALLY_COUNT_MAX,
} TallyCount;

/* How a try of a job ended. */
typedef enum TallyOutcome {
        TALLY_DONE,
        TALLY_RETRIED,
        TALLY_SETBACK,
        TALLY_STOPPED,
        TALLY_FAILED,
        TALLY_LOST,
        _TALLY_OUTCOME_MAX,
} TallyOutcome;

typedef struct TallyJob {
        atomic_uint_least64_t outcomes[_TALLY_OUTCOME_MAX];
        atomic_uint_least64_t
                buckets[TALLY_BUCKETS + 1]; /* how many took at most so long; the last: longer */
        atomic_uint_least64_t usec;
} TallyJob;

typedef struct Tally {
        uint64_t started_usec; /* since the epoch */
        atomic_uint_least64_t counts[_TALLY_COUNT_MAX];
        TallyJob jobs[TALLY_KINDS];
        atomic_int_least32_t pids[TALLY_PROCESSES]; /* 0: nobody */
} Tally;

/* In seconds, rising; the upper bounds of the buckets. */
extern const double tally_bounds[TALLY_BUCKETS];

/* Makes one, all zero. *ret_fd: the memory itself, closed on exec, to be handed to children. 0 or a fault. */
int tally_new(int *ret_fd, Tally **ret);
/* That of the supervisor, where one was handed over; else one of this process alone. Never NULL. */
Tally *tally_inherit(void);
Tally *tally_free(Tally *tally);
DEFINE_CLEANUP(Tally *, tally_free)

void tally_count(Tally *tally, TallyCount count);
/* kind: its place in the list of kinds; past the end: unknown. */
void tally_job(Tally *tally, size_t kind, TallyOutcome outcome, uint64_t usec);
