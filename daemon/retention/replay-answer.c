/* What people decide about a replay: they approve it, and say of what it found whose it is. */
#include "base/error.h"
#include "model/rule.h"
#include "retention/person.h"
#include "retention/replay.h"
#include "store/closing.h"
#include "store/json.h"

#include <stdlib.h>

/* The open closing of the register, locked. */
static int lock_closing(Context *context, const char *register_name, Closing *ret) {
        int64_t batches;
        int r = closing_get(context->store, register_name, context->arena, ret);
        if (r == 0)
                r = closing_lock(context->store, ret->id, &batches);
        return r == RESTORE_E_NONE ? REPLAY_E_OPEN : err_trace(r);
}

/* Two approvals are two people's, and who planned is not one of them: as with a run. */
static int replay_answer_may_approve(Context *context, const ReplayPlan *plan) {
        int r = 0;
        size_t i;
        if (plan->approval == APPROVAL_TWO &&
            person_same(context->settings, plan->planned_by, context->actor))
                return REPLAY_E_PLANNER;
        json_auto_t *names = json_loads(plan->approved_by ? plan->approved_by : "[]", 0, NULL);
        json_t *name;
        json_array_foreach (names, i, name)
                if (person_same(context->settings, json_string_value(name), context->actor))
                        r = REPLAY_E_REPEATED;
        return err_trace(r);
}

static int replay_answer_approve(Context *context, const char *register_name, int64_t closing,
                                 bool *ret_approved) {
        Store *store = context->store;
        ReplayCounts counts;
        ReplayPlan plan;
        int64_t approvals;
        int r = replay_counts(store, closing, &counts);
        if (r == 0)
                r = replay_plan_get(store, closing, context->arena, &plan);
        if (r == 0 && (!plan.planned_by || counts.unapproved == 0))
                return REPLAY_E_NOTHING;
        if (r == 0)
                r = replay_answer_may_approve(context, &plan);
        if (r == 0)
                r = replay_approve(store, closing, context->actor, clock_today(&context->clock), &approvals);
        if (r)
                return err_trace(r);
        *ret_approved = approvals >= (plan.approval == APPROVAL_TWO ? 2 : 1);
        if (*ret_approved)
                r = replay_approved(store, closing);
        if (r == 0)
                r = replay_note(context, register_name, ENTRY_REPLAY_APPROVED,
                                json_pack("{s:I, s:s}", "records", (json_int_t)counts.goes, "needs",
                                          approval_to_string(plan.approval)));
        return err_trace(r);
}

int retention_replay_approve(Context *context, const char *register_name, bool *ret_approved) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Closing closing;
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = lock_closing(context, register_name, &closing);
        if (r == 0)
                r = replay_answer_approve(context, register_name, closing.id, ret_approved);
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}

int retention_replay_answer(Context *context, const char *register_name, const int64_t *ids, size_t n,
                            bool goes, const char *why) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Closing closing;
        int64_t answered;
        const char *asked;
        const ReplayAnswer answer = { .ids = ids,
                                      .n = n,
                                      .goes = goes,
                                      .by = context->actor,
                                      .why = why,
                                      .on = clock_today(&context->clock) };
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = lock_closing(context, register_name, &closing);
        if (r == 0)
                r = replay_answer(context->store, closing.id, &answer, context->arena, &answered, &asked);
        if (r == 0 && (ids ? answered != (int64_t)n : answered == 0))
                return REPLAY_E_NOTHING;
        if (r == 0)
                r = replay_note(context, register_name, ENTRY_REPLAY_ANSWERED,
                                json_pack("{s:I, s:o, s:s, s:s}", "findings", (json_int_t)answered, "asked",
                                          json_loads(asked, 0, NULL), "answer", goes ? "goes" : "stays",
                                          "reason", why));
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}
