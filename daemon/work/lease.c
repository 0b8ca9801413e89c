#include "work/lease.h"

#include "base/clock.h"

#define RENEW_SECONDS 5
#define TIMEOUT_MSEC  5000

int lease_seconds(const Settings *settings) {
        return settings->lease_seconds;
}

/* The worker's own connection, unless that is in the middle of something. */
static Store *connection(Lease *lease) {
        if (!pg_in_transaction(store_pg(lease->store)))
                return lease->store;
        const StoreOptions options = {
                .conninfo = lease->settings->database,
                .application_name = "munimentd lease",
                .role = "muniment_engine",
                .statement_timeout_ms = TIMEOUT_MSEC,
                .lock_timeout_ms = TIMEOUT_MSEC,
                .bare = true,
        };
        if (!lease->own && store_open(&options, &lease->own))
                return NULL; /* tried again: until then the lease lasts */
        return lease->own;
}

/* A database that is away shows in the work's own next statement. */
static void renew(Lease *lease) {
        Store *store = connection(lease);
        int r = store ? job_renew(store, lease->job, lease->owner, lease_seconds(lease->settings),
                                  &lease->progress)
                      : PG_E_LOST;
        if (r == JOB_E_GONE)
                lease->gone = true;
        if (pg_is_away(r) && store && store == lease->own)
                lease->own = store_close(lease->own);
}

static void keep_lease(Lease *lease, bool now) {
        uint64_t usec = clock_monotonic_usec();
        uint64_t third = (uint64_t)lease_seconds(lease->settings) * 1000000 / 3,
                 often = RENEW_SECONDS * UINT64_C(1000000);
        if (!lease->job || lease->renewing || lease->gone ||
            (!now && usec - lease->renewed_usec < (third < often ? third : often)))
                return;
        lease->renewing = true;
        renew(lease);
        lease->renewed_usec = clock_monotonic_usec();
        lease->renewing = false;
}

static void keep_while_waiting(void *data) {
        keep_lease(data, false);
}

void lease_begin(Lease *lease, Store *store, const Job *job) {
        lease->store = store;
        lease->job = job;
        lease->progress = (JobProgress){ 0 };
        lease->first_done = -1;
        lease->gone = false;
        lease->renewed_usec = clock_monotonic_usec();
        pg_while_waiting(keep_while_waiting, lease);
}

/* A try that brings something on is told of at once where it is not the first: the next death may be near. */
void lease_tell(Lease *lease, int64_t done, int64_t total, bool lasting) {
        bool before = lease->progress.lasting;
        lease->progress.done = done;
        lease->progress.total = total;
        if (lasting && lease->first_done < 0)
                lease->first_done = done;
        lease->progress.lasting = before || (lasting && done > lease->first_done);
        keep_lease(lease, !before && lease->progress.lasting && lease->job->attempts > 1);
}

void lease_end(Lease *lease) {
        pg_while_waiting(NULL, NULL);
        lease->job = NULL;
        lease->own = store_close(lease->own);
}
