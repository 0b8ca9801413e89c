#include "requests/heard.h"

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
