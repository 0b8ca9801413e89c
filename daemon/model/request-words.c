#include "model/request-words.h"

static const char *const kinds[] = { REQUEST_KINDS(WORD_STRING) };
static const char *const requesters[] = { REQUESTERS(WORD_STRING) };
static const char *const bases[] = { BASES(WORD_STRING) };
static const char *const channels[] = { REQUEST_CHANNELS(WORD_STRING) };
static const char *const wishes[] = { WISHES(WORD_STRING) };
static const char *const outcomes[] = { RIGHT_OUTCOMES(WORD_STRING) };
static const char *const events[] = { REQUEST_EVENTS(WORD_STRING) };

bool identity_evidence_known(const char *word) {
        static const char *const words[] = { IDENTITY_EVIDENCE(WORD_STRING) };
        return str_in(word, words, ELEMENTS(words));
}

bool authority_evidence_known(const char *word) {
        static const char *const words[] = { AUTHORITY_EVIDENCE(WORD_STRING) };
        return str_in(word, words, ELEMENTS(words));
}

bool concern_known(const char *word) {
        static const char *const words[] = { CONCERNS(WORD_STRING) };
        return str_in(word, words, ELEMENTS(words));
}

const char *request_kind_to_string(RequestKind kind) {
        return kinds[kind];
}

bool request_kind_from_string(const char *s, RequestKind *ret) {
        size_t n;
        if (!str_place(s, kinds, ELEMENTS(kinds), &n))
                return false;
        *ret = (RequestKind)n;
        return true;
}

const char *requester_to_string(Requester requester) {
        return requesters[requester];
}

bool requester_from_string(const char *s, Requester *ret) {
        size_t n;
        if (!str_place(s, requesters, ELEMENTS(requesters), &n))
                return false;
        *ret = (Requester)n;
        return true;
}

const char *basis_to_string(Basis basis) {
        return basis == BASIS_NONE ? NULL : bases[basis - 1];
}

bool basis_from_string(const char *s, Basis *ret) {
        size_t n;
        if (!str_place(s, bases, ELEMENTS(bases), &n))
                return false;
        *ret = (Basis)(n + 1);
        return true;
}

const char *request_channel_to_string(RequestChannel channel) {
        return channels[channel];
}

bool request_channel_from_string(const char *s, RequestChannel *ret) {
        size_t n;
        if (!str_place(s, channels, ELEMENTS(channels), &n))
                return false;
        *ret = (RequestChannel)n;
        return true;
}

const char *wish_to_string(Wish wish) {
        return wishes[wish];
}

bool wish_from_string(const char *s, Wish *ret) {
        size_t n;
        if (!str_place(s, wishes, ELEMENTS(wishes), &n))
                return false;
        *ret = (Wish)n;
        return true;
}

const char *request_event_to_string(RequestEventKind kind) {
        return events[kind];
}

bool request_event_from_string(const char *s, RequestEventKind *ret) {
        size_t n;
        if (!str_place(s, events, ELEMENTS(events), &n))
                return false;
        *ret = (RequestEventKind)n;
        return true;
}

const char *right_outcome_to_string(RightOutcome outcome) {
        return outcomes[outcome];
}

bool right_outcome_from_string(const char *s, RightOutcome *ret) {
        size_t n;
        if (!str_place(s, outcomes, ELEMENTS(outcomes), &n))
                return false;
        *ret = (RightOutcome)n;
        return true;
}

bool right_outcome_of(RequestKind right, RightOutcome outcome) {
        return right != REQUEST_ACCESS && (right == REQUEST_COMPLAINT) == (outcome <= OUTCOME_NOT_UPHELD);
}

bool outside_body_known(const char *word) {
        static const char *const words[] = { OUTSIDE_BODIES(WORD_STRING) };
        return str_in(word, words, ELEMENTS(words));
}

bool outside_decision_known(const char *word) {
        static const char *const words[] = { OUTSIDE_DECISIONS(WORD_STRING) };
        return str_in(word, words, ELEMENTS(words));
}
