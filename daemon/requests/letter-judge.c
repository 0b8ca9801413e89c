#include "requests/letter-judge.h"

#include "base/error.h"
#include "base/text.h"
#include "delivery/delivery.h"
#include "register/register.h"
#include "requests/dossier.h"

static const char *const codes[] = {
#define REASON(name, c, t) (c),
        LETTER_REASONS(REASON)
#undef REASON
};

void letter_put_off(RequestLetter *letter, RequestLetterState state, size_t reason) {
        letter->state = state;
        letter->reason = codes[reason];
}

const char *letter_address_text(Arena *arena, const LetterAddress *address) {
        const char *text = "";
        for (size_t i = 1; i < address->n; i++)
                text = arena_printf(arena, "%s%s\n", text, address->lines[i]);
        return text;
}

/* --- what is known -------------------------------------------------------------------------------------- */

int letter_case_read(Context *c, const Request *request, LetterCase *ret) {
        StatutoryClock clock = { 0 };
        RequestWish *wishes;
        size_t n = 0;
        *ret = (LetterCase){ .context = c, .request = request };
        int r = request_letter_list(c->store, request->ref, c->arena, &ret->letters, &ret->n);
        if (r == 0)
                r = request_events(c->store, request->ref, c->arena, &ret->events, &ret->n_events);
        if (r == 0)
                r = requests_clock(c, request, &clock);
        if (r == REQUESTS_E_CLOCK)
                r = 0; /* of a law that is loaded no longer */
        ret->untold = clock.untold;
        if (r == 0)
                r = wish_list(c->store, request->ref, c->arena, &wishes, &n);
        for (size_t i = 0; r == 0 && i < n; i++) {
                if (wishes[i].kind == WISH_LETTERS_TO)
                        ret->to = wishes[i].value;
                ret->careful |= wishes[i].kind == WISH_SAFE || wishes[i].kind == WISH_NOT_TO;
                ret->form |= wishes[i].kind == WISH_FORM;
        }
        return err_trace(r);
}

static int letter_case_address(LetterCase *of) {
        Context *c = of->context;
        LetterAddress to;
        bool same;
        if (!of->to || letters_address(c, of->to, &to) != LETTER_FAULT_NONE)
                return 0;
        int r = delivery_address_look(c->store, 0, letter_address_text(c->arena, &to), &same, &of->disproved);
        return err_trace(r);
}

int letter_case_look(LetterCase *of) {
        Context *c = of->context;
        SubjectFacts facts;
        OutwardStop stop = { 0 };
        if (!of->request->subject)
                return 0;
        int r = dossier_subject_facts(c, of->request, &facts);
        if (r == REQUESTS_E_SUBJECT) {
                of->gone = true; /* it lapses */
                return 0;
        }
        if (r == 0)
                r = outward_judge(c->store, of->request->subject, facts.shielded, facts.died != DATE_NONE,
                                  clock_today(&c->clock), &stop);
        if (r)
                return err_trace(r);
        of->stopped = stop.difference != 0;
        of->dead = facts.died != DATE_NONE;
        return letter_case_address(of);
}

/* --- whether it may go ---------------------------------------------------------------------------------- */

/* That there is nothing to give is an answer, though it closes nothing. */
static bool letter_answered(const LetterCase *of) {
        for (size_t i = 0; i < of->n; i++)
                if (of->letters[i].kind == REQUEST_LETTER_NOTHING &&
                    (of->letters[i].state == REQUEST_LETTER_IS_MADE ||
                     of->letters[i].state == REQUEST_LETTER_IS_TOLD))
                        return true;
        return false;
}

/* Of several that would say how far it is only the last does. */
static bool letter_newer(const LetterCase *of, const RequestLetter *letter) {
        for (size_t i = 0; i < of->n; i++)
                if (of->letters[i].id > letter->id && of->letters[i].state < REQUEST_LETTER_IS_MADE &&
                    request_letter_is_news(of->letters[i].kind))
                        return true;
        return false;
}

/* Another asks them for something, and says that the request has come as well. */
static bool letter_said_in_another(const LetterCase *of) {
        for (size_t i = 0; i < of->n; i++)
                if (of->letters[i].state < REQUEST_LETTER_IS_MADE &&
                    (of->letters[i].kind == REQUEST_LETTER_IDENTITY ||
                     of->letters[i].kind == REQUEST_LETTER_AUTHORITY))
                        return true;
        return false;
}

bool letter_is_met(const Request *request, const RequestEvent *events, size_t n, RequestLetterKind wanted) {
        RequestLetterKind kind;
        bool met = false;
        for (size_t i = 0; i < n; i++) {
                const RequestEventKind event = events[i].kind;
                if (request_letter_met_by(event, &kind) && kind == wanted)
                        met = true;
                if (request_letter_of_event(request->kind, event, &kind) && kind == wanted)
                        met = false;
        }
        return met;
}

/* An order or an objection about who asks that nobody has weighed since. */
static bool letter_concern(const LetterCase *of) {
        bool concern = false;
        for (size_t i = 0; i < of->n_events; i++)
                if (of->events[i].kind == REQUEST_EVENT_CONCERN_FOUND ||
                    of->events[i].kind == REQUEST_EVENT_CONCERN_WEIGHED)
                        concern = of->events[i].kind == REQUEST_EVENT_CONCERN_FOUND;
        return concern;
}

