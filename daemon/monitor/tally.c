#include "monitor/tally.h"

#include "base/clock.h"
#include "base/error.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const double tally_bounds[TALLY_BUCKETS] = { 0.01, 0.1, 1, 10, 60, 300, 1800, 7200 };

enum { SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL };

static Tally *map(int fd) {
        void *at = mmap(NULL, sizeof(Tally), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        return at == MAP_FAILED ? NULL : at;
}

int tally_new(int *ret_fd, Tally **ret) {
        int fd = memfd_create("muniment-tally", MFD_CLOEXEC | MFD_ALLOW_SEALING);
        if (fd < 0)
                return err_origin(-errno);
        /* Sealed at its size, so that no child can take the ground from under another. */
        Tally *tally = ftruncate(fd, sizeof(Tally)) < 0 || fcntl(fd, F_ADD_SEALS, SEALS) < 0 ? NULL : map(fd);
        if (!tally) {
                int r = err_origin(-errno);
                close(fd);
                return err_trace(r);
        }
        tally->started_usec = clock_now_usec();
        *ret_fd = fd;
        *ret = tally;
        return 0;
}

Tally *tally_inherit(void) {
        struct stat st;
        Tally *tally = NULL;
        if (fcntl(TALLY_FD, F_GET_SEALS) == SEALS && fstat(TALLY_FD, &st) == 0 && st.st_size == sizeof(Tally))
                tally = map(TALLY_FD);
        if (tally) {
                close(TALLY_FD);
                return tally;
        }
        void *own = mmap(NULL, sizeof(Tally), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (own == MAP_FAILED)
                abort();
        return own;
}

Tally *tally_free(Tally *tally) {
        if (tally)
                munmap(tally, sizeof *tally);
        return NULL;
}

void tally_count(Tally *tally, TallyCount count) {
        atomic_fetch_add_explicit(&tally->counts[count], 1, memory_order_relaxed);
}

void tally_job(Tally *tally, size_t kind, TallyOutcome outcome, uint64_t usec) {
        TallyJob *job = &tally->jobs[kind < TALLY_KINDS ? kind : TALLY_KINDS - 1];
        size_t bucket = 0;
        while (bucket < TALLY_BUCKETS && (double)usec > tally_bounds[bucket] * 1e6)
                bucket++;
        atomic_fetch_add_explicit(&job->outcomes[outcome], 1, memory_order_relaxed);
        atomic_fetch_add_explicit(&job->buckets[bucket], 1, memory_order_relaxed);
        atomic_fetch_add_explicit(&job->usec, usec, memory_order_relaxed);
}
