/* noticed -> closed -> recovered. A register is closed first, so that nothing more goes on in it; the proof
 * that it went back is written over only when the closing is committed. */
#include "retention/restore.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "register/epoch.h"
#include "retention/replay.h"
#include "seal/fingerprint.h"
#include "settings/settings.h"
#include "state/state.h"
#include "store/closing.h"
#include "store/ledger.h"
#include "store/restore.h"
#include "store/subject.h"

#include <string.h>

typedef struct Watching {
        Context *context;
        const RegisterSettings *settings;
        Register *reg;
        Arena *arena;
        Epoch epoch;
} Watching;

/* Runs that only the register's receipts know of. */
typedef struct Lost {
        const char **tokens;
        int64_t *batches;
        size_t n;
} Lost;

static int close_register(Context *context, const RegisterSettings *settings, const Closing *closing,
                          bool *ret_new) {
        Store *store = context->store;
        int r = register_ensure(store, settings->name, settings->map_name);
        if (r == 0)
                r = mark_ensure(store, settings->name);
        if (r == 0)
                r = closing_insert(store, closing, ret_new);
        if (r == 0 && *ret_new)
                r = replay_note(context, settings->name, ENTRY_REGISTER_CLOSED,
                                json_pack("{s:s, s:I}", "reason", closing_reason_to_string(closing->reason),
                                          "epoch_known", (json_int_t)closing->epoch_known));
        return err_trace(r);
}

static void tell_closed(const char *register_name, ClosingReason reason) {
        LOG(REGISTER_CLOSED, LOG_TEXT("REGISTER", register_name),
            LOG_TEXT("REASON", closing_reason_to_string(reason)));
}

/* --- the governance database went back ------------------------------------------------------------------ */

/* Its holds, requests and runs are those of another day, so no register may be worked on before a person has
 * said so, whether it went back itself or not. */
static int close_all(Context *context, bool *fresh) {
        const Settings *settings = context->settings;
        int r = 0;
        for (size_t i = 0; r == 0 && i < settings->n_registers; i++) {
                const Closing closing = { .register_name = settings->registers[i].name,
                                          .reason = CLOSED_GOVERNANCE_WENT_BACK,
                                          .epoch_found = EPOCH_UNSEEN,
                                          .closed_on = clock_today(&context->clock) };
                int64_t bad;
                r = close_register(context, &settings->registers[i], &closing, &fresh[i]);
                if (r == 0)
                        r = state_recover(context->store, settings, closing.register_name, &bad);
                if (r == 0 && bad)
                        LOG(STATE_DAMAGED, LOG_TEXT("REGISTER", closing.register_name),
                            LOG_NUMBER("RECORDS", bad));
        }
        return err_trace(r);
}

static int governance_went_back(Context *context) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_pg_tx_ PgTx tx = { 0 };
        const Settings *settings = context->settings;
        bool *fresh = arena_array(arena, settings->n_registers + 1, sizeof *fresh);
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = ledger_note(context, ENTRY_GOVERNANCE_WENT_BACK, NULL, NULL);
        if (r == 0)
                r = close_all(context, fresh);
        if (r == 0)
                r = pg_tx_commit(&tx);
        if (r)
                return err_trace(r);
        for (size_t i = 0; i < settings->n_registers; i++)
                if (fresh[i])
                        tell_closed(settings->registers[i].name, CLOSED_GOVERNANCE_WENT_BACK);
        return state_follow(context->store, settings, NULL);
}

/* --- what the register's receipts know and the governance database does not ----------------------------- */

static int keep_batch(Watching *w, const ReceiptStones *batch) {
        size_t n = batch->size / STONE_SIZE;
        Stone *stones = arena_array(w->arena, n + 1, sizeof *stones);
        int64_t seq;
        int r = mark_advance(w->context->store, w->settings->name, 0, true, &seq);
        for (size_t i = 0; i < n; i++) {
                stones[i] = (Stone){ .epoch = batch->epoch, .seq = seq, .on = batch->on };
                memcpy(stones[i].fingerprint, batch->stones + i * STONE_SIZE, STONE_SIZE);
                if (batch->marks && batch->marks_size == n * STONE_MARK_SIZE)
                        memcpy(stones[i].mark, batch->marks + i * STONE_MARK_SIZE, STONE_MARK_SIZE);
        }
        if (r == 0)
                r = stones_keep(w->context->store, w->settings->name, stones, n);
        return err_trace(r);
}

static int keep_run(Watching *w, const char *token, int64_t batches) {
        Store *store = w->context->store;
        ReceiptStones batch = { .batch = 0 };
        bool any = true;
        int64_t run;
        int r = 0;
        while (r == 0 && any) {
                r = receipt_stones(w->reg, token, w->arena, &batch, &any);
                if (r == 0 && any)
                        r = keep_batch(w, &batch);
        }
        if (r == 0)
                r = run_lost_note(store, w->settings->name, token, batches);
        if (r == 0)
                r = run_lost_stop(store, token, "batches of it were forgotten with a restore", &run);
        if (r == 0 && run)
                r = replay_note(w->context, w->settings->name, ENTRY_RUN_STOPPED,
                                json_pack("{s:I}", "run", (json_int_t)run));
        return err_trace(r);
}

static int forgotten(Watching *w, Lost *ret) {
        const char **tokens;
        int64_t *batches;
        size_t n;
        *ret = (Lost){ 0 };
        if (!w->epoch.there)
                return 0;
        int r = receipt_runs(w->reg, w->arena, &tokens, &batches, &n);
        if (r == 0 && n > 0)
                r = runs_forgotten(w->context->store, tokens, batches, n, w->arena, &ret->tokens, &ret->n);
        if (r)
                return err_trace(r);
        ret->batches = arena_array(w->arena, ret->n + 1, sizeof *ret->batches);
        for (size_t i = 0; i < ret->n; i++)
                for (size_t k = 0; k < n; k++)
                        if (str_eq(ret->tokens[i], tokens[k]))
                                ret->batches[i] = batches[k];
        return 0;
}

