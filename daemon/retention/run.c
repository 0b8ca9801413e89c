/* approved -> disposed: batch by batch. */
#include "base/clock.h"
#include "base/error.h"
#include "register/dispose.h"
#include "retention/batch.h"
#include "retention/pace.h"
#include "retention/rare.h"
#include "retention/whole-map.h"
#include "state/state.h"
#include "store/batch.h"
#include "store/ledger.h"

/* A deadlock with the register's own users, or a lock of theirs that is held long: the batch was rolled back
 * whole, so it is tried again at once a few times before the job goes back to the queue. */
#define BATCH_TRIES 5

/* What a run that is carried out steps to, in the ledger. */
static EntryKind run_entry_of(RunState to) {
        return to == RUN_RUNNING    ? ENTRY_RUN_STARTED
               : to == RUN_DISPOSED ? ENTRY_RUN_DISPOSED
                                    : ENTRY_RUN_FAILED;
}

static int step_with_note(Context *context, int64_t run, RunState from, RunState to, const char *reason) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = run_step(context->store, run, from, to, reason);
        if (r == 0)
                r = ledger_note(context, run_entry_of(to),
                                arena_printf(context->arena, "run %lld", (long long)run), NULL);
        if (r == 0)
                r = pg_tx_commit(&tx);
        return r == RUN_E_MOVED ? 0 : err_trace(r); /* another worker took the same step */
}

/* With what of the register refused it: things of its schema, never a value. */
static int fail(const RunWork *work, int why) {
        Arena *arena = work->context->arena;
        const char *by = pg_refusal(register_pg(work->reg));
        if (why == DISPOSE_E_KEPT)
                by = arena_printf(arena,
                                  "a trigger or rule of its own kept rows of %s that were to go or to change",
                                  register_kept(work->reg));
        else if (!*by)
                by = "a row elsewhere still refers to one of its rows";
        int r = step_with_note(work->context, work->run->id, RUN_RUNNING, RUN_FAILED,
                               arena_printf(arena, "the register refused a batch: %s", by));
        return r ? err_trace(r) : RETENTION_E_REFUSED;
}

static int run_batch_with_tries(const RunWork *work) {
        int r = 0;
        for (int i = 0; i < BATCH_TRIES; i++) {
                r = batch_dispose_next(work);
                if (r != PG_E_RETRY)
                        break;
        }
        return err_trace(r);
}

static int next_batch(const RunWork *work, Pace *pace) {
        Context *context = work->context;
        if (context->proceed && !context->proceed(context, pace->done, pace->total))
                return RETENTION_E_PAUSED;
        int r = pace_wait(pace);
        uint64_t began = clock_monotonic_usec();
        if (r == 0)
                r = run_batch_with_tries(work);
        if (r == 0 && ++pace->done < pace->total)
                r = pace_rest(pace, clock_monotonic_usec() - began);
        return err_trace(r);
}

static int dispose_all(const RunWork *work) {
        Context *context = work->context;
        BatchTotals totals;
        int r = batch_totals(context->store, work->run->id, context->arena, &totals);
        if (r)
                return err_trace(r);
        Pace pace = { .context = context, .reg = work->reg, .done = totals.done, .total = totals.batches };
        context->resumes = true;
        while (r == 0)
                r = next_batch(work, &pace);
        context->resumes = false; /* verification, which follows, begins anew */
        if (r == PG_E_CONFLICT || r == DISPOSE_E_REFUSED || r == DISPOSE_E_KEPT)
                return fail(work, r);
        if (r != RUN_E_END)
                return err_trace(r);
        /* A crash may have come before one was emptied, and it names those destroyed. */
        r = register_shared(work->reg) ? 0 : receipt_empty_run(work->reg, work->run->token);
        if (r)
                return err_trace(r);
        return step_with_note(context, work->run->id, RUN_RUNNING, RUN_DISPOSED, NULL);
}

/* A rule that has changed since must not be carried out on a manifest made under the old one. */
static int check_rule(Context *context, const Run *run, const Rule **ret) {
        const Rule *rule = retention_rule(context, run->register_name, run->rule);
        Arena *arena = context->arena;
        if (rule &&
            str_eq(retention_policy_version(arena, retention_rule_text(arena, rule)), run->policy_version)) {
                *ret = rule;
                return 0;
        }
        int r = retention_stop(context, run->id, "the rule has changed since the run was planned");
        return r ? err_trace(r) : RETENTION_E_CHANGED;
}

/* Nothing is made unrecognisable that would still be recognised. Once it has begun, it was looked at. */
static int check_rare(const RunWork *work) {
        json_auto_t *rare = NULL;
        if (!disposal_traits(work->rule->disposal).coarsens || work->run->state != RUN_APPROVED)
                return 0;
        int r = retention_rare(work->context, work->run->id, &rare);
        if (r)
                return err_trace(r);
        bool any = json_array_size(rare) > 0;
        return any ? RETENTION_E_RARE : 0;
}

static int run_begin(Context *context, Run *run) {
        if (run->state == RUN_APPROVED || run->state == RUN_FAILED) {
                int r = step_with_note(context, run->id, run->state, RUN_RUNNING, NULL);
                if (r)
                        return err_trace(r);
                run->state = RUN_RUNNING;
        }
        return 0;
}

int retention_run(Context *context, int64_t id) {
        _cleanup_(register_closep) Register *reg = NULL;
        Run run;
        DueQuery query;
        RunWork work = {
                .context = context, .run = &run, .query = &query, .on = clock_today(&context->clock)
        };
        int r = run_get(context->store, id, context->arena, &run);
        if (r)
                return r == RUN_E_NONE ? RETENTION_E_NO_RUN : err_trace(r);
        if (run.state == RUN_DISPOSED || run.state == RUN_VERIFIED || run.state == RUN_CERTIFIED)
                return 0;
        if (run.state == RUN_PLANNED || run.state == RUN_STOPPED)
                return RETENTION_E_STATE;
        r = check_rule(context, &run, &work.rule);
        if (r)
                return err_trace(r);
        if (run_destroys_subjects(&run) && !context->keys)
                return RETENTION_E_KEYS;
        r = register_open(context, run.register_name, &reg);
        work.reg = reg;
        if (r == 0) /* what was destroyed before is known outside before anything more is */
                r = state_follow(context->store, context->settings, run.register_name);
        if (r == 0)
                r = whole_map_check(context, reg);
        if (r == 0)
                r = due_compile(reg, work.rule, work.on, context->arena, &query);
        if (r == DUE_E_NO_EVENT)
                return RETENTION_E_NO_RULE;
        if (r == 0)
                r = retention_count(context, id);
        if (r == 0)
                r = check_rare(&work);
        if (r == 0)
                r = run_begin(context, &run);
        if (r == 0)
                r = dispose_all(&work);
        return err_trace(r);
}

int retention_carry_out(Context *context, int64_t run) {
        int r = retention_run(context, run);
        if (r == RETENTION_E_STATE || r == RETENTION_E_CHANGED) {
                int verified = retention_verify(context, run); /* what a stopped run did before */
                /* Stopped for a rule that changed is stopped: the load of the policy tells of it. */
                return verified ? verified : RETENTION_E_STATE;
        }
        if (r == 0)
                r = retention_verify(context, run);
        return err_trace(r);
}
