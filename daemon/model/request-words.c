#include "model/request-words.h"

static const char *const kinds[] = { REQUEST_KINDS(WORD_STRING) };
static const char *const requesters[] = { REQUESTERS(WORD_STRING) };
static const char *const channels[] = { REQUEST_CHANNELS(WORD_STRING) };
static const char *const events[] = { REQUEST_EVENTS(WORD_STRING) };

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
