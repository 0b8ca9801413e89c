#pragma once
/* The words of a request, each a closed list that the command line, the queue's ledger entries and the checks
 * of muniment.request and muniment.request_event share: a test compares them. */

#include "base/text.h"

/* The right that is exercised (UK GDPR Arts 15 to 18, 20, 21; DPA 2018 s.164A). */
#define REQUEST_KINDS(WORD)                                                                                  \
        WORD(ACCESS, "access")                                                                               \
        WORD(RECTIFICATION, "rectification")                                                                 \
        WORD(ERASURE, "erasure")                                                                             \
        WORD(RESTRICTION, "restriction")                                                                     \
        WORD(OBJECTION, "objection")                                                                         \
        WORD(PORTABILITY, "portability")                                                                     \
        WORD(COMPLAINT, "complaint")

#define REQUESTERS(WORD)                                                                                     \
        WORD(SUBJECT, "subject")                                                                             \
        WORD(PARENT, "parent")                                                                               \
        WORD(REPRESENTATIVE, "representative")

/* How it reached the authority. */
#define REQUEST_CHANNELS(WORD)                                                                               \
        WORD(POST, "post")                                                                                   \
        WORD(PHONE, "phone")                                                                                 \
        WORD(IN_PERSON, "in-person")                                                                         \
        WORD(EMAIL, "email")                                                                                 \
        WORD(WEB, "web")

/* What happens to it. Each leaves a ledger entry of its own, "request-" before the word. */
#define REQUEST_EVENTS(WORD)                                                                                 \
        WORD(RECEIVED, "received")                                                                           \
        WORD(IDENTITY_ASKED, "identity-asked")                                                               \
        WORD(IDENTITY_GIVEN, "identity-given")                                                               \
        WORD(FEE_ASKED, "fee-asked")                                                                         \
        WORD(FEE_PAID, "fee-paid")                                                                           \
        WORD(CLARIFICATION_ASKED, "clarification-asked")                                                     \
        WORD(CLARIFICATION_GIVEN, "clarification-given")                                                     \
        WORD(EXTENDED, "extended")                                                                           \
        WORD(AUTHORITY_RECORDED, "authority-recorded")                                                       \
        WORD(COLLECTED, "collected")                                                                         \
        WORD(DECIDED, "decided")                                                                             \
        WORD(REVIEWED, "reviewed")                                                                           \
        WORD(APPROVED, "approved")                                                                           \
        WORD(RENDERED, "rendered")                                                                           \
        WORD(RELEASED, "released")                                                                           \
        WORD(REFUSED, "refused")                                                                             \
        WORD(WITHDRAWN, "withdrawn")

typedef enum RequestKind {
#define WORD(name, word) REQUEST_##name,
        REQUEST_KINDS(WORD)
#undef WORD
                _REQUEST_KIND_MAX,
} RequestKind;

typedef enum Requester {
#define WORD(name, word) REQUESTER_##name,
        REQUESTERS(WORD)
#undef WORD
                _REQUESTER_MAX,
} Requester;

typedef enum RequestChannel {
#define WORD(name, word) REQUEST_BY_##name,
        REQUEST_CHANNELS(WORD)
#undef WORD
                _REQUEST_CHANNEL_MAX,
} RequestChannel;

typedef enum RequestEventKind {
#define WORD(name, word) REQUEST_EVENT_##name,
        REQUEST_EVENTS(WORD)
#undef WORD
                _REQUEST_EVENT_MAX,
} RequestEventKind;

/* False, and *ret untouched, for an unknown word. */
const char *request_kind_to_string(RequestKind kind);
bool request_kind_from_string(const char *s, RequestKind *ret);
const char *requester_to_string(Requester requester);
bool requester_from_string(const char *s, Requester *ret);
const char *request_channel_to_string(RequestChannel channel);
bool request_channel_from_string(const char *s, RequestChannel *ret);
const char *request_event_to_string(RequestEventKind kind);
bool request_event_from_string(const char *s, RequestEventKind *ret);
