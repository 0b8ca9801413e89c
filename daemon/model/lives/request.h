#pragma once
/* The life of a request. */

#include "model/life.h"

/* identified: we know who asks, and that they may. collected: the dossier stands; some items may await a
 * decision. reviewed: every item is decided. approved: a person answers for the decisions. expired: the
 * report is no longer kept. */
#define REQUEST_STATES(WORD)                                                                                 \
        WORD(RECEIVED, "received")                                                                           \
        WORD(IDENTIFIED, "identified")                                                                       \
        WORD(COLLECTED, "collected")                                                                         \
        WORD(REVIEWED, "reviewed")                                                                           \
        WORD(APPROVED, "approved")                                                                           \
        WORD(RENDERED, "rendered")                                                                           \
        WORD(RELEASED, "released")                                                                           \
        WORD(EXPIRED, "expired")                                                                             \
        WORD(REFUSED, "refused")                                                                             \
        WORD(WITHDRAWN, "withdrawn")

typedef enum RequestState {
#define WORD(name, word) REQUEST_##name,
        REQUEST_STATES(WORD)
#undef WORD
                _REQUEST_STATE_MAX,
} RequestState;

/* Open: the clock runs. */
extern const Life life_of_requests;

/* NULL when the step is illegal, else what happened. */
const char *request_may_move(RequestState from, RequestState to);
const char *request_state_to_string(RequestState state);
/* False for an unknown word. */
bool request_state_from_string(const char *s, RequestState *ret);
/* Nothing more will happen to the requester's disadvantage: the clock has stopped for good. */
bool request_state_is_final(RequestState state);
