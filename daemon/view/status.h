#pragma once
/* How things stand, gathered for muniment status, and as text and JSON. */

#include "base/text.h"
#include "cli/session.h"
#include "monitor/attention.h"
#include "store/closing.h"
#include "store/hold.h"
#include "store/job.h"
#include "store/restore.h"
#include "store/run-progress.h"
#include "store/status.h"

typedef struct StatusAnswer {
        JobCounts counts;
        StatusView view;
        HoldCounts holds;
        JobView *failed, *next;
        Figure *figures;
        Attention *attention;
        OpenRun *runs;
        size_t n_runs, n_failed, n_next, n_figures, n_attention, n_closed;
        Closing *closed; /* registers that are */
} StatusAnswer;

/* Everything lives in the arena. A condition of the store or a fault. */
int status_gather(const Session *session, Arena *arena, StatusAnswer *ret);
json_t *status_json(const StatusAnswer *answer);
/* Lines for a person. colour: with the terminal's bold and red. */
void status_write(const StatusAnswer *answer, bool colour, Arena *arena, Text *out);
