#pragma once
/* Batches of runs, what held records back and what went, as statements. */

#include "store/run.h"

typedef struct Batch {
        int64_t run, seq;
        const char **keys;
        size_t n_keys;
        int64_t disposed, held, changed, shared;
        const unsigned char *digest;           /* 32 bytes, or NULL */
        const char *went, *wrote;              /* JSON objects: rows by table; NULL: not counted */
        const char *last_links, *still_shared; /* likewise; of what is shared */
} Batch;

/* And those after it, so many keys in each. */
int batch_insert(Store *store, const Batch *first, size_t size);
/* The next batch after that one (0: from the first) that is not done, locked until the transaction's end;
 * waits when another has the last. 0 or RUN_E_END. */
int batch_claim(Store *store, int64_t run, int64_t after, Arena *arena, Batch *ret);
int batch_done(Store *store, const Batch *batch, Date on);

typedef struct BatchTotals {
        int64_t batches, done, disposed, held, changed, shared;
        Date first_on, last_on;
        const char *digest;                    /* hex SHA-256 over the batches' digests */
        const char *went, *wrote;              /* JSON objects: rows by table, of all batches */
        const char *last_links, *still_shared; /* likewise */
} BatchTotals;
int batch_totals(Store *store, int64_t run, Arena *arena, BatchTotals *ret);

/* Whose data was due, and what held it back. */
typedef struct Held {
        const char *subject;
        int64_t hold;        /* 0: none, but */
        const char *kept_by; /* a minimum rule; NULL: none */
} Held;
/* seq 0: when planned. */
int held_insert(Store *store, const char *register_name, int64_t run, int64_t seq, const Held *held,
                size_t n);
typedef struct HoldMet {
        int64_t hold, records;
        const char *kept_by; /* hold 0: the minimum rule */
} HoldMet;
/* Which holds and minimum rules kept how many from being disposed of, at planning or when their turn came. */
int held_met(Store *store, int64_t run, Arena *arena, HoldMet **ret, size_t *ret_n);
typedef struct Tombstones {
        const unsigned char *fingerprints, *marks; /* side by side: width bytes each, STONE_MARK_SIZE */
        size_t n, width;
        int64_t epoch, seq; /* of the batch: store/restore.h */
} Tombstones;
int tombstone_insert(Store *store, const Run *run, const Tombstones *stones, Date on);
/* The bridge goes, and with it what governance holds about them; copies of their documents note the token. */
int subject_ref_forget(Store *store, const char *register_name, const char *const *keys, size_t n,
                       const char *token);

typedef struct Disposed {
        int64_t batch;
        const char **keys, **identifiers;
        size_t n_keys, n_identifiers;
} Disposed;
int disposed_insert(Store *store, int64_t run, const Disposed *disposed);
/* That of the next batch after this one: 0 or RUN_E_END. */
int disposed_next(Store *store, int64_t run, int64_t after, Arena *arena, Disposed *ret);
