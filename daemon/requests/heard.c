#include "requests/heard.h"

#include "settings/settings.h"

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
        ret->showing = identity || authority;
}
