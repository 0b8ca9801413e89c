/* A complaint to us (DPA 2018 s.164A): acknowledged, enquired into, decided by somebody who did not decide
 * first. */
#include "requests/right.h"

#include "base/error.h"
#include "base/text.h"

/* An enquiry that nobody has answered for so long is asked about again. No law names the number: it is the
 * house's. */
#define ENQUIRY_DAYS 14

/* The oldest enquiry for which no answer has come, each answer being to the oldest; DATE_NONE: none. */
static Date enquiry_open(const RequestEvent *events, size_t n) {
        size_t answered = 0;
        for (size_t i = 0; i < n; i++)
                answered += events[i].kind == REQUEST_EVENT_ENQUIRY_ANSWERED;
        for (size_t i = 0; i < n; i++)
                if (events[i].kind == REQUEST_EVENT_ENQUIRY_MADE && answered-- == 0)
                        return events[i].on;
        return DATE_NONE;
}

static int complaint_next(Context *c, const Request *request, Want *ret) {
        RequestEvent *events;
        size_t n;
        if (request->state != REQUEST_IDENTIFIED) {
                *ret = (Want){ .what = "answer-them", .text = "The outcome is found: they are to be told" };
                return 0;
        }
        int r = request_events(c->store, request->ref, c->arena, &events, &n);
        if (r)
                return err_trace(r);
        const Date asked = enquiry_open(events, n);
        if (asked == DATE_NONE)
                *ret = (Want){
                        .what = "outcome",
                        .text = "Look into it (muniment request enquiry), and find the outcome: somebody "
                                "who did not decide first"
                };
        else
                *ret = (Want){ .what = "enquiry",
                               .text = arena_printf(c->arena, "An enquiry of %s waits for its answer",
                                                    DATE_TEXT(asked)),
                               .by = asked + ENQUIRY_DAYS };
        return 0;
}

static int complaint_outcome(Step *step, const RightDecided *decided) {
        bool may;
        int r = request_may_find(step->context->store, step->request.ref, &may);
        if (r == 0 && !may)
                return REQUESTS_E_FIRST_HAND;
        if (r == 0)
                r = step_move(step, REQUEST_DECIDED);
        return r ? err_trace(r)
                 : right_event(step, REQUEST_EVENT_OUTCOME_FOUND, right_outcome_to_string(decided->outcome),
                               decided->said);
}

const Right right_complaint = { complaint_next, complaint_outcome, NULL };

/* Looking into it waits for nothing, not even for who complains to be settled. */
static int complaint_begin(Step *step, Context *context, const char *ref) {
        int r = step_begin(step, context, ref);
        if (r)
                return err_trace(r);
        if (step->request.kind != REQUEST_COMPLAINT)
                return REQUESTS_E_RIGHT;
        return 0;
}

int requests_enquiry(Context *context, const char *ref, const RightEnquiry *enquiry) {
        _cleanup_step_ Step step = { 0 };
        int r = complaint_begin(&step, context, ref);
        if (r == 0 && request_state_is_final(step.request.state))
                r = REQUESTS_E_STATE;
        if (r == 0)
                r = step_event(&step,
                               enquiry->answered ? REQUEST_EVENT_ENQUIRY_ANSWERED
                                                 : REQUEST_EVENT_ENQUIRY_MADE,
                               NULL, enquiry->on);
        if (r == 0 && enquiry->how)
                r = request_note_insert(context->store, ref, step.request.subject, enquiry->how);
        return r ? err_trace(r) : step_commit(&step);
}

int requests_outside(Context *context, const char *ref, const RequestOutside *outside) {
        _cleanup_step_ Step step = { 0 };
        const bool decided = outside->decided != NULL;
        int r = complaint_begin(&step, context, ref);
        if (r == 0)
                r = request_outside_put(context->store, ref, outside);
        if (r == 0)
                r = step_event(&step,
                               decided ? REQUEST_EVENT_REGULATOR_DECIDED : REQUEST_EVENT_REGULATOR_ASKED,
                               decided ? outside->decided : outside->body, outside->on);
        return r ? err_trace(r) : step_commit(&step);
}
