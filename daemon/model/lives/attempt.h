#pragma once
/* The life of an attempt to hand one letter over by one channel. */

#include "model/life.h"

/* planned: on record, not begun. sending: begun. doubtful: begun, and no answer came; the channel is asked
 * before anything is sent again. accepted: the channel has it. dispatched: it has left the house, and nothing
 * can call it back. delivered: it was handed over, or counts as received. failed: the channel could not, or
 * it was stopped. returned: it came back. */
#define ATTEMPT_STATES(WORD)                                                                                 \
        WORD(PLANNED, "planned")                                                                             \
        WORD(SENDING, "sending")                                                                             \
        WORD(DOUBTFUL, "doubtful")                                                                           \
        WORD(ACCEPTED, "accepted")                                                                           \
        WORD(DISPATCHED, "dispatched")                                                                       \
        WORD(DELIVERED, "delivered")                                                                         \
        WORD(FAILED, "failed")                                                                               \
        WORD(RETURNED, "returned")

typedef enum AttemptState {
#define WORD(name, word) ATTEMPT_##name,
        ATTEMPT_STATES(WORD)
#undef WORD
                _ATTEMPT_STATE_MAX,
} AttemptState;

/* Open: somebody or something is still to be heard of. */
extern const Life life_of_attempts;

const char *attempt_state_to_string(AttemptState state);
/* False, and *ret untouched, for an unknown word. */
bool attempt_state_from_string(const char *s, AttemptState *ret);
