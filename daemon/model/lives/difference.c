#include "model/lives/difference.h"

static const char *const states[_DIFFERENCE_STATE_MAX] = {
#define WORD(name, word) [DIFFERENCE_##name] = (word),
        DIFFERENCE_STATES(WORD)
#undef WORD
};

static const LifeEdge edges[] = {
        { DIFFERENCE_OPEN, DIFFERENCE_ASKED, "the person is asked" },
        { DIFFERENCE_OPEN, DIFFERENCE_STANDS, "found true, and binds" },
        { DIFFERENCE_OPEN, DIFFERENCE_SETTLED, "kept, or put right by hand", .final = true },
        { DIFFERENCE_OPEN, DIFFERENCE_CORRECTED, "the register is corrected", .final = true },
        { DIFFERENCE_OPEN, DIFFERENCE_GONE, "found no more", .final = true },
        { DIFFERENCE_ASKED, DIFFERENCE_STANDS, "found true, and binds" },
        { DIFFERENCE_ASKED, DIFFERENCE_SETTLED, "kept, or put right by hand", .final = true },
        { DIFFERENCE_ASKED, DIFFERENCE_CORRECTED, "the register is corrected", .final = true },
        { DIFFERENCE_ASKED, DIFFERENCE_GONE, "found no more", .final = true },
        { DIFFERENCE_STANDS, DIFFERENCE_SETTLED, "taken back", .final = true },
        { DIFFERENCE_STANDS, DIFFERENCE_CORRECTED, "the register is corrected", .final = true },
        { DIFFERENCE_STANDS, DIFFERENCE_GONE, "the register says the same", .final = true },
};

const Life life_of_differences = { "difference", states, _DIFFERENCE_STATE_MAX, edges, ELEMENTS(edges) };

const char *difference_state_to_string(DifferenceState state) {
        return states[state];
}

bool difference_state_from_string(const char *s, DifferenceState *ret) {
        int state;
        if (!life_state_from_string(&life_of_differences, s, &state))
                return false;
        *ret = (DifferenceState)state;
        return true;
}
