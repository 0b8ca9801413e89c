#include "monitor/host.h"

#include "model/job-kind.h"

#include <assert.h>
#include <stdio.h>
#include <unistd.h>

static const char *const outcome_names[_TALLY_OUTCOME_MAX] = {
        [TALLY_DONE] = "done",       [TALLY_RETRIED] = "retried", [TALLY_SETBACK] = "setback",
        [TALLY_STOPPED] = "stopped", [TALLY_FAILED] = "failed",   [TALLY_LOST] = "lost",
};

static const struct {
        Metric metric;
        const char *label;
} counts[_TALLY_COUNT_MAX] = {
#define COUNT(name, metric, label) [TALLY_##name] = { METRIC_##metric, (label) },
        TALLY_COUNTS(COUNT)
#undef COUNT
};

static uint64_t host_load(const atomic_uint_least64_t *count) {
        return atomic_load_explicit(count, memory_order_relaxed);
}

/* --- processes ------------------------------------------------------------------------------------------ */

/* 0 of a process that has ended. */
static double resident_bytes(pid_t pid) {
        char path[64];
        unsigned long long size, resident = 0;
        snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
        FILE *f = fopen(path, "re");
        if (!f)
                return 0;
        if (fscanf(f, "%llu %llu", &size, &resident) != 2)
                resident = 0;
        fclose(f);
        return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

static void add_processes(Samples *samples, const Tally *tally) {
        double workers = 0, n_workers = 0;
        for (size_t i = 0; i < TALLY_REPORTER; i++) {
                pid_t pid = atomic_load_explicit(&tally->pids[i], memory_order_relaxed);
                double bytes = pid ? resident_bytes(pid) : 0;
                workers += bytes;
                n_workers += bytes > 0;
        }
        samples_number(samples, METRIC_PROCESS_RESIDENT, "supervisor", NULL, resident_bytes(getppid()));
        samples_number(samples, METRIC_PROCESS_RESIDENT, "reporter", NULL, resident_bytes(getpid()));
        samples_number(samples, METRIC_PROCESS_RESIDENT, "workers", NULL, workers);
        samples_number(samples, METRIC_PROCESSES, "supervisor", NULL, 1);
        samples_number(samples, METRIC_PROCESSES, "reporter", NULL, 1);
        samples_number(samples, METRIC_PROCESSES, "workers", NULL, n_workers);
}

/* --- jobs ----------------------------------------------------------------------------------------------- */

static void add_bucket(Samples *samples, const char *kind, const char *le, uint64_t n) {
        samples_add(samples,
                    (Sample){ .metric = METRIC_JOB_SECONDS,
                              .suffix = "_bucket",
                              .label = kind,
                              .le = le,
                              .value = arena_printf(samples->arena, "%llu", (unsigned long long)n) });
}

/* Each bucket holds what the ones before it hold, too. */
static void add_durations(Samples *samples, const char *kind, const TallyJob *job) {
        uint64_t n = 0;
        for (size_t i = 0; i < TALLY_BUCKETS; i++) {
                n += host_load(&job->buckets[i]);
                add_bucket(samples, kind, arena_printf(samples->arena, "%g", tally_bounds[i]), n);
        }
        n += host_load(&job->buckets[TALLY_BUCKETS]);
        add_bucket(samples, kind, "+Inf", n);
        samples_add(samples, (Sample){ .metric = METRIC_JOB_SECONDS,
                                       .suffix = "_sum",
                                       .label = kind,
                                       .value = arena_printf(samples->arena, "%.6f",
                                                             (double)host_load(&job->usec) / 1e6) });
        samples_add(samples,
                    (Sample){ .metric = METRIC_JOB_SECONDS,
                              .suffix = "_count",
                              .label = kind,
                              .value = arena_printf(samples->arena, "%llu", (unsigned long long)n) });
}

static_assert((int)_JOB_KIND_MAX < TALLY_KINDS, "one place is left for unknown kinds");

static void add_job(Samples *samples, const char *kind, const TallyJob *job) {
        for (TallyOutcome o = 0; o < _TALLY_OUTCOME_MAX; o++)
                samples_number(samples, METRIC_JOBS_ENDED, kind, outcome_names[o],
                               (double)host_load(&job->outcomes[o]));
        add_durations(samples, kind, job);
}

void host_add(Samples *samples, const Tally *tally) {
        samples_number(samples, METRIC_BUILD_INFO, MUNIMENT_VERSION, NULL, 1);
        samples_number(samples, METRIC_START_TIME, NULL, NULL, (double)tally->started_usec / 1e6);
        add_processes(samples, tally);
        for (TallyCount c = 0; c < _TALLY_COUNT_MAX; c++)
                samples_number(samples, counts[c].metric, counts[c].label, NULL,
                               (double)host_load(&tally->counts[c]));
        for (JobKind kind = 0; kind < _JOB_KIND_MAX; kind++)
                add_job(samples, job_kind_to_string(kind), &tally->jobs[kind]);
        add_job(samples, "unknown", &tally->jobs[TALLY_KINDS - 1]);
}
