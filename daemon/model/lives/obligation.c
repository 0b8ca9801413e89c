#include "model/lives/obligation.h"

static const char *const states[_OBLIGATION_STATE_MAX] = {
#define WORD(name, word) [OBLIGATION_##name] = (word),
        OBLIGATION_STATES(WORD)
#undef WORD
};

/* What was met is never open again: a second letter about the same thing would be a second duty. */
static const LifeEdge edges[] = {
        { OBLIGATION_OPEN, OBLIGATION_WAITING, "no letter can be made yet" },
        { OBLIGATION_OPEN, OBLIGATION_MET, "the letter is made", .final = true },
        { OBLIGATION_OPEN, OBLIGATION_LAPSED, "the record has gone", .final = true },
        { OBLIGATION_WAITING, OBLIGATION_OPEN, "what stopped it has ended" },
        { OBLIGATION_WAITING, OBLIGATION_MET, "the letter is made", .final = true },
        { OBLIGATION_WAITING, OBLIGATION_LAPSED, "the record has gone", .final = true },
};

const Life life_of_obligations = { "obligation", states, _OBLIGATION_STATE_MAX, edges, ELEMENTS(edges) };

const char *obligation_state_to_string(ObligationState state) {
        return states[state];
}

bool obligation_state_from_string(const char *s, ObligationState *ret) {
        int state;
        if (!life_state_from_string(&life_of_obligations, s, &state))
                return false;
        *ret = (ObligationState)state;
        return true;
}