/* --- one register --------------------------------------------------------------------------------------- */

/* _CLOSING_REASON_MAX: it is not to be closed, or is already. */
static ClosingReason restore_reason_of(Verdict verdict, const Lost *lost) {
        switch (verdict) {
        case VERDICT_WENT_BACK:
                return CLOSED_REGISTER_WENT_BACK;
        case VERDICT_AGENT_CLOSED:
                return CLOSED_AGENT_CLOSED;
        case VERDICT_OPEN:
                return lost->n ? CLOSED_GOVERNANCE_FORGOT : _CLOSING_REASON_MAX;
        case VERDICT_CLOSED:
        case VERDICT_GOVERNANCE_BACK: /* closed meanwhile, with all of them */
        case _VERDICT_MAX:
                break;
        }
        return _CLOSING_REASON_MAX;
}

/* With the closing locked, so that a replay does not open it meanwhile. RESTORE_E_NONE: it has. */
static int deepen(Watching *w) {
        Store *store = w->context->store;
        Closing closing;
        int64_t batches;
        int r = closing_get(store, w->settings->name, w->arena, &closing);
        if (r == 0)
                r = closing_lock(store, closing.id, &batches);
        if (r == 0)
                r = closing_deepen(store, w->settings->name, w->epoch.epoch, w->epoch.known);
        if (r == 0) /* of the mark, only that it was looked at: what was known is the proof */
                r = mark_look(store, w->settings->name, 0, w->epoch.system, w->epoch.timeline);
        if (r == 0 && w->epoch.there)
                r = register_shut(w->reg);
        return err_trace(r);
}

static int close_one(Watching *w, ClosingReason reason, const Lost *lost) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Context *context = w->context;
        const Closing closing = { .register_name = w->settings->name,
                                  .reason = reason,
                                  .epoch_found = w->epoch.epoch,
                                  .epoch_known = w->epoch.known,
                                  .closed_on = clock_today(&context->clock) };
        bool fresh = false;
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0 && reason < _CLOSING_REASON_MAX)
                r = close_register(context, w->settings, &closing, &fresh);
        if (r == 0)
                r = deepen(w);
        for (size_t i = 0; r == 0 && i < lost->n; i++)
                r = keep_run(w, lost->tokens[i], lost->batches[i]);
        if (r == 0)
                r = pg_tx_commit(&tx);
        if (r == 0 && fresh)
                tell_closed(w->settings->name, reason);
        return r == RESTORE_E_NONE ? 0 : err_trace(r);
}

/* A failover, or a move by dump and restore in which nothing was lost: the epoch is what it was. */
static int tell_moved(Watching *w) {
        Mark mark;
        int r = mark_get(w->context->store, w->settings->name, w->arena, &mark);
        if (r)
                return err_trace(r);
        if (mark.system && (!str_eq(mark.system, w->epoch.system) || mark.timeline != w->epoch.timeline))
                LOG(REGISTER_MOVED, LOG_TEXT("REGISTER", w->settings->name),
                    LOG_NUMBER("TIMELINE_BEFORE", mark.timeline), LOG_NUMBER("TIMELINE", w->epoch.timeline),
                    LOG_TEXT("SERVER", str_eq(mark.system, w->epoch.system) ? "same" : "other"));
        return 0;
}

/* What is written down outside is what the register had come to before this look: that of the last moments
 * may not have reached a standby yet, and a failover that loses nothing but a look must not close anything.
 */
static int look_on(Watching *w) {
        Store *store = w->context->store;
        int64_t now;
        int r = tell_moved(w);
        if (r == 0)
                r = register_ensure(store, w->settings->name, w->settings->map_name);
        if (r == 0)
                r = mark_ensure(store, w->settings->name);
        if (r == 0)
                r = mark_look(store, w->settings->name, w->epoch.epoch, w->epoch.system, w->epoch.timeline);
        if (r == 0 && w->epoch.there)
                r = register_seen(w->reg, w->epoch.known, w->epoch.system, &now);
        if (r == REGISTER_E_CLOSED) /* by another, since we looked */
                return 0;
        if (r == 0)
                r = state_follow(store, w->context->settings, w->settings->name);
        return err_trace(r);
}

static int restore_watch(Watching *w, bool *ret_closed) {
        Lost lost;
        int r = register_look(w->context, w->reg, w->arena, &w->epoch);
        if (r == 0 && w->epoch.standby)
                return PG_E_LOST; /* what answers is not the register but its shadow */
        if (r == 0 && w->epoch.governance_back)
                r = governance_went_back(w->context);
        if (r == 0)
                r = forgotten(w, &lost);
        if (r)
                return err_trace(r);
        const ClosingReason reason = restore_reason_of(w->epoch.verdict, &lost);
        *ret_closed = reason < _CLOSING_REASON_MAX || w->epoch.verdict != VERDICT_OPEN;
        r = *ret_closed ? close_one(w, reason, &lost) : look_on(w);
        return err_trace(r);
}

int retention_watch(Context *context, const char *register_name, bool *ret_closed) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(register_closep) Register *reg = NULL;
        int r = register_open_unchecked(context, register_name, &reg);
        if (r)
                return err_trace(r);
        Watching w = { .context = context,
                       .settings = settings_register(context->settings, register_name),
                       .reg = reg,
                       .arena = arena };
        return restore_watch(&w, ret_closed);
}
