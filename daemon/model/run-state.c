#include "model/run-state.h"

static const char *const names[_RUN_STATE_MAX] = {
        [RUN_PLANNED] = "planned",   [RUN_APPROVED] = "approved", [RUN_RUNNING] = "running",
        [RUN_DISPOSED] = "disposed", [RUN_VERIFIED] = "verified", [RUN_CERTIFIED] = "certified",
        [RUN_STOPPED] = "stopped",   [RUN_FAILED] = "failed",
};

/* A stopped run is never taken up again: what is still due then gets a plan of its own. */
static const struct {
        RunState from, to;
        const char *because;
} edges[] = {
        { RUN_PLANNED, RUN_APPROVED, "approved as policy asks" },
        { RUN_PLANNED, RUN_STOPPED, "withdrawn by a person" },
        { RUN_APPROVED, RUN_RUNNING, "the first batch begins" },
        { RUN_APPROVED, RUN_STOPPED, "withdrawn, or the rule has changed" },
        { RUN_RUNNING, RUN_DISPOSED, "every batch is done" },
        { RUN_RUNNING, RUN_STOPPED, "withdrawn, or the rule has changed" },
        { RUN_RUNNING, RUN_FAILED, "the register refused a batch" },
        { RUN_FAILED, RUN_RUNNING, "tried again" },
        { RUN_FAILED, RUN_STOPPED, "withdrawn by a person" },
        { RUN_DISPOSED, RUN_VERIFIED, "nothing was found left, or a person has decided to leave it" },
        { RUN_VERIFIED, RUN_CERTIFIED, "the certificate is made" },
};

const char *run_state_to_string(RunState state) {
        return names[state];
}

bool run_state_from_string(const char *s, RunState *ret) {
        for (RunState state = 0; state < _RUN_STATE_MAX; state++)
                if (str_eq(names[state], s)) {
                        *ret = state;
                        return true;
                }
        return false;
}

const char *run_state_step(RunState from, RunState to) {
        for (size_t i = 0; i < ELEMENTS(edges); i++)
                if (edges[i].from == from && edges[i].to == to)
                        return edges[i].because;
        return NULL;
}

void run_state_draw(Text *out) {
        text_append(out, "stateDiagram-v2\n    [*] --> planned\n");
        for (size_t i = 0; i < ELEMENTS(edges); i++)
                text_appendf(out, "    %s --> %s: %s\n", names[edges[i].from], names[edges[i].to],
                             edges[i].because);
        text_append(out, "    certified --> [*]\n    stopped --> [*]\n");
}
