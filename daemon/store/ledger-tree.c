#include "store/ledger-tree.h"

#include "base/error.h"
#include "store/call.h"

#include <string.h>

int ledger_state(Store *store, LedgerState *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, ledger_state, &rows);
        if (r)
                return err_trace(r);
        *ret = (LedgerState){
                .entries = pg_i64(rows, 0, LEDGER_SIZES_ENTRIES),
                .signed_size = pg_i64(rows, 0, LEDGER_SIZES_SIGNED_SIZE),
                .pending = pg_i64(rows, 0, LEDGER_STATE_PENDING),
                .checkpoints = pg_i64(rows, 0, LEDGER_STATE_CHECKPOINTS),
        };
        return 0;
}

int ledger_size(Store *store, LedgerState *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, ledger_size, &rows);
        if (r)
                return err_trace(r);
        *ret = (LedgerState){ .entries = pg_i64(rows, 0, LEDGER_SIZES_ENTRIES),
                              .signed_size = pg_i64(rows, 0, LEDGER_SIZES_SIGNED_SIZE) };
        return 0;
}

int ledger_pending_next(Store *store, int64_t limit, Arena *arena, LedgerPending **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, ledger_pending_next, &rows, .limit = limit);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        LedgerPending *pending = arena_array(arena, n, sizeof *pending);
        for (size_t i = 0; i < n; i++)
                pending[i] = (LedgerPending){
                        .id = pg_i64(rows, i, LEDGER_PENDING_NEXT_ID),
                        .at = arena_strdup(arena, pg_text(rows, i, LEDGER_PENDING_NEXT_AT)),
                        .on = arena_strdup(arena, pg_text(rows, i, LEDGER_PENDING_NEXT_ACTED_ON)),
                        .kind = arena_strdup(arena, pg_text(rows, i, LEDGER_PENDING_NEXT_KIND)),
                        .actor = arena_strdup(arena, pg_text(rows, i, LEDGER_PENDING_NEXT_ACTOR)),
                        .subject = arena_strdup(arena, pg_text(rows, i, LEDGER_PENDING_NEXT_SUBJECT)),
                        .about = arena_strdup(arena, pg_text(rows, i, LEDGER_PENDING_NEXT_ABOUT)),
                        .detail = arena_strdup(arena, pg_text(rows, i, LEDGER_PENDING_NEXT_DETAIL)),
                };
        *ret = pending;
        *ret_n = n;
        return 0;
}

int ledger_append(Store *store, int64_t first, const char *const *leaves, const MerkleHash *hashes,
                  const int64_t *pending, size_t n) {
        return store_call(store, ledger_append, NULL, .first = first, .leaves = { leaves, n },
                          .hashes = { hashes->b, n, sizeof hashes->b }, .pending = { pending, n });
}

int ledger_numbered(Store *store, const int64_t *pending, size_t n) {
        return store_call(store, ledger_numbered, NULL, .pending = { pending, n });
}

int ledger_node_add(Store *store, unsigned level, uint64_t index, const MerkleHash *hash) {
        return store_call(store, ledger_node_add, NULL, .level = level, .index = (int64_t)index,
                          .hash = { hash->b, sizeof hash->b });
}

int ledger_checkpoint_add(Store *store, const LedgerCheckpoint *checkpoint) {
        return store_call(store, ledger_checkpoint_add, NULL, .size = checkpoint->size,
                          .root = { checkpoint->root.b, sizeof checkpoint->root.b },
                          .note = checkpoint->note);
}

/* The schema holds every hash to 32 bytes; one that is not would show as zeros, which match nothing. */
static MerkleHash hash_of(const PgRows *rows, size_t row, int column, Arena *arena) {
        MerkleHash hash = { 0 };
        size_t n = 0;
        const unsigned char *bytes = pg_bytes(rows, row, column, arena, &n);
        if (bytes && n == sizeof hash.b)
                memcpy(hash.b, bytes, n);
        return hash;
}

