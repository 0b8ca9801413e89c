#include "bench.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

double bench_now(void) {
        struct timespec ts;
        clock_gettime(CLOCK_MONOTONIC, &ts);
        return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static int compare(const void *a, const void *b) {
        double x = *(const double *)a, y = *(const double *)b;
        return (x > y) - (x < y);
}

static double median(const double *values, int n) {
        double sorted[BENCH_ROUNDS_MAX];
        memcpy(sorted, values, (size_t)n * sizeof *values);
        qsort(sorted, (size_t)n, sizeof *sorted, compare);
        return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

static void write_list(FILE *f, const char *key, const double *values, int n) {
        fprintf(f, "  \"%s\": [", key);
        for (int i = 0; i < n; i++)
                fprintf(f, "%s%.9f", i ? ", " : "", values[i]);
        fprintf(f, "],\n");
}

static const char *folder(void) {
        const char *dir = getenv("MUNIMENT_BENCH");
        return dir ? dir : "build/bench";
}

static int make_folder(void) {
        if (mkdir("build", 0777) < 0 && errno != EEXIST)
                return -errno;
        return mkdir(folder(), 0777) < 0 && errno != EEXIST ? -errno : 0;
}

/* Names and descriptions are ours, plain ASCII without quotes, so they need no escaping. */
static int write_json(const Bench *b, const double *ours, const double *floor, const double *ratios, int n) {
        char path[512];
        int r = make_folder();
        if (r)
                return r;
        if ((size_t)snprintf(path, sizeof path, "%s/%s.json", folder(), b->name) >= sizeof path)
                return -ENAMETOOLONG;
        FILE *f = fopen(path, "we");
        if (!f)
                return -errno;
        fprintf(f, "{\n  \"name\": \"%s\",\n  \"ours\": \"%s\",\n  \"floor\": \"%s\",\n", b->name,
                b->ours ? b->ours : "", b->floor ? b->floor : "");
        write_list(f, "ours_seconds", ours, n);
        write_list(f, "floor_seconds", floor, n);
        write_list(f, "ratios", ratios, n);
        fprintf(f, "  \"ratio\": %.4f,\n  \"n\": %lld\n}\n", median(ratios, n), (long long)b->n);
        return fclose(f) == 0 ? 0 : -errno;
}

int bench_report(const Bench *b, const double *ours, const double *floor, int rounds) {
        double ratios[BENCH_ROUNDS_MAX] = { 0 };
        for (int i = 0; i < rounds; i++)
                ratios[i] = ours[i] / floor[i];
        printf("%s ratio %.2f (ours %.6fs, floor %.6fs, n %lld)\n", b->name, median(ratios, rounds),
               median(ours, rounds), median(floor, rounds), (long long)b->n);
        fflush(stdout);
        return write_json(b, ours, floor, ratios, rounds);
}

static int timed(const Bench *b, int (*side)(void *), double *ret) {
        int r = b->prepare ? b->prepare(b->data) : 0;
        if (r)
                return r;
        double start = bench_now();
        r = side(b->data);
        *ret = bench_now() - start;
        return r;
}

int bench_run(const Bench *b) {
        double ours[BENCH_ROUNDS_MAX], floor[BENCH_ROUNDS_MAX], warm;
        int rounds = b->rounds ? b->rounds : 5;
        int r = timed(b, b->run_floor, &warm);
        if (r == 0)
                r = timed(b, b->run_ours, &warm);
        for (int i = 0; i < rounds && r == 0; i++) {
                r = timed(b, b->run_floor, &floor[i]);
                if (r == 0)
                        r = timed(b, b->run_ours, &ours[i]);
        }
        return r ? r : bench_report(b, ours, floor, rounds);
}

static char stop_postgres[600];

static void stop(void) {
        if (system(stop_postgres) != 0)
                fprintf(stderr, "bench: the private PostgreSQL could not be stopped\n");
}

static int start_postgres(char *ret_conninfo, size_t size) {
        char start[600];
        int r = make_folder();
        if (r)
                return r;
        snprintf(start, sizeof start, "tools/bench.sh postgres '%s/postgres-%d'", folder(), (int)getpid());
        snprintf(stop_postgres, sizeof stop_postgres, "tools/private-postgres.sh stop '%s/postgres-%d'",
                 folder(), (int)getpid());
        FILE *f = popen(start, "re");
        if (!f)
                return -errno;
        bool got = fgets(ret_conninfo, (int)size, f) != NULL;
        if (pclose(f) != 0 || !got)
                return -EIO;
        atexit(stop);
        ret_conninfo[strcspn(ret_conninfo, "\n")] = 0;
        return 0;
}

int bench_postgres(char *ret_conninfo, size_t size) {
        static const char database[] = " dbname=postgres";
        const char *running = getenv("MUNIMENT_BENCH_POSTGRES");
        if (size < sizeof database)
                return -ENAMETOOLONG;
        int r = 0;
        if (running)
                snprintf(ret_conninfo, size - sizeof database, "%s", running);
        else
                r = start_postgres(ret_conninfo, size - sizeof database);
        if (r)
                return r;
        snprintf(ret_conninfo + strlen(ret_conninfo), sizeof database, "%s", database);
        return 0;
}
