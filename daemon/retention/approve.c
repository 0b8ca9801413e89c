/* planned -> approved: people's decisions. */
#include "base/error.h"
#include "retention/person.h"
#include "retention/retention.h"
#include "store/ledger.h"
#include "store/run-progress.h"

#include <jansson.h>

static int approve_note(Context *context, EntryKind kind, int64_t run, const char *name, const char *value) {
        json_t *detail = value ? json_pack("{s:s}", name, value) : NULL;
        int r = ledger_note(context, kind, arena_printf(context->arena, "run %lld", (long long)run), detail);
        return err_trace(r);
}

/* Two approvals are two people's; and who asks for a run that needs two is not one of them. */
static int approve_may_approve(Context *context, const Run *run) {
        RunProgress progress;
        int r = run_progress(context->store, run->id, context->arena, &progress);
        if (r)
                return err_trace(r);
        if (!progress.counts)
                return RETENTION_E_UNCOUNTED;
        if (run->approval == APPROVAL_TWO && person_same(context->settings, run->planned_by, context->actor))
                return RETENTION_E_PLANNER;
        json_auto_t *names = json_loads(run->approved_by ? run->approved_by : "[]", 0, NULL);
        json_t *name;
        size_t i;
        json_array_foreach (names, i, name)
                if (person_same(context->settings, json_string_value(name), context->actor))
                        r = RETENTION_E_REPEATED;
        return err_trace(r);
}

static int approve_once(Context *context, int64_t id, RunState *ret_state) {
        Run run;
        int64_t approvals;
        RunState state;
        Store *store = context->store;
        int r = run_lock(store, id, &state);
        if (r == 0)
                r = run_get(store, id, context->arena, &run);
        if (r)
                return r == RUN_E_NONE ? RETENTION_E_NO_RUN : err_trace(r);
        if (state != RUN_PLANNED)
                return RETENTION_E_STATE;
        r = approve_may_approve(context, &run);
        if (r)
                return err_trace(r);
        r = run_approve(store, id, context->actor, clock_today(&context->clock));
        if (r == RUN_E_REPEATED)
                return RETENTION_E_REPEATED;
        if (r == 0)
                r = run_approvals(store, id, &approvals);
        if (r == 0)
                r = approve_note(context, ENTRY_RUN_APPROVED, id, "needs", approval_to_string(run.approval));
        if (r)
                return err_trace(r);
        *ret_state = RUN_PLANNED;
        if (approvals < (run.approval == APPROVAL_TWO ? 2 : 1))
                return 0;
        *ret_state = RUN_APPROVED;
        r = run_step(store, id, RUN_PLANNED, RUN_APPROVED, NULL);
        if (r == 0)
                r = run_enqueue(store, id, clock_today(&context->clock));
        return err_trace(r);
}

int retention_approve(Context *context, int64_t run, RunState *ret_state) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = approve_once(context, run, ret_state);
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}

static int leave_found(Context *context, int64_t id, const char *because) {
        Verification last;
        RunState state;
        Store *store = context->store;
        int r = run_lock(store, id, &state);
        if (r)
                return r == RUN_E_NONE ? RETENTION_E_NO_RUN : err_trace(r);
        if (state != RUN_DISPOSED && state != RUN_STOPPED)
                return RETENTION_E_STATE;
        r = verification_last(store, id, context->arena, &last);
        if (r == RUN_E_NONE || (r == 0 && last.clean))
                return RETENTION_E_NOTHING_FOUND;
        if (r == 0)
                r = finding_decide(store, id, last.findings, because, context->actor,
                                   clock_today(&context->clock));
        if (r == 0)
                r = approve_note(context, ENTRY_RUN_LEFT, id, "because", because);
        return err_trace(r);
}

int retention_decide(Context *context, int64_t run, const char *because) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = leave_found(context, run, because);
        if (r == 0) /* the certificate, when it has been looked at again */
                r = run_enqueue(context->store, run, clock_today(&context->clock));
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}

/* Joins the open transaction. */
