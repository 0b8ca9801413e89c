/* The order that makes a disposal happen once, and never over a hold:
 *
 *   governance: begin; take the next batch
 *     register: begin; claim the receipt (another database only); share the lock of holds
 *   governance: read the holds
 *     register: lock who is still due; dispose of those no hold binds; write the receipt; commit
 *   governance: batch done, tombstones, who was held, ledger entry, references gone; commit
 *
 * With one database it is one transaction. With two, a crash between the commits leaves the receipt, and the
 * next attempt finishes the governance half from it. Whoever sets a hold takes the lock alone first, so the
 * holds read here are all there are until the register has committed. */
#include "retention/batch.h"

#include "base/error.h"
#include "register/anonymise.h"
#include "register/dispose.h"
#include "register/epoch.h"
#include "register/went.h"
#include "retention/held.h"
#include "retention/outcome.h"
#include "seal/fingerprint.h"
#include "seal/hash.h"
#include "state/state.h"
#include "store/batch.h"
#include "store/ledger.h"
#include "store/restore.h"

/* What is left of the records is written first; then they go like any others. */
static int anonymise(const RunWork *work, const char *const *keys, size_t n, DisposeCounts *ret) {
        int r = anonymise_write(work->reg, work->rule, work->context->keys, keys, n);
        if (r == 0)
                r = register_destroy(work->reg, register_unit(work->reg, NULL), keys, n, ret);
        return err_trace(r);
}

static int batch_carry_out(const RunWork *work, Outcome *outcome) {
        const Rule *rule = work->rule;
        const Entity *unit = register_unit(work->reg, rule->entity);
        const char **keys = outcome->disposed;
        size_t n = outcome->n_disposed;
        DisposeCounts counts = { .arena = outcome->arena };
        int r = 0;
        switch (rule->disposal) {
        case DISPOSAL_ARCHIVE:
                r = register_archive(work->reg, unit, keys, outcome->days, n, rule->ground, &counts);
                break;
        case DISPOSAL_UNARCHIVE:
                r = register_unarchive(work->reg, keys, n, &counts);
                break;
        case DISPOSAL_ANONYMISE:
                r = anonymise(work, keys, n, &counts);
                break;
        case DISPOSAL_DESTROY:
        case DISPOSAL_REVIEW:
                r = rule->n_attributes ? register_blank(work->reg, unit, rule->attributes, rule->n_attributes,
                                                        keys, n, &counts)
                                       : register_destroy(work->reg, unit, keys, n, &counts);
                break;
        case DISPOSAL_REMIND: /* no run does so */
        case _DISPOSAL_MAX:
                return err_origin(-EINVAL);
        }
        if (r)
                return err_trace(r);
        outcome->shared = counts.shared;
        outcome->last_links = counts.last_links;
        outcome->still_shared = counts.still_shared;
        return 0;
}

/* Within the register's transaction. */
static int dispose(const RunWork *work, const Batch *batch, Outcome *outcome) {
        DueRows due;
        int64_t *holds;
        Went went;
        int r = register_lock_holds(work->reg, false);
        if (r == 0)
                r = due_lock(work->reg, work->query, batch->keys, batch->n_keys, outcome->arena, &due);
        if (r == 0)
                r = held_due(&(HeldAsk){ work->context, work->reg, work->rule, true, outcome->arena }, &due,
                             &holds);
        if (r)
                return err_trace(r);
        outcome_sort(outcome, work->rule, work->on, &due, batch->n_keys, holds);
        if (run_destroys_subjects(work->run))
                outcome_fingerprint(outcome, work->context->keys, register_map(work->reg),
                                    work->run->register_name, &due);
        if (run_destroys_subjects(work->run))
                r = outcome_note_identifying(outcome, work->context->keys, work->reg);
        if (r == 0)
                r = went_begin(work->reg, outcome->arena, &went);
        if (r == 0)
                r = batch_carry_out(work, outcome);
        if (r == 0)
                r = went_end(work->reg, outcome->arena, &went);
        if (r)
                return err_trace(r);
        outcome->went = went.went;
        outcome->wrote = went.wrote;
        return 0;
}

