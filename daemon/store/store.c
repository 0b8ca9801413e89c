/* Opening the governance database. */
#include "store/store.h"

#include "base/error.h"
#include "store/call.h"

struct Store {
        Pg *pg;
        const Keys *keys;
        const char *escrow;
};

/* Before anything else: an older schema lacks what statements name. */
static int check_version(Store *store) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, store_version, &rows);
        if (r < 0)
                return STORE_E_NOT_MIGRATED; /* no such schema */
        if (r)
                return err_trace(r);
        int64_t version = pg_i64(rows, 0, STORE_VERSION_VERSION);
        if (version > MIGRATION_LATEST)
                return STORE_E_TOO_NEW;
        return version < MIGRATION_LATEST ? STORE_E_NOT_MIGRATED : 0;
}

int store_open(const StoreOptions *options, Store **ret) {
        _cleanup_(store_closep) Store *store = calloc(1, sizeof *store);
        if (!store)
                return err_origin(-ENOMEM);
        const PgOptions pg = {
                .conninfo = options->conninfo,
                .application_name = options->application_name,
                .role = options->role,
                .statement_timeout_ms = options->statement_timeout_ms,
                .lock_timeout_ms = options->lock_timeout_ms,
        };
        int r = pg_open(&pg, &store->pg);
        if (r == PG_E_NO_ROLE)
                return STORE_E_NOT_MIGRATED; /* the roles come with the first migration */
        if (r == 0 && !options->bare)
                r = check_version(store);
        if (r)
                return err_trace(r);
        *ret = TAKE_PTR(store);
        return 0;
}

int store_check(Store *store) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, store_writable, &rows);
        if (r == 0 && !pg_bool(rows, 0, STORE_WRITABLE_WRITABLE))
                return PG_E_READ_ONLY;
        rows = pg_rows_free(rows);
        if (r == 0)
                r = store_call(store, store_version, &rows);
        if (r == 0 && pg_i64(rows, 0, STORE_VERSION_VERSION) > MIGRATION_LATEST)
                return STORE_E_TOO_NEW;
        return err_trace(r);
}

Store *store_close(Store *store) {
        if (store) {
                pg_close(store->pg);
                free(store);
        }
        return NULL;
}

void store_seal_with(Store *store, const Keys *keys, const char *escrow) {
        store->keys = keys;
        store->escrow = escrow;
}

const Keys *store_keys(const Store *store) {
        return store->keys;
}

const char *store_escrow(const Store *store) {
        return store->escrow;
}

Pg *store_pg(Store *store) {
        return store->pg;
}

int store_follow_clock(Store *store, Clock *clock) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        uint64_t before = clock_monotonic_usec();
        int r = store_call(store, server_clock, &rows);
        if (r == 0)
                clock_follow(clock, before, pg_i64(rows, 0, SERVER_CLOCK_USEC), clock_monotonic_usec());
        return err_trace(r);
}