/* It would say nothing any more, or what is untrue. */
static bool letter_lapses(const LetterCase *of, RequestLetter *letter) {
        const bool to_make = letter->state < REQUEST_LETTER_IS_MADE,
                   news = request_letter_is_news(letter->kind);
        size_t reason;
        if (!of->request->subject || of->gone)
                reason = LETTER_REASON_GONE;
        else if (request_state_is_final(of->request->state) && !request_letter_answers(letter->kind))
                reason = LETTER_REASON_CLOSED;
        else if (letter_is_met(of->request, of->events, of->n_events, letter->kind))
                reason = LETTER_REASON_MET;
        else if (letter->kind == REQUEST_LETTER_EXTENSION && of->untold)
                reason = LETTER_REASON_UNTOLD;
        else if (news && letter_answered(of))
                reason = LETTER_REASON_ANSWERED;
        else if (to_make && news && letter_newer(of, letter))
                reason = LETTER_REASON_NEWER;
        else if (to_make && letter->kind == REQUEST_LETTER_RECEIVED && letter_said_in_another(of))
                reason = LETTER_REASON_ONE;
        else
                return false;
        letter_put_off(letter, REQUEST_LETTER_IS_LAPSED, reason);
        return true;
}

void letter_judge(const LetterCase *of, RequestLetter *letter) {
        const bool read = letter->read;
        if (letter_lapses(of, letter))
                return;
        if (of->stopped)
                letter_put_off(letter, REQUEST_LETTER_IS_WAITING, LETTER_REASON_STOPPED);
        else if (of->dead && !(read && letter->kind == REQUEST_LETTER_REFUSED))
                letter_put_off(letter, REQUEST_LETTER_IS_WAITING, LETTER_REASON_CARE);
        else if (!read && (letter->said || request_letter_tells(letter->kind)) && letter_concern(of))
                letter_put_off(letter, REQUEST_LETTER_IS_WAITING, LETTER_REASON_CONCERN);
        else if (!read && letter->state < REQUEST_LETTER_IS_MADE &&
                 (letter->said || letter->kind == REQUEST_LETTER_NOTHING))
                letter_put_off(letter, REQUEST_LETTER_IS_WAITING, LETTER_REASON_UNSAID);
        else if (!of->to)
                letter_put_off(letter, REQUEST_LETTER_IS_WAITING, LETTER_REASON_NO_ADDRESS);
        else if (of->disproved)
                letter_put_off(letter, REQUEST_LETTER_IS_WAITING, LETTER_REASON_DISPROVED);
        else if (of->form)
                letter_put_off(letter, REQUEST_LETTER_IS_WAITING, LETTER_REASON_FORM);
        else if (of->careful && !read)
                letter_put_off(letter, REQUEST_LETTER_IS_WAITING, LETTER_REASON_SAFETY);
        else
                letter->reason = NULL;
}

/* --- at the moment of sending --------------------------------------------------------------------------- */

static RequestLetter *letter_numbered(const LetterCase *of, int64_t id) {
        for (size_t i = 0; i < of->n; i++)
                if (of->letters[i].id == id)
                        return &of->letters[i];
        return NULL;
}

/* The address must still be the one on it. */
static int letter_judge_address(const LetterCase *of, int64_t delivery, RequestLetter *letter) {
        Context *c = of->context;
        LetterAddress to;
        bool same, disproved;
        (void)letters_address(c, of->to, &to);
        int r = delivery_address_look(c->store, delivery, letter_address_text(c->arena, &to), &same,
                                      &disproved);
        if (r == 0 && !same)
                letter_put_off(letter, REQUEST_LETTER_IS_WAITING, LETTER_REASON_CHANGED);
        return err_trace(r);
}

/* No lock of the request is taken: whoever changes what they wish locks the delivery first. */
static int letter_judge_sending(void *data, Context *c, const Delivery *delivery, DeliveryVerdict *ret) {
        LetterCase of;
        Request request;
        const char *ref;
        (void)data;
        int r = request_letter_of(c->store, delivery->letter.request_letter, c->arena, &ref);
        if (r == 0)
                r = request_load(c->store, ref, c->arena, &request);
        if (r == 0)
                r = letter_case_read(c, &request, &of);
        if (r == SEALING_E_NO_KEY || r == SEALING_E_GONE || r == AGE_E_FORM) {
                *ret = (DeliveryVerdict){ .unknown = true, .met = r };
                return 0;
        }
        if (r)
                return err_trace(r);
        r = letter_case_look(&of);
        if (register_is_away(r)) {
                ret->unknown = true;
                return 0;
        }
        RequestLetter *letter = letter_numbered(&of, delivery->letter.request_letter);
        if (r == 0 && letter->state == REQUEST_LETTER_IS_MADE) {
                letter_judge(&of, letter);
                if (!letter->reason)
                        r = letter_judge_address(&of, delivery->id, letter);
        }
        *ret = (DeliveryVerdict){ .stopped = letter->reason, .over = letter->state > REQUEST_LETTER_IS_MADE };
        if (ret->over && !ret->stopped)
                ret->stopped = codes[LETTER_REASON_TOLD];
        return err_trace(r);
}

const DeliveryJudge requests_letter_judge = { letter_judge_sending, NULL };
