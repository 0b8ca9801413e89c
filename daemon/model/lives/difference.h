#pragma once
/* The life of a difference between a register and a source. */

#include "model/life.h"

/* open: nobody has decided. asked: the person it is about, or who cares for them, has been asked. stands: it
 * was found true, and binds until the register says so too. settled: the register's value stays, or was put
 * right there by hand. corrected: we have put it right. gone: found no more. */
#define DIFFERENCE_STATES(WORD)                                                                              \
        WORD(OPEN, "open")                                                                                   \
        WORD(ASKED, "asked")                                                                                 \
        WORD(STANDS, "stands")                                                                               \
        WORD(SETTLED, "settled")                                                                             \
        WORD(CORRECTED, "corrected")                                                                         \
        WORD(GONE, "gone")

typedef enum DifferenceState {
#define WORD(name, word) DIFFERENCE_##name,
        DIFFERENCE_STATES(WORD)
#undef WORD
                _DIFFERENCE_STATE_MAX,
} DifferenceState;

/* Open: it waits for a person, or binds. */
extern const Life life_of_differences;

const char *difference_state_to_string(DifferenceState state);
/* False, and *ret untouched, for an unknown word. */
bool difference_state_from_string(const char *s, DifferenceState *ret);
