#pragma once
/* Stopping a run, for what stops it for reasons of its own. */

#include "store/context.h"

/* retention_stop() within the transaction that is open. RETENTION_E_NO_RUN, RETENTION_E_STATE. */
int retention_stop_within(Context *context, int64_t run, const char *reason);
