#pragma once
/* The life of a retention run. One table says which steps there are; sql/migrate/0004-retention.sql holds the
 * same edges (a test compares), and the table draws the picture in ARCHITECTURE.md. */

#include "base/text.h"

typedef enum RunState {
        RUN_PLANNED,
        RUN_APPROVED,
        RUN_RUNNING,
        RUN_DISPOSED,
        RUN_VERIFIED,
        RUN_CERTIFIED,
        RUN_STOPPED,
        RUN_FAILED,
        _RUN_STATE_MAX,
} RunState;

const char *run_state_to_string(RunState state);
/* False, *ret untouched: no such state. */
bool run_state_from_string(const char *s, RunState *ret);
/* Why the step may be taken, one short phrase; NULL: it may not. */
const char *run_state_step(RunState from, RunState to);
/* The table as a Mermaid state diagram. */
void run_state_draw(Text *out);
