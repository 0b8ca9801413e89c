/* restored beside -> looked through -> destroyed there -> verified there. The statements are those of the
 * replay itself; a rehearsal by others would rehearse something else. */
#include "retention/drill.h"

#include "base/error.h"
#include "register/check.h"
#include "retention/replay.h"
#include "settings/settings.h"
#include "store/subject.h"

/* Whatever would go is gone from the copy, in batches. */
static int drill_destroy(Replay *p) {
        _cleanup_(arena_freep) Arena *arena = arena_new(), *last = arena_new();
        Store *store = p->context->store;
        const char **keys, *after = NULL;
        size_t n = 0;
        int64_t batch = 0;
        int r = replay_approved(store, p->closing.id);
        do {
                Outcome outcome = { .arena = arena };
                arena_clear(arena);
                if (r == 0)
                        r = replay_next(store, p->closing.id, after, p->context->settings->batch_size, arena,
                                        &keys, &n);
                if (r || n == 0)
                        return err_trace(r);
                r = replay_register_half(p, ++batch, keys, n, &outcome);
                if (r)
                        return err_trace(r);
                const Replayed replayed = { .batch = batch,
                                            .keys = outcome.disposed,
                                            .n_keys = outcome.n_disposed,
                                            .identifiers = outcome.identifiers,
                                            .n_identifiers = outcome.n_identifiers };
                r = replayed_insert(store, p->closing.id, &replayed);
                p->report->destroyed += (int64_t)outcome.n_disposed;
                p->report->held += (int64_t)outcome.n_held;
                arena_clear(last);
                after = arena_strdup(last, keys[n - 1]);
        } while (r == 0);
        return err_trace(r);
}

/* Nothing of it is ever committed in the governance database. */
static int drill_rehearse(Replay *p, DrillReport *ret) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Store *store = p->context->store;
        ReplayVerdict verdict = { 0 };
        ReplayCounts counts = { 0 };
        int r = pg_tx_begin(store_pg(store), &tx);
        if (r == 0)
                r = register_ensure(store, p->name, register_map(p->reg)->name);
        if (r == 0)
                r = closing_rehearse(store, p->context->actor, p->arena, &p->closing);
        if (r == 0)
                r = replay_look_through(p);
        if (r == 0)
                r = replay_classify(store, p->closing.id, false, &verdict);
        if (r == 0)
                r = replay_counts(store, p->closing.id, &counts);
        if (r == 0)
                r = drill_destroy(p);
        if (r == 0)
                r = replay_verify(p);
        p->report->matched = verdict.matched;
        p->report->older = verdict.anew;
        ret->asked = counts.unanswered;
        return err_trace(r);
}

static int drill_fit(Replay *p, Arena *arena, DrillReport *ret) {
        Problems problems = PROBLEMS(p->arena);
        register_check_map(p->reg, &problems);
        for (size_t i = 0; i < problems.n && !ret->misfit; i++)
                if (problems.items[i].severity == SEVERITY_ERROR)
                        ret->misfit = arena_strdup(arena, problems.items[i].problem);
        int r = ret->misfit ? 0 : register_look(p->context, p->reg, p->arena, &p->epoch);
        if (r || ret->misfit)
                return err_trace(r);
        if (!p->epoch.there)
                return REPLAY_E_AGENT;
        r = register_looked_at(p->reg, arena, &ret->from);
        return err_trace(r);
}

int retention_drill(Context *context, const char *register_name, const char *copy, DrillReport *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(register_closep) Register *reg = NULL;
        const RegisterSettings *settings = settings_register(context->settings, register_name);
        *ret = (DrillReport){ .replay.findings = json_array() };
        if (!settings)
                return REGISTER_E_UNKNOWN;
        if (!context->keys)
                return RETENTION_E_KEYS;
        RegisterSettings there = *settings;
        Settings only = *context->settings;
        Context elsewhere = *context;
        there.connection = copy;
        only.registers = &there;
        only.n_registers = 1;
        elsewhere.settings = &only;
        int r = register_open_unchecked(&elsewhere, register_name, &reg);
        if (r)
                return err_trace(r);
        Replay p = { .context = &elsewhere,
                     .reg = reg,
                     .name = register_name,
                     .arena = arena,
                     .report = &ret->replay };
        r = drill_fit(&p, context->arena, ret);
        if (r || ret->misfit)
                return err_trace(r);
        p.closing = (Closing){ .register_name = register_name,
                               .epoch_found = p.epoch.epoch,
                               .epoch_known = p.epoch.known,
                               .closed_on = clock_today(&context->clock) };
        r = drill_rehearse(&p, ret);
        return err_trace(r);
}
