#include "model/request-letter.h"

static const char *const kinds[] = { REQUEST_LETTERS(WORD_STRING) };
static const char *const states[] = { REQUEST_LETTER_STATES(WORD_STRING) };

#define NO_EVENT    _REQUEST_EVENT_MAX
#define RIGHT(kind) (1u << REQUEST_##kind)

/* No law names a day by which to say that a request has come; this is the house's own. What stops or moves
 * the clock does so on the day that they are told, so that is the day; an answer goes on its day. */
static const struct {
        RequestEventKind event;
        int days;
        bool answers, by_hand, ends;
        bool tells;      /* though it is no answer */
        unsigned rights; /* 1u << RequestKind, joined: of which; 0: of any */
        const char *cite;
} rows[_REQUEST_LETTER_KIND_MAX] = {
        [REQUEST_LETTER_RECEIVED] = { REQUEST_EVENT_RECEIVED, 5, .cite = "UK GDPR Art 12(2)" },
        [REQUEST_LETTER_IDENTITY] = { REQUEST_EVENT_IDENTITY_ASKED, .cite = "UK GDPR Arts 12(6), 12A(2)(b)" },
        [REQUEST_LETTER_AUTHORITY] = { REQUEST_EVENT_AUTHORITY_ASKED, .cite = "UK GDPR Art 12(6)" },
        [REQUEST_LETTER_CLARIFICATION] = { REQUEST_EVENT_CLARIFICATION_ASKED, .tells = true,
                                           .cite = "UK GDPR Art 12A(5)-(6)" },
        [REQUEST_LETTER_EXTENSION] = { REQUEST_EVENT_EXTENDED, .tells = true,
                                       .cite = "UK GDPR Art 12A(3)-(4)" },
        [REQUEST_LETTER_PROGRESS] = { NO_EVENT, .by_hand = true, .cite = "UK GDPR Art 12(2)" },
        [REQUEST_LETTER_LATE] = { NO_EVENT, .cite = "UK GDPR Art 12(3)" },
        [REQUEST_LETTER_NOTHING] = { NO_EVENT, .answers = true, .by_hand = true,
                                     .cite = "UK GDPR Art 15(1), (1A)" },
        [REQUEST_LETTER_REFUSED] = { REQUEST_EVENT_REFUSED, .answers = true, .cite = "UK GDPR Art 12(4)" },
        [REQUEST_LETTER_ENCLOSED] = { REQUEST_EVENT_RELEASED, .answers = true,
                                      .cite = "UK GDPR Arts 12(1), 15(3)" },
        [REQUEST_LETTER_OUTCOME] = { REQUEST_EVENT_OUTCOME_FOUND, .answers = true, .ends = true,
                                     .rights = RIGHT(COMPLAINT), .cite = "DPA 2018 s.164A(4)" },
        [REQUEST_LETTER_RECTIFIED] = { REQUEST_EVENT_CARRIED_OUT, .answers = true, .ends = true,
                                       .rights = RIGHT(RECTIFICATION), .cite = "UK GDPR Arts 12(3), 16, 19" },
        [REQUEST_LETTER_DONE] = { REQUEST_EVENT_CARRIED_OUT, .answers = true, .ends = true,
                                  .rights = RIGHT(ERASURE) | RIGHT(RESTRICTION) | RIGHT(OBJECTION) |
                                            RIGHT(PORTABILITY),
                                  .cite = "UK GDPR Art 12(3)" },
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

bool request_letter_of_event(RequestKind right, RequestEventKind event, RequestLetterKind *ret) {
        if (event == NO_EVENT)
                return false;
        for (RequestLetterKind kind = 0; kind < _REQUEST_LETTER_KIND_MAX; kind++)
                if (rows[kind].event == event && (!rows[kind].rights || rows[kind].rights & (1u << right))) {
                        *ret = kind;
                        return true;
                }
        return false;
}

bool request_letter_met_by(RequestEventKind event, RequestLetterKind *ret) {
        static const struct {
                RequestEventKind event;
                RequestLetterKind asks;
        } answers[] = { { REQUEST_EVENT_IDENTITY_GIVEN, REQUEST_LETTER_IDENTITY },
                        { REQUEST_EVENT_AUTHORITY_SHOWN, REQUEST_LETTER_AUTHORITY },
                        { REQUEST_EVENT_CLARIFICATION_GIVEN, REQUEST_LETTER_CLARIFICATION } };
        for (size_t i = 0; i < ELEMENTS(answers); i++)
                if (answers[i].event == event) {
                        *ret = answers[i].asks;
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

bool request_letter_answers(RequestLetterKind kind) {
        return rows[kind].answers;
}

bool request_letter_ends(RequestLetterKind kind) {
        return rows[kind].ends;
}

bool request_letter_tells(RequestLetterKind kind) {
        return rows[kind].tells || rows[kind].answers;
}

bool request_letter_by_hand(RequestLetterKind kind) {
        return rows[kind].by_hand;
}

bool request_letter_is_news(RequestLetterKind kind) {
        return kind == REQUEST_LETTER_PROGRESS || kind == REQUEST_LETTER_LATE;
}