/* Emptied, yet not done here: this governance database is older than that. Once what the register knows of
 * the run has been taken over, there is nothing more to learn from the receipt. */
static int claim_lost(const RunWork *work) {
        bool known;
        int r = run_lost_known(work->context->store, work->run->token, &known);
        if (r)
                return err_trace(r);
        return known ? DISPOSE_E_DONE : REGISTER_E_CLOSED;
}

/* DISPOSE_E_DONE: it was done before, and *outcome is what it came to. */
static int claim_receipt(const RunWork *work, const Batch *batch, Outcome *outcome) {
        const char *before = NULL;
        if (register_shared(work->reg))
                return 0;
        int r = receipt_claim(work->reg, outcome->arena, work->run->token, batch->seq, &before);
        if (r != DISPOSE_E_DONE)
                return err_trace(r);
        if (!before)
                return claim_lost(work);
        r = outcome_read(before, outcome);
        return r ? err_trace(r) : DISPOSE_E_DONE;
}

static int write_receipt(const RunWork *work, const Batch *batch, const Outcome *outcome) {
        const Receipt receipt = { .counts = outcome_counts(outcome),
                                  .outcome = outcome_write(outcome),
                                  .epoch = outcome->epoch,
                                  .stones = outcome->stones,
                                  .size = outcome->n_stones * FINGERPRINT_SIZE,
                                  .marks = outcome->marks,
                                  .marks_size = outcome->n_stones * STONE_MARK_SIZE };
        return receipt_write(work->reg, work->run->token, batch->seq, &receipt);
}

static int batch_register_half(const RunWork *work, const Batch *batch, Outcome *outcome) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        int r = register_begin(work->reg, &tx);
        if (r == 0)
                r = claim_receipt(work, batch, outcome);
        if (r == DISPOSE_E_DONE)
                return 0;
        if (r == 0)
                r = dispose(work, batch, outcome);
        if (r == 0)
                r = register_advance(work->reg, &outcome->epoch);
        if (r == 0 && !register_shared(work->reg))
                r = write_receipt(work, batch, outcome);
        if (r == 0)
                r = dispose_settle(register_commit(&tx));
        return err_trace(r);
}

static int note_batch(const RunWork *work, const Batch *batch, Arena *arena) {
        const char *about =
                arena_printf(arena, "run %lld batch %lld", (long long)batch->run, (long long)batch->seq);
        return ledger_note(work->context, ENTRY_BATCH_DISPOSED, about,
                           json_pack("{s:s, s:I, s:I, s:I, s:I, s:s}", "action",
                                     disposal_to_string(work->run->disposal), "disposed",
                                     (json_int_t)batch->disposed, "held", (json_int_t)batch->held, "changed",
                                     (json_int_t)batch->changed, "shared", (json_int_t)batch->shared,
                                     "tombstones", SHA256_HEX(batch->digest)));
}

/* Within the governance transaction. The references go, and with them what governance holds about those
 * destroyed; those archived are still with us. */
static int batch_forget(const RunWork *work, const Outcome *outcome) {
        Store *store = work->context->store;
        Tombstones stones = { .fingerprints = outcome->stones,
                              .marks = outcome->marks,
                              .n = outcome->n_stones,
                              .width = FINGERPRINT_SIZE,
                              .epoch = outcome->epoch };
        int r = mark_advance(store, work->run->register_name, outcome->epoch, outcome->n_stones > 0,
                             &stones.seq);
        if (r || !run_destroys_subjects(work->run))
                return err_trace(r);
        r = tombstone_insert(store, work->run, &stones, work->on);
        if (r == 0)
                r = subject_ref_forget(store, work->run->register_name, outcome->disposed,
                                       outcome->n_disposed, work->run->token);
        return err_trace(r);
}

