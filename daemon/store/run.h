#pragma once
/* Retention runs, their batches and what came of them, as statements. */

#include "base/conditions.h"
#include "model/run-state.h"
#include "store/store.h"

typedef struct Run {
        int64_t id;
        const char *token; /* its name in the register's receipts */
        const char *register_name, *rule;
        const char *rule_text; /* JSON: the rule as planned */
        const char *entity;    /* of the map; NULL: whole subjects are disposed of */
        const char *policy_version, *disposal, *approval;
        const char *belt, *reason, *planned_by; /* belt, reason may be NULL */
        const char *approved_by;                /* JSON array of names, or NULL */
        Date as_of;
        RunState state;
        int64_t subjects, rows, held;
} Run;

/* RUN_E_OPEN leaves the open transaction failed. */
int run_insert(Store *store, const Run *run, int64_t *ret_id);
/* Stores subjects, rows, held, approval and belt. */
int run_totals(Store *store, const Run *run);
/* 0 or RUN_E_NONE. */
int run_get(Store *store, int64_t id, Arena *arena, Run *ret);
/* The open run of a rule: 0 or RUN_E_NONE. */
int run_find_open(Store *store, const char *register_name, const char *rule, int64_t *ret_id);
/* The newest, at most limit. register_name NULL: of all. Only the short fields are filled. */
int run_list(Store *store, const char *register_name, int64_t limit, Arena *arena, Run **ret, size_t *ret_n);
/* Takes one step of the table. 0 or RUN_E_MOVED; a step that is not in the table is our own bug. */
int run_step(Store *store, int64_t id, RunState from, RunState to, const char *reason);
/* The state, locked until the transaction's end. 0 or RUN_E_NONE. */
int run_lock(Store *store, int64_t id, RunState *ret);
/* Puts the run in the daemon's queue, to be carried out; once, however often it is asked. */
int run_enqueue(Store *store, int64_t id, Date day);

/* 0 or RUN_E_REPEATED. */
int run_approve(Store *store, int64_t id, const char *name, Date on);
int run_approvals(Store *store, int64_t id, int64_t *ret);

typedef struct Batch {
        int64_t run, seq;
        const char **keys;
        size_t n_keys;
        int64_t disposed, held, changed, shared;
        const unsigned char *digest; /* 32 bytes, or NULL */
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
        const char *digest; /* hex SHA-256 over the batches' digests */
} BatchTotals;
int batch_totals(Store *store, int64_t run, Arena *arena, BatchTotals *ret);
/* Drops the manifest's keys and what verification looked for. */
int run_forget(Store *store, int64_t run);

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
int tombstone_count(Store *store, int64_t run, int64_t *ret);
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

typedef struct Verification {
        bool clean;
        const char *grade; /* hidden, deleted, reclaimed, rewritten */
        int64_t places;
        const char *findings; /* JSON array */
        const char *traces;   /* JSON object: until when traces are left elsewhere; NULL: not looked at */
        Date on;
} Verification;
int verification_insert(Store *store, int64_t run, const Verification *verification);
/* 0 or RUN_E_NONE. */
int verification_last(Store *store, int64_t run, Arena *arena, Verification *ret);

/* Which places the run has had vacuumed or rewritten, so that a crash repeats only one. */
int reclaimed_insert(Store *store, int64_t run, const char *place);
int reclaimed_find(Store *store, int64_t run, const char *place, bool *ret);
int reclaimed_forget(Store *store, int64_t run);

/* pdf 0: none. */
int certificate_insert(Store *store, int64_t run, int64_t body, int64_t pdf, Date on);
/* Its documents. 0 or RUN_E_NONE; no PDF: 0. */
int certificate_get(Store *store, int64_t run, int64_t *ret_body, int64_t *ret_pdf);
