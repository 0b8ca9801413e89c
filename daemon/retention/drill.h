#pragma once
/* A rehearsal of what follows a restore, on a copy of a register that is dropped afterwards. */

#include "retention/restore.h"

typedef struct DrillReport {
        const char *from; /* when the daemon had last looked at what was restored, in UTC; NULL: not known */
        const char *misfit;  /* where the map does not fit it; NULL: it fits */
        int64_t asked;       /* records of which a person would have to say whose they are */
        ReplayReport replay; /* looked_at, matched, destroyed, held, findings; the caller owns those */
} DrillReport;

/* Does in the copy what retention_replay() would do in a register restored to it, as if whatever goes by
 * itself had been approved, and verifies. Neither the register nor what is known of it changes: the
 * governance database is asked within a transaction that is rolled back. 0 (see *ret), RETENTION_E_KEYS,
 * REGISTER_E_UNKNOWN, REPLAY_E_AGENT, REPLAY_E_REFUSED, STATE_E_FILE, PG_E_. */
int retention_drill(Context *context, const char *register_name, const char *copy, DrillReport *ret);