static int governance_half(const RunWork *work, Batch *batch, const Outcome *outcome) {
        Store *store = work->context->store;
        unsigned char digest[SHA256_SIZE];
        sha256(outcome->n_stones ? (const void *)outcome->stones : "", outcome->n_stones * FINGERPRINT_SIZE,
               digest);
        batch->disposed = (int64_t)outcome->n_disposed;
        batch->held = (int64_t)outcome->n_held;
        batch->changed = (int64_t)outcome->n_changed;
        batch->shared = outcome->shared;
        batch->went = outcome->went;
        batch->wrote = outcome->wrote;
        batch->last_links = outcome->last_links;
        batch->still_shared = outcome->still_shared;
        batch->digest = arena_memdup(outcome->arena, digest, SHA256_SIZE);
        const Disposed disposed = { .batch = batch->seq,
                                    .keys = outcome->disposed,
                                    .n_keys = outcome->n_disposed,
                                    .identifiers = outcome->identifiers,
                                    .n_identifiers = outcome->n_identifiers };
        int r = batch_done(store, batch, work->on);
        if (r == 0)
                r = disposed_insert(store, batch->run, &disposed);
        if (r == 0)
                r = batch_forget(work, outcome);
        if (r == 0)
                r = held_insert(store, work->run->register_name, batch->run, batch->seq, outcome->held,
                                outcome->n_held);
        if (r == 0)
                r = note_batch(work, batch, outcome->arena);
        return err_trace(r);
}

static int commit_governance(const RunWork *work, Batch *batch, const Outcome *outcome, PgTx *tx) {
        int r = governance_half(work, batch, outcome);
        if (r == 0)
                r = register_shared(work->reg) ? dispose_settle(pg_tx_commit(tx)) : pg_tx_commit(tx);
        if (r == 0 && !register_shared(work->reg))
                r = receipt_empty(work->reg, work->run->token, batch->seq);
        if (r == 0)
                r = state_follow(work->context->store, work->context->settings, work->run->register_name);
        return err_trace(r);
}

/* A run withdrawn meanwhile stops at the next batch. */
static int still_running(const RunWork *work, Arena *arena) {
        Run now;
        int r = run_get(work->context->store, work->run->id, arena, &now);
        if (r)
                return err_trace(r);
        return now.state == RUN_RUNNING ? 0 : RETENTION_E_STATE;
}

int batch_dispose_next(const RunWork *work) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Outcome outcome = { .arena = arena };
        Batch batch;
        int r = pg_tx_begin(store_pg(work->context->store), &tx);
        if (r == 0)
                r = batch_claim(work->context->store, work->run->id, 0, arena, &batch);
        if (r == 0)
                r = still_running(work, arena);
        if (r == 0)
                r = batch_register_half(work, &batch, &outcome);
        if (r == 0)
                r = commit_governance(work, &batch, &outcome, &tx);
        return err_trace(r);
}

static int settle_next(const RunWork *work, int64_t *after) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_pg_tx_ PgTx tx = { 0 }, reg = { 0 };
        Outcome outcome = { .arena = arena };
        Batch batch;
        int r = pg_tx_begin(store_pg(work->context->store), &tx);
        if (r == 0)
                r = batch_claim(work->context->store, work->run->id, *after, arena, &batch);
        if (r)
                return err_trace(r);
        *after = batch.seq;
        r = register_begin(work->reg, &reg);
        if (r == 0)
                r = claim_receipt(work, &batch, &outcome);
        pg_tx_done(&reg); /* a receipt claimed anew is taken back: nobody does this batch any more */
        if (r == DISPOSE_E_DONE)
                r = commit_governance(work, &batch, &outcome, &tx);
        return err_trace(r);
}

int batch_settle(const RunWork *work) {
        int64_t after = 0;
        int r = 0;
        while (r == 0 && !register_shared(work->reg))
                r = settle_next(work, &after);
        return r == RUN_E_END ? 0 : err_trace(r);
}
