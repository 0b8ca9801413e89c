#pragma once
/* The numbered ledger, as statements: for ledger/ only. */

#include "seal/merkle.h"
#include "store/store.h"

typedef struct LedgerState {
        int64_t entries; /* one more than the last entry's number */
        int64_t signed_size;
        int64_t pending;
        int64_t checkpoints;
} LedgerState;

typedef struct LedgerPending {
        int64_t id;
        const char *at, *on, *kind, *actor, *subject, *about, *detail; /* at: UTC, with microseconds */
} LedgerPending;

typedef struct LedgerEntry {
        int64_t index;
        const char *leaf;
        MerkleHash hash;
} LedgerEntry;

typedef struct LedgerCheckpoint {
        int64_t size;
        MerkleHash root;
        const char *note;
} LedgerCheckpoint;

/* What is read lives in the arena. */

/* All four as of one moment. */
int ledger_state(Store *store, LedgerState *ret);
/* Without counting: entries and signed_size alone are filled. */
int ledger_size(Store *store, LedgerState *ret);
int ledger_pending_next(Store *store, int64_t limit, Arena *arena, LedgerPending **ret, size_t *ret_n);
/* Numbers entries from first on; pending are the ids they stand for. PG_E_CONFLICT: a number is taken. */
int ledger_append(Store *store, int64_t first, const char *const *leaves, const MerkleHash *hashes,
                  const int64_t *pending, size_t n);
/* Takes numbered rows out of the pending ones; refused (PG_E_DENIED) for any that has no entry. */
int ledger_numbered(Store *store, const int64_t *pending, size_t n);
int ledger_node_add(Store *store, unsigned level, uint64_t index, const MerkleHash *hash);
int ledger_checkpoint_add(Store *store, const LedgerCheckpoint *checkpoint);
/* *ret_n 0: none. */
int ledger_checkpoint_at(Store *store, int64_t size, Arena *arena, LedgerCheckpoint *ret, size_t *ret_n);
int ledger_checkpoint_last(Store *store, Arena *arena, LedgerCheckpoint *ret, size_t *ret_n);
/* Sizes after "after", up to "upto", in order. */
int ledger_checkpoints_between(Store *store, int64_t after, int64_t upto, Arena *arena,
                               LedgerCheckpoint **ret, size_t *ret_n);
/* Entries begin to end - 1, in order; fewer when some are missing. */
int ledger_entries(Store *store, int64_t begin, int64_t end, Arena *arena, LedgerEntry **ret, size_t *ret_n);
/* Those about a run, "run 12", and about its parts, "run 12 batch 3", before that end, in order. */
int ledger_entries_of_run(Store *store, int64_t run, int64_t end, Arena *arena, LedgerEntry **ret,
                          size_t *ret_n);
/* Roots of stored subtrees, level 0 (leaves) or a multiple of 8; fewer when some are missing. */
int ledger_hashes(Store *store, unsigned level, uint64_t begin, uint64_t end, Arena *arena,
                  const MerkleHash **ret, size_t *ret_n);
