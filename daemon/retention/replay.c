/* planned -> approved -> destroyed again -> verified -> open.
 *
 * A tombstone counts when it is newer than the state that the register was restored to: whoever matches an
 * older one was recorded anew after it, before the backup was made, and is somebody's record now. The epoch
 * stays where it is until the register opens, so a copy made meanwhile is found out like the one it was made
 * of.
 *
 * As in batch.c, with two databases a receipt tells the next attempt what a crash kept from being written
 * down: the replay is a run of its own, known by the closing's token. */
#include "retention/replay.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "documents/documents.h"
#include "register/check.h"
#include "register/dispose.h"
#include "register/trace.h"
#include "retention/held.h"
#include "retention/outcome.h"
#include "seal/closed.h"
#include "settings/settings.h"
#include "state/state.h"
#include "store/batch.h"
#include "store/closing.h"
#include "store/json.h"
#include "store/restore.h"
#include "store/run.h"

#define BATCH_TRIES 5

/* --- destroyed again ------------------------------------------------------------------------------------ */

static bool replay_listed(const char *const *list, size_t n, const char *key) {
        for (size_t i = 0; i < n; i++)
                if (str_eq(list[i], key))
                        return true;
        return false;
}

static void take(const Replay *p, const StoneRow *row, size_t n_stones, Outcome *ret) {
        ret->disposed[ret->n_disposed++] = row->key;
        for (size_t k = 0; k < n_stones; k++)
                if (row->stones[k])
                        ret->identifiers[ret->n_identifiers++] =
                                closed_seal(p->context->keys, p->name, row->stones[k], ret->arena);
}

/* Parts the locked rows that are still what was approved into what goes and what a hold keeps. Both lists are
 * in the order of the rows. */
static int sort(const Replay *p, const StoneRows *rows, Outcome *ret) {
        Arena *arena = ret->arena;
        size_t most = rows->n * (rows->n_stones + 1) + 1, n_same;
        const char **keys = arena_array(arena, rows->n + 1, sizeof *keys), **same;
        const HeldUnits units = { keys, keys, rows->n };
        ReplayTouches now;
        size_t *owners;
        int64_t *holds;
        for (size_t i = 0; i < rows->n; i++)
                keys[i] = rows->items[i].key;
        replay_touches(p, arena, rows, &now, &owners);
        int r = replay_same(p->context->store, p->closing.id, &now, arena, &same, &n_same);
        if (r == 0)
                r = held_find(&(HeldAsk){ p->context, p->reg, NULL, true, arena }, &units, &holds);
        if (r)
                return err_trace(r);
        ret->disposed = arena_array(arena, rows->n + 1, sizeof *ret->disposed);
        ret->held = arena_array(arena, rows->n + 1, sizeof *ret->held);
        ret->identifiers = arena_array(arena, most, sizeof *ret->identifiers);
        for (size_t i = 0; i < rows->n; i++) {
                if (!replay_listed(same, n_same, keys[i]))
                        continue;
                if (holds[i])
                        ret->held[ret->n_held++] = (Held){ .subject = keys[i], .hold = holds[i] };
                else
                        take(p, &rows->items[i], rows->n_stones, ret);
        }
        return 0;
}

/* Within the register's transaction. */
static int destroy(const Replay *p, int64_t batch, const char *const *keys, size_t n, Outcome *outcome) {
        StoneRows rows;
        DisposeCounts counts = { 0 };
        int r = register_lock_holds(p->reg, false);
        if (r == 0)
                r = register_stones_lock(p->reg, keys, n, outcome->arena, &rows);
        if (r == 0)
                r = sort(p, &rows, outcome);
        if (r == 0)
                r = outcome_note_identifying(outcome, p->context->keys, p->reg);
        if (r == 0)
                r = register_destroy(p->reg, register_unit(p->reg, NULL), outcome->disposed,
                                     outcome->n_disposed, &counts);
        if (r == DISPOSE_E_REFUSED || r == DISPOSE_E_KEPT)
                return REPLAY_E_REFUSED;
        if (r || register_shared(p->reg))
                return err_trace(r);
        outcome->shared = counts.shared;
        const Receipt receipt = {
                .counts = outcome_counts(outcome),
                .outcome = outcome_write(outcome),
        };
        return receipt_write(p->reg, p->closing.token, batch, &receipt);
}

/* In the governance transaction. What governance holds about those who are gone goes too: it may have come
 * back with them. */
