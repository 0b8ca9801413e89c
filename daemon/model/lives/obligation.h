#pragma once
/* The life of a duty to tell somebody something. */

#include "model/life.h"

/* open: to be met. waiting: cannot be yet, a person sees to it. met: the letter is made. lapsed: nobody is to
 * be told any more. */
#define OBLIGATION_STATES(WORD)                                                                              \
        WORD(OPEN, "open")                                                                                   \
        WORD(WAITING, "waiting")                                                                             \
        WORD(MET, "met")                                                                                     \
        WORD(LAPSED, "lapsed")

typedef enum ObligationState {
#define WORD(name, word) OBLIGATION_##name,
        OBLIGATION_STATES(WORD)
#undef WORD
                _OBLIGATION_STATE_MAX,
} ObligationState;

/* Open: its day comes nearer. */
extern const Life life_of_obligations;

const char *obligation_state_to_string(ObligationState state);
/* False, and *ret untouched, for an unknown word. */
bool obligation_state_from_string(const char *s, ObligationState *ret);
