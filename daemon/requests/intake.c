/* The same request twice, how people wish to be reached, and whose work a case is. */
#include "requests/intake.h"

#include "base/error.h"
#include "base/text.h"
#include "delivery/delivery.h"
#include "documents/documents.h"
#include "model/compare.h"
#include "store/delivery.h"
#include "store/request-letter.h"

/* A slip, another order, a name left out; John is not Jane. */
#define SAME_PERSON 0.82

/* Two people of one kind, such as two parents, are two requests. */
static bool same_person(const char *a, const char *b) {
        if (!a || !b)
                return a == b;
        return compare_values(COMPARE_NAME, a, b).score > SAME_PERSON;
}

int intake_alike(Step *step, const RequestNew *new, RequestAlike *ret_first) {
        Context *c = step->context;
        RequestAlike *alike;
        size_t n;
        int r = request_alike(c->store, &step->request, c->arena, &alike, &n);
        if (r)
                return err_trace(r);
        for (size_t i = 0; i < n; i++) {
                if (!same_person(alike[i].name, new->requester_name))
                        continue;
                if (alike[i].open && !new->another) {
                        *ret_first = alike[i];
                        return REQUESTS_E_ALIKE;
                }
                if (!alike[i].open && !step->request.repeats)
                        step->request.repeats = alike[i].ref;
        }
        return 0;
}

int intake_wishes(Step *step, const RequestWish *wishes, size_t n) {
        int r = 0;
        for (size_t i = 0; r == 0 && i < n; i++)
                r = wish_put(step->context->store, step->request.ref, step->request.subject, &wishes[i]);
        return r || n == 0 ? err_trace(r) : step_event(step, REQUEST_EVENT_WISHES_SAID, NULL, DATE_NONE);
}

/* What was made and is in the house still is judged and made anew by what they wish now; what it is not known
 * of is for a person to read again. */
static int intake_recall(Step *step) {
        Store *store = step->context->store;
        RequestLetter *letters;
        size_t n;
        bool back;
        int r = request_letter_list(store, step->request.ref, step->context->arena, &letters, &n);
        for (size_t i = 0; r == 0 && i < n; i++) {
                if (letters[i].state != REQUEST_LETTER_IS_MADE)
                        continue;
                r = delivery_call_back(step->context, (LetterNumber){ .request_letter = letters[i].id },
                                       &back);
                if (r == 0 && back)
                        r = request_letter_recall(store, letters[i].id);
        }
        return r ? err_trace(r) : request_letter_unread(store, step->request.ref);
}

int requests_wish(Context *context, const char *ref, const RequestWish *wishes, size_t n) {
        _cleanup_step_ Step step = { 0 };
        /* What the print room has taken by now has left, and is not made again. */
        int r = n ? documents_settle(context) : 0;
        if (r <= 0)
                r = step_begin(&step, context, ref);
        if (r == 0 && !step.request.subject)
                r = REQUESTS_E_SUBJECT;
        if (r == 0 && (step.request.state == REQUEST_WITHDRAWN || step.request.state == REQUEST_EXPIRED))
                r = REQUESTS_E_STATE;
        if (r == 0 && n)
                r = delivery_lock_of_request(context->store, ref);
        if (r == 0)
                r = intake_wishes(&step, wishes, n);
        if (r == 0 && n)
                r = intake_recall(&step);
        if (r == 0 && n)
                r = step_write(&step, "wishes"); /* one may have waited for this */
        if (r == 0)
                r = step_commit(&step);
        return r ? err_trace(r) : documents_settle(context);
}

int requests_give(Context *context, const char *ref, const char *owner) {
        _cleanup_step_ Step step = { 0 };
        int r = step_begin(&step, context, ref);
        if (r == 0 && request_state_is_final(step.request.state))
                r = REQUESTS_E_STATE;
        if (r == 0)
                r = request_give(context->store, ref, owner);
        if (r == 0)
                r = step_event(&step, REQUEST_EVENT_GIVEN_OVER, NULL, DATE_NONE);
        return r ? err_trace(r) : step_commit(&step);
}
