#include "model/lives/run.h"

static const char *const states[_RUN_STATE_MAX] = {
#define WORD(name, word) [RUN_##name] = (word),
        RUN_STATES(WORD)
#undef WORD
};

/* A stopped run is never taken up again: what is still due then gets a plan of its own. */
static const LifeEdge edges[] = {
        { RUN_PLANNED, RUN_APPROVED, "approved as policy asks" },
        { RUN_PLANNED, RUN_STOPPED, "withdrawn by a person", .final = true },
        { RUN_APPROVED, RUN_RUNNING, "the first batch begins" },
        { RUN_APPROVED, RUN_STOPPED, "withdrawn, or the rule has changed", .final = true },
        { RUN_RUNNING, RUN_DISPOSED, "every batch is done", .final = true },
        { RUN_RUNNING, RUN_STOPPED, "withdrawn, or the rule has changed", .final = true },
        { RUN_RUNNING, RUN_FAILED, "the register refused a batch" },
        { RUN_FAILED, RUN_RUNNING, "tried again" },
        { RUN_FAILED, RUN_STOPPED, "withdrawn by a person", .final = true },
        { RUN_DISPOSED, RUN_VERIFIED, "nothing was found left, or a person has decided to leave it" },
        { RUN_VERIFIED, RUN_CERTIFIED, "the certificate is made" },
};

const Life life_of_runs = { "run", states, _RUN_STATE_MAX, edges, ELEMENTS(edges) };

const char *run_state_to_string(RunState state) {
        return states[state];
}

bool run_state_from_string(const char *s, RunState *ret) {
        int state;
        if (!life_state_from_string(&life_of_runs, s, &state))
                return false;
        *ret = (RunState)state;
        return true;
}

const char *run_state_step(RunState from, RunState to) {
        return life_step(&life_of_runs, (int)from, (int)to);
}
