/* Rights that a person carries out by hand and answers for: erasure, restriction, objection, portability.
 * What was done is what they say; the engine has not looked. */
#include "requests/right.h"

#include "base/error.h"

static int by_hand_next(Context *context, const Request *request, Want *ret) {
        (void)context;
        if (request->state == REQUEST_IDENTIFIED)
                *ret = (Want){ .what = "decide",
                               .text = "Decide it: muniment request outcome, or muniment request refuse" };
        else if (request->state == REQUEST_DECIDED)
                *ret = (Want){ .what = "carry-out",
                               .text = "Do what was decided, then say so: muniment request fulfil" };
        else
                *ret = (Want){ .what = "answer-them", .text = "It is done: they are to be told" };
        return 0;
}

static int by_hand_outcome(Step *step, const RightDecided *decided) {
        int r = step_move(step, REQUEST_DECIDED);
        return r ? err_trace(r)
                 : right_event(step, REQUEST_EVENT_OUTCOME_FOUND, right_outcome_to_string(decided->outcome),
                               decided->said);
}

/* The letter says how much of it, and in whose words: those of the decision, unless there are newer ones. */
static int by_hand_decided(Step *step, const char **ret_code, const char **said) {
        Context *c = step->context;
        RequestFinding *findings;
        RequestEvent *events;
        size_t n, n_findings;
        int64_t at = 0;
        int r = request_events(c->store, step->request.ref, c->arena, &events, &n);
        if (r == 0)
                r = request_findings(c->store, step->request.ref, c->arena, &findings, &n_findings);
        if (r)
                return err_trace(r);
        for (size_t i = 0; i < n; i++)
                if (events[i].kind == REQUEST_EVENT_OUTCOME_FOUND) {
                        *ret_code = events[i].code;
                        at = events[i].n;
                }
        for (size_t i = 0; !*said && i < n_findings; i++)
                if (findings[i].n == at)
                        *said = findings[i].how;
        return 0;
}

static int by_hand_carry_out(Context *context, const char *ref, const char *said) {
        _cleanup_step_ Step step = { 0 };
        const char *code = NULL;
        int r = right_begin(&step, context, ref);
        if (r == 0)
                r = step_move(&step, REQUEST_CARRIED_OUT);
        if (r == 0)
                r = by_hand_decided(&step, &code, &said);
        if (r == 0)
                r = right_event(&step, REQUEST_EVENT_CARRIED_OUT, code, said);
        return r ? err_trace(r) : step_commit(&step);
}

const Right right_by_hand = { by_hand_next, by_hand_outcome, by_hand_carry_out };