static int account(Replay *p, int64_t batch, const Outcome *outcome) {
        Store *store = p->context->store;
        const Replayed replayed = { .batch = batch,
                                    .keys = outcome->disposed,
                                    .n_keys = outcome->n_disposed,
                                    .identifiers = outcome->identifiers,
                                    .n_identifiers = outcome->n_identifiers };
        int r = closing_batch(store, p->closing.id, batch, (int64_t)outcome->n_disposed);
        if (r == 0)
                r = replayed_insert(store, p->closing.id, &replayed);
        if (r == 0)
                r = replay_destroyed(store, p->closing.id, outcome->disposed, outcome->n_disposed);
        if (r == 0)
                r = subject_ref_forget(store, p->name, outcome->disposed, outcome->n_disposed,
                                       p->closing.token);
        if (r == 0)
                r = replay_note(p->context, p->name, ENTRY_BATCH_REPLAYED,
                                json_pack("{s:I, s:I, s:I}", "batch", (json_int_t)batch, "destroyed",
                                          (json_int_t)outcome->n_disposed, "held",
                                          (json_int_t)outcome->n_held));
        return err_trace(r);
}

int replay_register_half(const Replay *p, int64_t batch, const char *const *keys, size_t n,
                         Outcome *outcome) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        const char *before = NULL;
        int r = register_begin(p->reg, &tx);
        if (r == 0 && !register_shared(p->reg))
                r = receipt_claim(p->reg, outcome->arena, p->closing.token, batch, &before);
        if (r == DISPOSE_E_DONE)
                return before ? outcome_read(before, outcome) : err_origin(-ESTALE);
        if (r == 0)
                r = keys ? destroy(p, batch, keys, n, outcome) : RESTORE_E_NONE;
        if (r == 0)
                r = register_commit(&tx);
        return err_trace(r);
}

static int replay_batch(Replay *p, const char *const *keys, size_t n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Outcome outcome = { .arena = arena };
        int64_t batch;
        int r = pg_tx_begin(store_pg(p->context->store), &tx);
        if (r == 0)
                r = closing_lock(p->context->store, p->closing.id, &batch);
        if (r == RESTORE_E_NONE && keys)
                return PG_E_RETRY; /* another replay has opened it */
        if (r == 0)
                r = replay_register_half(p, ++batch, keys, n, &outcome);
        if (r == 0)
                r = account(p, batch, &outcome);
        if (r == 0)
                r = pg_tx_commit(&tx);
        if (r == 0 && !register_shared(p->reg))
                r = receipt_empty(p->reg, p->closing.token, batch);
        if (r)
                return err_trace(r);
        p->report->destroyed += (int64_t)outcome.n_disposed;
        p->report->held += (int64_t)outcome.n_held;
        return 0;
}

/* Deadlocks with the register's own users pass: the batch was rolled back whole. */
static int replay_batch_with_tries(Replay *p, const char *const *keys, size_t n) {
        int r = PG_E_RETRY;
        for (int i = 0; i < BATCH_TRIES && r == PG_E_RETRY; i++)
                r = replay_batch(p, keys, n);
        return err_trace(r);
}

/* Everybody approved, in batches. Who is held, or has changed meanwhile, stays on the list. */
static int destroy_approved(Replay *p) {
        _cleanup_(arena_freep) Arena *arena = arena_new(), *last = arena_new();
        Context *context = p->context;
        const char **keys, *after = NULL;
        size_t n;
        int r;
        do {
                if (context->proceed && !context->proceed(context, p->report->looked_at, -1))
                        return RETENTION_E_PAUSED;
                arena_clear(arena);
                r = replay_next(context->store, p->closing.id, after, context->settings->batch_size, arena,
                                &keys, &n);
                if (r == 0 && n > 0)
                        r = replay_batch_with_tries(p, keys, n);
                if (r == 0 && n > 0) {
                        arena_clear(last);
                        after = arena_strdup(last, keys[n - 1]);
                }
        } while (r == 0 && n > 0);
        return err_trace(r);
}

/* --- verified, open ------------------------------------------------------------------------------------- */

static void replay_add_finding(json_t *findings, const Trace *trace) {
        json_add(findings, json_pack("{s:s, s:I}", "where", trace->place, "rows", (json_int_t)trace->rows));
}

/* They were closed when they were written down. */
static int replay_open_identifiers(const Replay *p, Arena *arena, Replayed *replayed) {
        for (size_t i = 0; i < replayed->n_identifiers; i++) {
                replayed->identifiers[i] =
                        closed_open(p->context->keys, p->name, replayed->identifiers[i], arena);
                if (!replayed->identifiers[i])
                        return RETENTION_E_KEYS;
        }
        return 0;
}

