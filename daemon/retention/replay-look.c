/* closed -> looked through -> planned. Who is in the register again is told by tombstones; whose they are, by
 * their graves: two people may share an identifier by mistake, and only one of them was destroyed
 * (replay_classify in sql/queries/replay.sql). */
#include "base/error.h"
#include "model/rule.h"
#include "register/dispose.h"
#include "retention/belt.h"
#include "retention/outcome.h"
#include "retention/replay.h"
#include "seal/fingerprint.h"
#include "store/ledger.h"

#include <string.h>

#define SLICE 5000 /* subjects looked at in one reading */

int replay_note(Context *context, const char *register_name, EntryKind kind, json_t *detail) {
        return ledger_note(context, kind, arena_printf(context->arena, "register %s", register_name), detail);
}

void replay_touches(const Replay *p, Arena *arena, const StoneRows *rows, ReplayTouches *ret,
                    size_t **ret_owners) {
        size_t most = rows->n * (rows->n_stones + 1) + 1, n = 0;
        const char **texts = arena_array(arena, most, sizeof *texts);
        size_t *owners = arena_array(arena, most, sizeof *owners);
        *ret = (ReplayTouches){ .keys = arena_array(arena, most, sizeof *ret->keys),
                                .attributes = arena_array(arena, most, sizeof *ret->attributes) };
        for (size_t i = 0; i < rows->n; i++) {
                const StoneRow *row = &rows->items[i];
                size_t before = n;
                n += outcome_stone_texts(arena, register_map(p->reg), row->key, row->stones, texts + n,
                                         ret->attributes + n);
                for (size_t k = before; k < n; k++) {
                        owners[k] = i;
                        ret->keys[k] = row->key;
                }
        }
        ret->n = n;
        ret->fingerprints = arena_alloc(arena, n * FINGERPRINT_SIZE + 1);
        fingerprint_many(p->context->keys, "tombstone", p->name, texts, n, ret->fingerprints);
        *ret_owners = owners;
}

/* Only the touches of those rows that have a tombstone. *ret_rows: how many rows that are. */
static int keep_touched(const Replay *p, Arena *arena, size_t n_rows, ReplayTouches *touches,
                        const size_t *owners, int64_t *ret_rows) {
        int64_t *epochs = arena_array(arena, touches->n + 1, sizeof *epochs);
        bool *touched = arena_array(arena, n_rows + 1, sizeof *touched);
        size_t n = 0;
        int r = stones_match(p->context->store, p->name, touches->fingerprints, touches->n, epochs);
        if (r)
                return err_trace(r);
        *ret_rows = 0;
        for (size_t i = 0; i < touches->n; i++) {
                *ret_rows += epochs[i] >= 0 && !touched[owners[i]];
                touched[owners[i]] = touched[owners[i]] || epochs[i] >= 0;
        }
        for (size_t i = 0; i < touches->n; i++) {
                if (!touched[owners[i]])
                        continue;
                touches->keys[n] = touches->keys[i];
                touches->attributes[n] = touches->attributes[i];
                memmove(touches->fingerprints + n++ * FINGERPRINT_SIZE,
                        touches->fingerprints + i * FINGERPRINT_SIZE, FINGERPRINT_SIZE);
        }
        touches->n = n;
        return 0;
}

static int look_at_slice(Replay *p, Arena *arena, const StoneRows *rows) {
        ReplayTouches touches;
        size_t *owners;
        int64_t touched = 0;
        replay_touches(p, arena, rows, &touches, &owners);
        int r = keep_touched(p, arena, rows->n, &touches, owners, &touched);
        if (r == 0 && p->closing.id)
                r = replay_touch_insert(p->context->store, p->closing.id, &touches);
        p->report->looked_at += (int64_t)rows->n;
        p->report->older += touched;
        return err_trace(r);
}

int replay_look_through(Replay *p) {
        _cleanup_(arena_freep) Arena *arena = arena_new(), *last = arena_new();
        Context *context = p->context;
        const char *after = NULL;
        StoneRows rows;
        int r;
        do {
                if (context->proceed && !context->proceed(context, p->report->looked_at, -1))
                        return RETENTION_E_PAUSED;
                r = register_stones_next(p->reg, after, SLICE, arena, &rows);
                if (r == 0)
                        r = look_at_slice(p, arena, &rows);
                if (r == 0 && rows.n > 0) {
                        arena_clear(last);
                        after = arena_strdup(last, rows.items[rows.n - 1].key);
                }
                arena_clear(arena);
        } while (r == 0 && rows.n == SLICE);
        return err_trace(r);
}

/* As any run that destroys is: one person approves it, two where the belt says so. */
static int plan(Replay *p, const ReplayVerdict *verdict) {
        Store *store = p->context->store;
        ReplayCounts counts;
        ReplayPlan before, now = { .planned_by = p->context->actor };
        Run run = { .register_name = p->name,
                    .as_of = clock_today(&p->context->clock),
                    .approval = APPROVAL_ONE };
        int r = replay_counts(store, p->closing.id, &counts);
        if (r == 0)
                r = replay_plan_get(store, p->closing.id, p->arena, &before);
        if (r || counts.unapproved == 0 || (verdict->fresh == 0 && before.planned_by))
                return err_trace(r);
        run.subjects = counts.goes;
        r = belt_tighten(p->context, p->reg, register_unit(p->reg, NULL), &run);
        now.approval = run.approval;
        now.belt = run.belt;
        if (r == 0)
                r = replay_plan(store, p->closing.id, &now, run.as_of, true);
        if (r == 0)
                r = replay_note(p->context, p->name, ENTRY_REPLAY_PLANNED,
                                json_pack("{s:I, s:I, s:s}", "records", (json_int_t)counts.goes, "asked",
                                          (json_int_t)counts.unanswered, "needs",
                                          approval_to_string(run.approval)));
        return err_trace(r);
}

int replay_look(Replay *p) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Store *store = p->context->store;
        ReplayVerdict verdict;
        if (!p->closing.id)
                return replay_look_through(p);
        int r = pg_tx_begin(store_pg(store), &tx);
        if (r == 0)
                r = replay_touch_clear(store, p->closing.id);
        if (r == 0)
                r = replay_look_through(p);
        if (r == 0)
                r = replay_classify(store, p->closing.id, p->all, &verdict);
        if (r == 0)
                r = plan(p, &verdict);
        if (r == 0)
                r = pg_tx_commit(&tx);
        if (r)
                return err_trace(r);
        p->report->matched = verdict.matched;
        p->report->older = verdict.anew;
        return 0;
}
