#pragma once
/* The governance database: one typed function a statement, in the files beside this one.
 *
 * Functions named TYPE_VERB(Store *, ...) run exactly one statement of sql/queries and return 0, a PG_E_
 * condition of pg/pg.h, or a fault. They join the open transaction when there is one. */

#include "base/clock.h"
#include "base/conditions.h"
#include "pg/pg.h"

typedef struct Store Store;
typedef struct Keys Keys; /* seal/keys.h */

typedef struct StoreOptions {
        const char *conninfo, *application_name;
        const char *role; /* muniment_engine, muniment_officer, muniment_auditor */
        int statement_timeout_ms, lock_timeout_ms;
        bool bare; /* for one statement or two, that wait for no lock: the schema's version is not compared */
} StoreOptions;

/* Connects, compares the schema's version. Statements are prepared as they are used.
 * 0, PG_E_LOST, PG_E_DENIED, STORE_E_NOT_MIGRATED, STORE_E_TOO_NEW. */
int store_open(const StoreOptions *options, Store **ret);
/* Whether the database still takes writes and has this program's schema: a newer program may have migrated it
 * meanwhile. 0, PG_E_LOST (it takes none), STORE_E_TOO_NEW. */
int store_check(Store *store);
Store *store_close(Store *store);
DEFINE_CLEANUP(Store *, store_close)

/* What is stored is sealed for the first of these keys and for escrow ("age1..."; NULL: nobody), and opened
 * by any of them (store/sealing.h); both are the caller's and outlive the store. Without: NULL. */
void store_seal_with(Store *store, const Keys *keys, const char *escrow);

/* The clock goes by the server's from now on. */
int store_follow_clock(Store *store, Clock *clock);

/* The connection, for transactions: PgTx tx over store_pg(). Statements go through typed functions only. */
Pg *store_pg(Store *store);
