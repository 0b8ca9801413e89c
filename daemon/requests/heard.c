#include "requests/heard.h"

#include "base/error.h"
#include "settings/settings.h"
#include "store/request-letter.h"

Date heard_missed(const Heard *heard, Date due, Date today) {
        Date missed = DATE_NONE;
        if (heard->promised != DATE_NONE && heard->promised < today)
                missed = heard->promised;
        if (due != DATE_NONE && due < today && due > missed)
                missed = due;
        return missed != DATE_NONE && heard->last <= missed ? missed : DATE_NONE;
}

Date heard_late_by(const Context *context, const Request *request, Date missed) {
        const Holidays *holidays = regimes_holidays(context->settings->regimes, request->jurisdiction);
        return holidays ? holidays_roll(holidays, missed + 1) : missed + 1;
}

/* Of before letters were followed it is told by being made. One that came back has told nobody. */
static Date heard_of_letter(const RequestLetter *letter) {
        if (letter->state == REQUEST_LETTER_IS_TOLD ||
            (letter->state == REQUEST_LETTER_IS_MADE && letter->delivery == _DELIVERY_STATE_MAX))
                return letter->made_on;
        return letter->delivery == DELIVERY_SENT || letter->delivery == DELIVERY_DELIVERED ? letter->sent_on
                                                                                           : DATE_NONE;
}

int heard_extension(Context *c, const char *ref, Date *ret) {
        RequestLetter *letters;
        size_t n;
        *ret = DATE_NONE;
        int r = request_letter_list(c->store, ref, c->arena, &letters, &n);
        for (size_t i = 0; r == 0 && i < n && *ret == DATE_NONE; i++)
                if (letters[i].kind == REQUEST_LETTER_EXTENSION)
                        *ret = heard_of_letter(&letters[i]);
        return err_trace(r);
}

int heard_by_letter(Context *c, const char *ref, bool *ret) {
        RequestLetter *letters;
        size_t n;
        *ret = false;
        int r = request_letter_list(c->store, ref, c->arena, &letters, &n);
        for (size_t i = 0; r == 0 && i < n; i++)
                *ret = *ret || heard_of_letter(&letters[i]) != DATE_NONE;
        return err_trace(r);
}

void heard_read(const RequestEvent *events, size_t n, Heard *ret) {
        *ret = (Heard){ .last = DATE_NONE, .promised = DATE_NONE, .asked = DATE_NONE };
        bool identity = false, authority = false;
        for (size_t i = 0; i < n; i++) {
                const RequestEvent *e = &events[i];
                if (e->kind == REQUEST_EVENT_PROMISED)
                        ret->promised = e->on;
                else if (e->kind == REQUEST_EVENT_RECEIVED || e->kind == REQUEST_EVENT_PROGRESS_TOLD ||
                         e->kind == REQUEST_EVENT_EXTENDED || e->kind == REQUEST_EVENT_IDENTITY_ASKED ||
                         e->kind == REQUEST_EVENT_AUTHORITY_ASKED ||
                         e->kind == REQUEST_EVENT_CLARIFICATION_ASKED)
                        ret->last = e->on > ret->last ? e->on : ret->last;
                if (e->kind == REQUEST_EVENT_IDENTITY_ASKED || e->kind == REQUEST_EVENT_IDENTITY_GIVEN)
                        identity = e->kind == REQUEST_EVENT_IDENTITY_ASKED;
                if (e->kind == REQUEST_EVENT_AUTHORITY_ASKED || e->kind == REQUEST_EVENT_AUTHORITY_SHOWN)
                        authority = e->kind == REQUEST_EVENT_AUTHORITY_ASKED;
                if (e->kind == REQUEST_EVENT_CLARIFICATION_ASKED)
                        ret->asked = e->on;
                else if (e->kind == REQUEST_EVENT_CLARIFICATION_GIVEN)
                        ret->asked = DATE_NONE;
        }
        ret->doubted = identity;
        ret->showing = identity || authority;
}
