/* Appending to the ledger and verifying it, beside hashing the same bytes; and appending beside a bulk insert
 * of the same rows, which is what any table that keeps them would cost. n entries a run: 20,000, or
 * $N_LEDGER. */
#include "base/clock.h"
#include "base/text.h"
#include "bench.h"
#include "ledger/ledger.h"
#include "store/ledger-tree.h"
#include "store/ledger.h"
#include "store/migrate.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SLICE 2048

typedef struct World {
        Context context;
        Keys *keys;
        VerifierKey key;
        int64_t n;
        const char **leaves; /* what a run appends, once known */
        MerkleHash *hashes;
        int64_t *ids;
} World;

static int pend(void *data) {
        World *w = data;
        for (int64_t done = 0; done < w->n; done += SLICE) {
                LedgerNote notes[SLICE];
                size_t n = 0;
                for (; n < SLICE && done + (int64_t)n < w->n; n++)
                        notes[n] = (LedgerNote){
                                .kind = "batch-disposed",
                                .actor = "engine",
                                .subject = "0b5c9d1e-6a52-4c0e-9d6a-0f3c1d2e4b5a",
                                .about = "run 12",
                                .detail = "{\"rule\": \"si-2007-2182-reg-7\", \"rows\": 41, \"batch\": 1834}",
                                .on = date_from_ymd(2026, 11, 22),
                        };
                int r = ledger_pend_many(w->context.store, notes, n);
                if (r)
                        return r;
        }
        return 0;
}

static int append(void *data) {
        World *w = data;
        int64_t appended;
        int r = ledger_sequence(&w->context, &appended);
        return r ? r : appended == w->n ? 0 : -1;
}

static int hash(void *data) {
        World *w = data;
        for (int64_t i = 0; i < w->n; i++)
                w->hashes[i] = merkle_leaf(w->leaves[i], strlen(w->leaves[i]));
        return 0;
}

static int insert(void *data) {
        World *w = data;
        for (int64_t done = 0; done < w->n; done += SLICE) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                size_t n = (size_t)(w->n - done < SLICE ? w->n - done : SLICE);
                PgArgs args = PG_ARGS(arena);
                pg_arg_texts(&args, w->leaves + done, n);
                pg_arg_bytea_array(&args, w->hashes[done].b, n, sizeof *w->hashes);
                pg_arg_i64s(&args, w->ids + done, n);
                int r = pg_query(store_pg(w->context.store),
                                 "insert into floor (leaf, leaf_hash, pending) "
                                 "select * from unnest($1::text[], $2::bytea[], $3::bigint[])",
                                 &args, NULL);
                if (r)
                        return r;
        }
        return 0;
}

/* Both sides' work of the run before is kept out of this one: the floor's table is emptied, and what is
 * pending is as much as one run appends. */
static int prepare_append(void *data) {
        World *w = data;
        LedgerState state;
        int r = ledger_state(w->context.store, &state);
        if (r == 0 && state.pending == 0)
                r = pend(w);
        return r ? r : pg_script(store_pg(w->context.store), "truncate public.floor");
}

static int verify(void *data) {
        World *w = data;
        LedgerReport report;
        int r = ledger_verify(&w->context, &w->key, NULL, &report);
        return r ? r : report.ok && report.entries == w->n ? 0 : -1;
}

static int open_world(World *w, Arena *arena, char *folder) {
        static char conninfo[512];
        const char *problem;
        MigrateReport migrated;
        int r = bench_postgres(conninfo, sizeof conninfo);
        if (r == 0)
                r = migrate_governance(conninfo, 0, &migrated);
        if (r == 0)
                r = keys_create(folder, "muniment.example/bench", arena, &problem);
        if (r == 0)
                r = keys_load(folder, arena, &w->keys, &problem);
        unlink(arena_printf(arena, "%s/ledger-signing-key", folder));
        unlink(arena_printf(arena, "%s/fingerprint-key", folder));
        rmdir(folder);
        const StoreOptions options = { .conninfo = conninfo, .application_name = "bench-ledger" };
        if (r == 0)
                r = store_open(&options, &w->context.store);
        if (r)
                return r;
        keys_public(w->keys, &w->key);
        w->context.keys = w->keys;
        w->context.arena = arena;
        w->context.actor = "engine";
        w->context.clock.as_of = date_from_ymd(2026, 11, 22);
        return pg_script(store_pg(w->context.store),
                         "create table public.floor (index bigint generated always as identity primary key, "
                         "leaf text not null, leaf_hash bytea not null, pending bigint not null unique); "
                         "set search_path = public");
}

/* A first run fills the ledger, and gives the bytes that the floors work on. */
static int fill(World *w, Arena *arena) {
        LedgerEntry *entries;
        size_t n;
        int r = pend(w);
        if (r == 0)
                r = append(w);
        if (r == 0)
                r = ledger_entries(w->context.store, 0, w->n, arena, &entries, &n);
        if (r)
                return r;
        w->leaves = arena_array(arena, n, sizeof *w->leaves);
        w->hashes = arena_array(arena, n, sizeof *w->hashes);
        w->ids = arena_array(arena, n, sizeof *w->ids);
        for (size_t i = 0; i < n; i++) {
                w->leaves[i] = entries[i].leaf;
                w->hashes[i] = entries[i].hash;
                w->ids[i] = (int64_t)i;
        }
        return 0;
}

int main(void) {
        World w = { .n = 20000 };
        char folder[] = "/tmp/muniment-bench.XXXXXX";
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char *n = getenv("N_LEDGER");
        if (n && !str_to_i64(n, 1, 10000000, &w.n))
                return 2;
        if (!freopen("/dev/null", "w", stderr) || !mkdtemp(folder))
                return 1;
        int r = open_world(&w, arena, folder);
        if (r == 0)
                r = fill(&w, arena);
        const Bench verified = {
                .name = "ledger-verify",
                .ours = "recompute every leaf, node, root and signature out of the database",
                .floor = "SHA-256 over the same leaves, in memory",
                .n = w.n,
                .run_ours = verify,
                .run_floor = hash,
                .data = &w,
        };
        const Bench appended = {
                .name = "ledger-append",
                .ours = "number, hash, sign and store pending entries",
                .floor = "SHA-256 over the same leaves, in memory",
                .n = w.n,
                .run_ours = append,
                .run_floor = hash,
                .prepare = prepare_append,
                .data = &w,
        };
        const Bench inserted = {
                .name = "ledger-append-insert",
                .ours = "number, hash, sign and store pending entries",
                .floor = "bulk insert of the same rows, hashes given, in slices of the same size",
                .n = w.n,
                .run_ours = append,
                .run_floor = insert,
                .prepare = prepare_append,
                .data = &w,
        };
        if (r == 0)
                r = bench_run(&verified);
        if (r == 0)
                r = bench_run(&appended);
        if (r == 0)
                r = bench_run(&inserted);
        if (r)
                printf("bench-ledger failed (%d)\n", r);
        store_close(w.context.store);
        keys_free(w.keys);
        return r ? 1 : 0;
}
