#include "model/lives/attempt.h"

static const char *const states[_ATTEMPT_STATE_MAX] = {
#define WORD(name, word) [ATTEMPT_##name] = (word),
        ATTEMPT_STATES(WORD)
#undef WORD
};

static const LifeEdge edges[] = {
        { ATTEMPT_PLANNED, ATTEMPT_SENDING, "it is begun" },
        { ATTEMPT_PLANNED, ATTEMPT_DELIVERED, "a person handed it over", .final = true },
        { ATTEMPT_PLANNED, ATTEMPT_FAILED, "stopped before it was begun", .final = true },
        { ATTEMPT_SENDING, ATTEMPT_ACCEPTED, "the channel has it" },
        { ATTEMPT_SENDING, ATTEMPT_DOUBTFUL, "no answer came" },
        { ATTEMPT_SENDING, ATTEMPT_FAILED, "refused, or stopped", .final = true },
        { ATTEMPT_DOUBTFUL, ATTEMPT_ACCEPTED, "asked, the channel has it" },
        { ATTEMPT_DOUBTFUL, ATTEMPT_PLANNED, "asked, it never had it" },
        { ATTEMPT_DOUBTFUL, ATTEMPT_FAILED, "asked, it refused it", .final = true },
        { ATTEMPT_ACCEPTED, ATTEMPT_DISPATCHED, "it has left the house" },
        { ATTEMPT_ACCEPTED, ATTEMPT_FAILED, "stopped, refused, or not taken", .final = true },
        { ATTEMPT_ACCEPTED, ATTEMPT_RETURNED, "it came back", .final = true },
        { ATTEMPT_DISPATCHED, ATTEMPT_DELIVERED, "proved, or its days have passed", .final = true },
        { ATTEMPT_DISPATCHED, ATTEMPT_FAILED, "handed over otherwise, or lost", .final = true },
        { ATTEMPT_DISPATCHED, ATTEMPT_RETURNED, "it came back", .final = true },
        { ATTEMPT_FAILED, ATTEMPT_RETURNED, "called back too late, it came back" },
        { ATTEMPT_DELIVERED, ATTEMPT_RETURNED, "it came back after all" },
        { ATTEMPT_RETURNED, ATTEMPT_DELIVERED, "that was a mistake, and it had left" },
        { ATTEMPT_RETURNED, ATTEMPT_FAILED, "that was a mistake, and it had not left" },
};

const Life life_of_attempts = { "attempt", states, _ATTEMPT_STATE_MAX, edges, ELEMENTS(edges) };

const char *attempt_state_to_string(AttemptState state) {
        return states[state];
}

bool attempt_state_from_string(const char *s, AttemptState *ret) {
        int state;
        if (!life_state_from_string(&life_of_attempts, s, &state))
                return false;
        *ret = (AttemptState)state;
        return true;
}
