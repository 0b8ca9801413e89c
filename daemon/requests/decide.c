/* What people decide: items, approval, closing without an answer. */
#include "base/error.h"
#include "requests/step.h"
#include "store/dossier.h"

/* The last open item decided makes the dossier reviewed. */
static int review_when_all_decided(Step *step) {
        int64_t open;
        int r = dossier_undecided(step->context->store, step->request.ref, &open);
        if (r || open > 0 || step->request.state != REQUEST_COLLECTED)
                return err_trace(r);
        r = step_move(step, REQUEST_REVIEWED);
        return r ? err_trace(r) : step_event(step, REQUEST_EVENT_REVIEWED, NULL, DATE_NONE);
}

/* What protects the child stays as policy decided it: not even another reason may be given, for a reason that
 * is told would hint at the item. */
static int check_open_to_decision(Step *step, int64_t n) {
        DossierItem *items;
        size_t n_items;
        DisclosureReason because;
        Context *c = step->context;
        int r = dossier_items(c->store, step->request.ref, c->arena, &items, &n_items);
        if (r)
                return err_trace(r);
        for (size_t i = 0; i < n_items; i++)
                if (items[i].n == n && reason_from_code(items[i].because, &because))
                        return reason_protects(because) ? REQUESTS_E_PROTECTED : 0;
        return REQUESTS_E_NONE;
}

int requests_decide(Context *context, const char *ref, const ItemDecision *decision) {
        _cleanup_step_ Step step = { 0 };
        int r = step_begin(&step, context, ref);
        if (r)
                return err_trace(r);
        if (step.request.state != REQUEST_COLLECTED && step.request.state != REQUEST_REVIEWED)
                return REQUESTS_E_STATE;
        r = check_open_to_decision(&step, decision->item);
        if (r)
                return err_trace(r);
        const DossierItem decided = {
                .n = decision->item,
                .decision = decision->decision,
                .because = reason_code(decision->because),
                .decided_by = context->actor,
                .redacted = decision->redacted,
        };
        r = dossier_decide(context->store, ref, &decided, clock_today(&context->clock));
        if (r == REQUEST_STORE_E_NONE)
                return REQUESTS_E_NONE;
        if (r == 0)
                r = step_event_detail(&step, REQUEST_EVENT_DECIDED, decided.because, DATE_NONE,
                                      json_pack("{s:I, s:s, s:s}", "item", (json_int_t)decided.n, "decision",
                                                decision_to_string(decided.decision), "because",
                                                decided.because));
        if (r == 0)
                r = review_when_all_decided(&step);
        return r ? err_trace(r) : step_commit(&step);
}

int requests_approve(Context *context, const char *ref) {
        _cleanup_step_ Step step = { 0 };
        int r = step_begin(&step, context, ref);
        if (r)
                return err_trace(r);
        int64_t open;
        r = dossier_undecided(context->store, ref, &open);
        if (r)
                return err_trace(r);
        if (step.request.state == REQUEST_COLLECTED && open > 0)
                return REQUESTS_E_UNDECIDED;
        r = step_move(&step, REQUEST_APPROVED);
        if (r == 0)
                r = step_event(&step, REQUEST_EVENT_APPROVED, NULL, DATE_NONE);
        if (r == 0)
                r = step_enqueue(&step, JOB_REQUEST_RENDER);
        return r ? err_trace(r) : step_commit(&step);
}

int requests_close(Context *context, const char *ref, const RequestClose *close) {
        _cleanup_step_ Step step = { 0 };
        int r = step_begin(&step, context, ref);
        if (r == 0)
                r = step_close(&step, close->to, close->code);
        if (r == 0 && close->how)
                r = request_note_insert(context->store, ref, close->how);
        return r ? err_trace(r) : step_commit(&step);
}
