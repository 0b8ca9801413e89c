#pragma once
/* The life of a retention run. */

#include "model/life.h"

#define RUN_STATES(WORD)                                                                                     \
        WORD(PLANNED, "planned")                                                                             \
        WORD(APPROVED, "approved")                                                                           \
        WORD(RUNNING, "running")                                                                             \
        WORD(DISPOSED, "disposed")                                                                           \
        WORD(VERIFIED, "verified")                                                                           \
        WORD(CERTIFIED, "certified")                                                                         \
        WORD(STOPPED, "stopped")                                                                             \
        WORD(FAILED, "failed")

typedef enum RunState {
#define WORD(name, word) RUN_##name,
        RUN_STATES(WORD)
#undef WORD
                _RUN_STATE_MAX,
} RunState;

/* Open: what it planned may still go. */
extern const Life life_of_runs;

const char *run_state_to_string(RunState state);
/* False, *ret untouched: no such state. */
bool run_state_from_string(const char *s, RunState *ret);
/* Why the step may be taken, one short phrase; NULL: it may not. */
const char *run_state_step(RunState from, RunState to);
