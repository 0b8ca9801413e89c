#pragma once
/* Benchmarks stand beside their floor: both are run in turn, in one process, and the ratio is printed.
 *
 *   name ratio R (ours S, floor S, n N)
 *
 * and the same, with every round, as JSON in $MUNIMENT_BENCH (build/bench when unset). tools/bench.sh runs
 * each program of this folder from the top of the source. */

#include <stddef.h>
#include <stdint.h>

#define BENCH_ROUNDS_MAX 99

typedef struct Bench {
        const char *name;         /* "ledger-append": also the JSON file's name */
        const char *ours, *floor; /* what each side does, in words, for the JSON */
        int64_t n;                /* how many things one run of either side works on */
        int rounds;               /* 0: 5 */
        /* Each does the whole work once. 0, or anything else to give up. */
        int (*run_ours)(void *data);
        int (*run_floor)(void *data);
        /* Called before every run of a side, outside the time; may be NULL. */
        int (*prepare)(void *data);
        void *data;
} Bench;

/* Runs floor and ours in turn, a warm-up of each first; prints and writes the medians of the times and the
 * median of the pairs' ratios. 0, or what a side returned. */
int bench_run(const Bench *bench);

/* For a benchmark that measures by itself (another program, another process): prints and writes the line
 * of n pairs of seconds. */
int bench_report(const Bench *bench, const double *ours, const double *floor, int rounds);

/* Names the database of the PostgreSQL that all benchmarks share ($MUNIMENT_BENCH_POSTGRES, a conninfo
 * without dbname); unset, one is started, and stopped when the program ends. 0, or a negative errno. */
int bench_postgres(char *ret_conninfo, size_t size);

/* Seconds of a clock that never jumps. */
double bench_now(void);
