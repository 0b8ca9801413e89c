#include "model/request-letter.h"

static const char *const kinds[] = { REQUEST_LETTERS(WORD_STRING) };
static const char *const states[] = { REQUEST_LETTER_STATES(WORD_STRING) };

/* No law names a day by which to say that a request has come; this is the house's own. What stops or moves
 * the clock does so on the day that they are told, so that is the day. */
static const struct {
        RequestEventKind event;
        int days;
        const char *cite;
} rows[_REQUEST_LETTER_KIND_MAX] = {
        [REQUEST_LETTER_RECEIVED] = { REQUEST_EVENT_RECEIVED, 5, "UK GDPR Art 12(2)" },
        [REQUEST_LETTER_IDENTITY] = { REQUEST_EVENT_IDENTITY_ASKED, 0, "UK GDPR Arts 12(6), 12A(2)(b)" },
        [REQUEST_LETTER_AUTHORITY] = { REQUEST_EVENT_AUTHORITY_ASKED, 0, "UK GDPR Art 12(6)" },
        [REQUEST_LETTER_CLARIFICATION] = { REQUEST_EVENT_CLARIFICATION_ASKED, 0, "UK GDPR Art 12A(5)-(6)" },
        [REQUEST_LETTER_EXTENSION] = { REQUEST_EVENT_EXTENDED, 0, "UK GDPR Art 12A(3)-(4)" },
};

const char *request_letter_to_string(RequestLetterKind kind) {
        return kinds[kind];
}

bool request_letter_from_string(const char *s, RequestLetterKind *ret) {
        size_t n;
        if (!str_place(s, kinds, ELEMENTS(kinds), &n))
                return false;
        *ret = (RequestLetterKind)n;
        return true;
}

const char *request_letter_state_to_string(RequestLetterState state) {
        return states[state];
}

bool request_letter_state_from_string(const char *s, RequestLetterState *ret) {
        size_t n;
        if (!str_place(s, states, ELEMENTS(states), &n))
                return false;
        *ret = (RequestLetterState)n;
        return true;
}

bool request_letter_of_event(RequestEventKind event, RequestLetterKind *ret) {
        for (RequestLetterKind kind = 0; kind < _REQUEST_LETTER_KIND_MAX; kind++)
                if (rows[kind].event == event) {
                        *ret = kind;
                        return true;
                }
        return false;
}

Date request_letter_due(RequestLetterKind kind, Date on) {
        return on + rows[kind].days;
}

const char *request_letter_cite(RequestLetterKind kind) {
        return rows[kind].cite;
}
