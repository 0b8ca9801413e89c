#pragma once
/* The lives of requests: a life a right, of one list of words. */

#include "model/life.h"
#include "model/request-words.h"

/* identified: we know who asks, and that they may. collected: the dossier stands; some items may await a
 * decision. reviewed: every item is decided. approved: a person answers for the decisions. expired: the
 * report is no longer kept.
 * Of rights other than access: decided: a person has decided it. carried-out: what was decided is done.
 * answered: they have been told. */
#define REQUEST_STATES(WORD)                                                                                 \
        WORD(RECEIVED, "received")                                                                           \
        WORD(IDENTIFIED, "identified")                                                                       \
        WORD(COLLECTED, "collected")                                                                         \
        WORD(REVIEWED, "reviewed")                                                                           \
        WORD(APPROVED, "approved")                                                                           \
        WORD(RENDERED, "rendered")                                                                           \
        WORD(DECIDED, "decided")                                                                             \
        WORD(CARRIED_OUT, "carried-out")                                                                     \
        WORD(RELEASED, "released")                                                                           \
        WORD(EXPIRED, "expired")                                                                             \
        WORD(ANSWERED, "answered")                                                                           \
        WORD(REFUSED, "refused")                                                                             \
        WORD(WITHDRAWN, "withdrawn")

typedef enum RequestState {
#define WORD(name, word) REQUEST_##name,
        REQUEST_STATES(WORD)
#undef WORD
                _REQUEST_STATE_MAX,
} RequestState;

extern const char *const request_states[_REQUEST_STATE_MAX];

/* Of access; of a complaint; of rectification; of every other right. Open: the clock runs. */
extern const Life life_of_requests, life_of_complaints, life_of_rectifications, life_of_rights;
const Life *life_of_request(RequestKind kind);

/* NULL when the step is illegal, else what happened. */
const char *request_may_move(RequestKind kind, RequestState from, RequestState to);
const char *request_state_to_string(RequestState state);
/* False for an unknown word. */
bool request_state_from_string(const char *s, RequestState *ret);
/* Nothing more will happen to the requester's disadvantage: the clock has stopped for good. No word means
 * that in one life and not in another. */
bool request_state_is_final(RequestState state);
