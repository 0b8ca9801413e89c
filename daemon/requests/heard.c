#include "requests/heard.h"

void heard_read(const RequestEvent *events, size_t n, Heard *ret) {
        *ret = (Heard){ .last = DATE_NONE, .promised = DATE_NONE, .asked = DATE_NONE };
        for (size_t i = 0; i < n; i++) {
                const RequestEvent *e = &events[i];
                if (e->kind == REQUEST_EVENT_PROMISED)
                        ret->promised = e->on;
                else if (e->kind == REQUEST_EVENT_RECEIVED || e->kind == REQUEST_EVENT_PROGRESS_TOLD ||
                         e->kind == REQUEST_EVENT_EXTENDED || e->kind == REQUEST_EVENT_IDENTITY_ASKED ||
                         e->kind == REQUEST_EVENT_AUTHORITY_ASKED ||
                         e->kind == REQUEST_EVENT_CLARIFICATION_ASKED)
                        ret->last = e->on > ret->last ? e->on : ret->last;
                if (e->kind == REQUEST_EVENT_IDENTITY_ASKED || e->kind == REQUEST_EVENT_AUTHORITY_ASKED)
                        ret->showing = true;
                else if (e->kind == REQUEST_EVENT_IDENTITY_GIVEN || e->kind == REQUEST_EVENT_AUTHORITY_SHOWN)
                        ret->showing = false;
                if (e->kind == REQUEST_EVENT_CLARIFICATION_ASKED)
                        ret->asked = e->on;
                else if (e->kind == REQUEST_EVENT_CLARIFICATION_GIVEN)
                        ret->asked = DATE_NONE;
        }
}
