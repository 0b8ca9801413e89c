/* The steps that every right but access has. */
#include "requests/right.h"

#include "base/error.h"
#include "requests/gate.h"

const Right *right_of(RequestKind kind) {
        return kind == REQUEST_COMPLAINT       ? &right_complaint
               : kind == REQUEST_RECTIFICATION ? &right_rectification
                                               : &right_by_hand;
}

int right_begin(Step *step, Context *context, const char *ref) {
        int r = step_begin(step, context, ref);
        if (r)
                return err_trace(r);
        if (step->request.kind == REQUEST_ACCESS)
                return REQUESTS_E_RIGHT;
        if (request_state_is_final(step->request.state))
                return REQUESTS_E_STATE;
        r = gate_identify(step, NULL);
        return r ? err_trace(r) : gate_pass(context, &step->request, NULL);
}

int right_event(Step *step, RequestEventKind kind, const char *code, const char *how) {
        int r = step_event(step, kind, code, DATE_NONE);
        if (r == 0 && how)
                r = request_note_insert(step->context->store, step->request.ref, step->request.subject, how);
        return err_trace(r);
}

/* Each letter says that it has come, so the first one acknowledges it (DPA 2018 s.164A(4)). */
static int right_acknowledge(Step *step) {
        Context *c = step->context;
        StatutoryClock clock;
        int r = requests_clock(c, &step->request, &clock);
        if (r)
                return r == REQUESTS_E_CLOCK ? 0 : err_trace(r); /* of a law that is loaded no longer */
        if (clock.state != CLOCK_MET) {
                r = step_event(step, REQUEST_EVENT_ACKNOWLEDGED, NULL, DATE_NONE);
                if (r == 0)
                        r = requests_clock(c, &step->request, &clock);
        }
        return r ? err_trace(r) : request_set_due(c->store, step->request.ref, clock.due);
}

int right_told(Step *step, RequestLetterKind letter) {
        int r = 0;
        if (step->request.kind == REQUEST_ACCESS || request_state_is_final(step->request.state))
                return 0;
        if (step->request.kind == REQUEST_COMPLAINT)
                r = right_acknowledge(step);
        if (r || !request_letter_ends(letter))
                return err_trace(r);
        r = step_move(step, REQUEST_ANSWERED);
        if (r == 0)
                r = step_release_hold(step);
        return r ? err_trace(r) : step_event(step, REQUEST_EVENT_ANSWERED, NULL, DATE_NONE);
}

int requests_outcome(Context *context, const char *ref, const RightDecided *decided) {
        _cleanup_step_ Step step = { 0 };
        int r = right_begin(&step, context, ref);
        if (r)
                return err_trace(r);
        const Right *right = right_of(step.request.kind);
        if (!right->outcome)
                return REQUESTS_E_RIGHT;
        if (!right_outcome_of(step.request.kind, decided->outcome))
                return REQUESTS_E_OUTCOME;
        r = right->outcome(&step, decided);
        return r ? err_trace(r) : step_commit(&step);
}

int requests_carry_out(Context *context, const char *ref, const char *said) {
        Request request;
        int r = request_load(context->store, ref, context->arena, &request);
        if (r == REQUEST_STORE_E_NONE)
                return REQUESTS_E_NONE;
        if (r == 0 && (request.kind == REQUEST_ACCESS || !right_of(request.kind)->carry_out))
                return REQUESTS_E_RIGHT;
        return r ? err_trace(r) : right_of(request.kind)->carry_out(context, ref, said);
}