static int read_checkpoints(int r, const PgRows *rows, Arena *arena, LedgerCheckpoint **ret, size_t *ret_n) {
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        LedgerCheckpoint *all = arena_array(arena, n, sizeof *all);
        for (size_t i = 0; i < n; i++)
                all[i] = (LedgerCheckpoint){
                        .size = pg_i64(rows, i, LEDGER_CHECKPOINT_SIZE),
                        .root = hash_of(rows, i, LEDGER_CHECKPOINT_ROOT, arena),
                        .note = arena_strdup(arena, pg_text(rows, i, LEDGER_CHECKPOINT_NOTE)),
                };
        *ret = all;
        *ret_n = n;
        return 0;
}

int ledger_checkpoint_at(Store *store, int64_t size, Arena *arena, LedgerCheckpoint *ret, size_t *ret_n) {
        LedgerCheckpoint *found;
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, ledger_checkpoint_at, &rows, .size = size);
        r = read_checkpoints(r, rows, arena, &found, ret_n);
        if (r == 0 && *ret_n > 0)
                *ret = found[0];
        return err_trace(r);
}

int ledger_checkpoint_last(Store *store, Arena *arena, LedgerCheckpoint *ret, size_t *ret_n) {
        LedgerCheckpoint *found;
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, ledger_checkpoint_last, &rows);
        r = read_checkpoints(r, rows, arena, &found, ret_n);
        if (r == 0 && *ret_n > 0)
                *ret = found[0];
        return err_trace(r);
}

int ledger_checkpoints_between(Store *store, int64_t after, int64_t upto, Arena *arena,
                               LedgerCheckpoint **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, ledger_checkpoints_between, &rows, .after = after, .upto = upto);
        return read_checkpoints(r, rows, arena, ret, ret_n);
}

static int read_entries(int r, const PgRows *rows, Arena *arena, LedgerEntry **ret, size_t *ret_n) {
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        LedgerEntry *entries = arena_array(arena, n, sizeof *entries);
        for (size_t i = 0; i < n; i++)
                entries[i] = (LedgerEntry){
                        .index = pg_i64(rows, i, LEDGER_LEAF_INDEX),
                        .leaf = arena_strdup(arena, pg_text(rows, i, LEDGER_LEAF_LEAF)),
                        .hash = hash_of(rows, i, LEDGER_LEAF_LEAF_HASH, arena),
                };
        *ret = entries;
        *ret_n = n;
        return 0;
}

int ledger_entries(Store *store, int64_t begin, int64_t end, Arena *arena, LedgerEntry **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, ledger_entries, &rows, .begin = begin, .end = end);
        return read_entries(r, rows, arena, ret, ret_n);
}

/* In a leaf's canonical form "about" comes first; after it there is a quotation mark, or a blank and more. */
int ledger_entries_of_run(Store *store, int64_t run, int64_t end, Arena *arena, LedgerEntry **ret,
                          size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, ledger_entries_of_run, &rows, .run = run, .end = end);
        return read_entries(r, rows, arena, ret, ret_n);
}

int ledger_hashes(Store *store, unsigned level, uint64_t begin, uint64_t end, Arena *arena,
                  const MerkleHash **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = level > 0 ? store_call(store, ledger_node_hashes, &rows, .level = level,
                                       .begin = (int64_t)begin, .end = (int64_t)end)
                          : store_call(store, ledger_leaf_hashes, &rows, .begin = (int64_t)begin,
                                       .end = (int64_t)end);
        if (r)
                return err_trace(r);
        size_t bytes = 0;
        const unsigned char *all = pg_bytes(rows, 0, LEDGER_LEAF_HASHES_HASHES, arena, &bytes);
        *ret_n = all ? bytes / sizeof(MerkleHash) : 0;
        MerkleHash *hashes = arena_array(arena, *ret_n ? *ret_n : 1, sizeof *hashes);
        if (*ret_n)
                memcpy(hashes, all, *ret_n * sizeof *hashes);
        *ret = hashes;
        return 0;
}