/* Letters and reports about them that came back with the governance database, as rows or as files. */
static int replay_look_at_copies(Replay *p) {
        CopiesLeft *left;
        size_t n = 0;
        int r = p->closing.id ? documents_left(p->context, p->closing.token, &left, &n) : 0;
        for (size_t i = 0; r == 0 && i < n; i++)
                json_add(p->report->findings,
                         json_pack("{s:s, s:I}", "where",
                                   arena_printf(p->arena, "%s on %s", left[i].path, left[i].host), "rows",
                                   (json_int_t)left[i].n));
        return err_trace(r);
}

int replay_verify(Replay *p) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(scan_freep) Scan *scan = scan_new();
        TraceFor want = { .scan = scan, .arena = p->arena };
        TraceReport report;
        Replayed replayed;
        int64_t after = 0;
        bool any = false;
        int r;
        while ((r = replayed_next(p->context->store, p->closing.id, after, arena, &replayed)) == 0) {
                r = replay_open_identifiers(p, arena, &replayed);
                if (r)
                        return err_trace(r);
                trace_add(p->reg, &want, replayed.keys, replayed.n_keys, replayed.identifiers,
                          replayed.n_identifiers);
                any = true;
                after = replayed.batch;
                arena_clear(arena);
        }
        if (r != RESTORE_E_NONE)
                return err_trace(r);
        r = any ? register_trace(p->reg, &want, arena, &report) : 0;
        for (size_t i = 0; any && r == 0 && i < report.n; i++)
                if (report.traces[i].rows || report.traces[i].unread)
                        replay_add_finding(p->report->findings, &report.traces[i]);
        if (r == 0)
                r = replay_look_at_copies(p);
        return err_trace(r);
}

/* Each place becomes a finding that a person can answer for: what is left there is another person's. */
static int note_places(Replay *p) {
        Store *store = p->context->store;
        size_t n = json_array_size(p->report->findings), i;
        const char **places = arena_array(p->arena, n + 1, sizeof *places);
        json_t *finding;
        json_array_foreach (p->report->findings, i, finding) {
                bool answered;
                int64_t id;
                places[i] = json_string_value(json_object_get(finding, "where"));
                int r = replay_place(store, p->closing.id, places[i],
                                     json_integer_value(json_object_get(finding, "rows")), &id, &answered);
                if (r)
                        return err_trace(r);
                json_put(finding, "finding", json_integer(id));
                json_put(finding, "answered", json_boolean(answered));
        }
        return replay_places_forget(store, p->closing.id, places, n);
}

static int note_opened(const Replay *p, int64_t destroyed) {
        const ReplayReport *report = p->report;
        return replay_note(p->context, p->name, ENTRY_REGISTER_OPENED,
                           json_pack("{s:s, s:I, s:I, s:I}", "reason",
                                     closing_reason_to_string(p->closing.reason), "looked_at",
                                     (json_int_t)report->looked_at, "destroyed", (json_int_t)destroyed,
                                     "held", (json_int_t)report->held));
}

/* With the closing locked, so that whoever looks at the register meanwhile does not shut it again. */
static int open_again(Replay *p) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Store *store = p->context->store;
        Closing closing;
        int64_t batches, known = p->epoch.known, now = 0;
        int r = pg_tx_begin(store_pg(store), &tx);
        if (r == 0)
                r = closing_lock(store, p->closing.id, &batches);
        if (r == 0)
                r = closing_get(store, p->name, p->arena, &closing);
        if (r == RESTORE_E_NONE) { /* another replay has opened it */
                p->report->open = true;
                return 0;
        }
        if (r)
                return err_trace(r);
        if (closing.epoch_known > known)
                known = closing.epoch_known;
        r = register_reopen(p->reg, known, p->epoch.system, &now);
        if (r == 0)
                r = closing_end(store, closing.id, clock_today(&p->context->clock), p->context->actor);
        if (r == 0)
                r = mark_look(store, p->name, now, p->epoch.system, p->epoch.timeline);
        if (r == 0)
                r = replay_forget(store, closing.id);
        if (r == 0)
                r = note_opened(p, closing.destroyed);
        if (r == 0)
                r = job_unblock(store);
        if (r == 0)
                r = pg_tx_commit(&tx);
        if (r)
                return err_trace(r);
        p->report->open = true;
        LOG(REGISTER_OPENED, LOG_TEXT("REGISTER", p->name), LOG_NUMBER("LOOKED_AT", p->report->looked_at),
            LOG_NUMBER("DESTROYED", closing.destroyed), LOG_NUMBER("HELD", p->report->held));
        return state_follow(store, p->context->settings, p->name);
}

