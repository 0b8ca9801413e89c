#pragma once
/* After a restore: noticed -> closed -> recovered -> destroyed again -> verified -> open. */

#include "base/conditions.h"
#include "retention/retention.h"

#include <jansson.h>

/* Looks whether the register, or the governance database itself, went back in time, and closes what did:
 * in the register too, in the ledger, and in the journal. What the governance database forgot of the
 * destroyed is taken over from the state folder and the register's receipts. Else the register's epoch grows
 * by one, and what is kept outside is brought up to it. Safe to call at any time, by many at once. 0,
 * REGISTER_E_UNKNOWN, STATE_E_FILE, PG_E_. */
int retention_watch(Context *context, const char *register_name, bool *ret_closed);

typedef struct ReplayReport {
        int64_t looked_at, matched; /* subjects; those that had been destroyed since what was restored */
        int64_t older;              /* match a tombstone that is older than the backup: left alone */
        int64_t destroyed, held;
        bool clean, open;
        bool governance;  /* the governance database was the one that went back */
        json_t *findings; /* [{"where", "rows"}...]: what verification found left; the caller owns it */
} ReplayReport;

/* Destroys again, in slices, whoever stands in the register and had been destroyed since the state it was
 * restored to; all: whoever has a tombstone of any age. Then verifies, and opens it when nothing was found
 * left. Stopped anywhere, it goes on when called again. What was not a whole subject, or not a destruction,
 * is due again by its own rule, and is not replayed. 0 (see *ret), RETENTION_E_KEYS, RETENTION_E_PAUSED,
 * REGISTER_E_UNKNOWN, REGISTER_E_MAP, REPLAY_E_AGENT, STATE_E_FILE, PG_E_. */
int retention_replay(Context *context, const char *register_name, bool all, ReplayReport *ret);