static int note_unclean(const Replay *p) {
        return replay_note(p->context, p->name, ENTRY_REPLAY_UNCLEAN,
                           json_pack("{s:O}", "findings", p->report->findings));
}

/* --- beginning ------------------------------------------------------------------------------------------ */

/* Somebody who asks for every tombstone has a register closed that nobody knew to have gone back. */
static int close_if_asked(Replay *p) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Store *store = p->context->store;
        const Closing closing = { .register_name = p->name,
                                  .reason = CLOSED_ASKED,
                                  .epoch_found = p->epoch.epoch,
                                  .epoch_known = p->epoch.known,
                                  .closed_on = clock_today(&p->context->clock) };
        bool fresh;
        int r = closing_get(store, p->name, p->arena, &p->closing);
        if (r != RESTORE_E_NONE || !p->all)
                return r == RESTORE_E_NONE ? 0 : err_trace(r);
        r = pg_tx_begin(store_pg(store), &tx);
        if (r == 0)
                r = closing_insert(store, &closing, &fresh);
        if (r == 0)
                r = replay_note(p->context, p->name, ENTRY_REGISTER_CLOSED,
                                json_pack("{s:s}", "reason", closing_reason_to_string(closing.reason)));
        if (r == 0)
                r = register_shut(p->reg);
        if (r == 0)
                r = pg_tx_commit(&tx);
        if (r == 0)
                r = closing_get(store, p->name, p->arena, &p->closing);
        return err_trace(r);
}

static int replay_begin(Replay *p) {
        Problems problems = PROBLEMS(p->arena);
        register_check_map(p->reg, &problems);
        if (problems.errors)
                return REGISTER_E_MAP;
        int r = register_look(p->context, p->reg, p->arena, &p->epoch);
        if (r == 0 && !p->epoch.there)
                return REPLAY_E_AGENT;
        if (r == 0)
                r = close_if_asked(p);
        p->report->governance = p->closing.reason == CLOSED_GOVERNANCE_WENT_BACK;
        return err_trace(r);
}

static int counts(Replay *p) {
        ReplayReport *report = p->report;
        ReplayPlan plan;
        int r = replay_counts(p->context->store, p->closing.id, &report->counts);
        if (r == 0)
                r = replay_plan_get(p->context->store, p->closing.id, p->arena, &plan);
        if (r)
                return err_trace(r);
        report->needs = report->counts.unapproved ? approval_to_string(plan.approval) : NULL;
        report->belt = report->needs ? arena_strdup(p->context->arena, plan.belt) : NULL;
        return 0;
}

/* Verified when nothing waits for a person any more: until then much of what is looked for is still there. */
static int replay_finish(Replay *p) {
        const ReplayCounts *c = &p->report->counts;
        int r = counts(p);
        if (r || c->unapproved || c->unanswered)
                return err_trace(r);
        r = replay_verify(p);
        if (r == 0)
                r = note_places(p);
        if (r == 0)
                r = counts(p);
        if (r)
                return err_trace(r);
        p->report->clean = c->places == 0;
        return c->places_unanswered ? note_unclean(p) : open_again(p);
}

static int replay(Replay *p) {
        int r = replay_begin(p);
        if (r == 0 && p->closing.id)
                r = replay_batch(p, NULL, 0);
        if (r == 0 || r == RESTORE_E_NONE)
                r = replay_look(p);
        if (r == 0 && !p->closing.id) {
                p->report->clean = p->report->open = true;
                return 0;
        }
        if (r == 0)
                r = destroy_approved(p);
        if (r == 0)
                r = replay_finish(p);
        return err_trace(r);
}

int retention_replay(Context *context, const char *register_name, bool all, ReplayReport *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(register_closep) Register *reg = NULL;
        bool closed;
        *ret = (ReplayReport){ .findings = json_array() };
        if (!context->keys)
                return RETENTION_E_KEYS;
        int r = retention_watch(context, register_name, &closed);
        if (r == 0)
                r = register_open_unchecked(context, register_name, &reg);
        if (r)
                return err_trace(r);
        Replay p = { .context = context,
                     .reg = reg,
                     .name = register_name,
                     .arena = arena,
                     .all = all,
                     .report = ret };
        return replay(&p);
}
