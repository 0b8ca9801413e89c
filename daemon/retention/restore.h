#pragma once
/* After a restore: noticed -> closed -> recovered -> planned -> approved -> destroyed again -> verified ->
 * open.
 */

#include "base/conditions.h"
#include "retention/retention.h"
#include "store/replay.h"

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
        ReplayCounts counts;
        const char *needs, *belt; /* NULL: nothing waits for approval; why it needs two */
        bool clean, open;
        bool governance;  /* the governance database was the one that went back */
        json_t *findings; /* [{"where", "rows", "finding", "answered"}...]: what verification found left; the
                             caller owns it */
} ReplayReport;

/* Looks who stands in the register and had been destroyed since the state it was restored to. Whoever is
 * certainly one of them is planned, and waits for approval; others are asked about, with all also those who
 * only match a tombstone that is older. Who is approved is destroyed again, in batches; when nobody is left
 * to be approved or answered for it verifies, and opens the register when nothing was found left, or what was
 * is answered for. Stopped anywhere, it goes on when called again. What was not a whole subject, or not a
 * destruction, is due again by its own rule, and is not replayed. 0 (see *ret), RETENTION_E_KEYS,
 * RETENTION_E_PAUSED, REGISTER_E_UNKNOWN, REGISTER_E_MAP, REPLAY_E_AGENT, STATE_E_FILE, PG_E_. */
int retention_replay(Context *context, const char *register_name, bool all, ReplayReport *ret);
/* context->actor approves what is planned. *ret_approved: enough different people have. 0, REPLAY_E_OPEN,
 * REPLAY_E_NOTHING, REPLAY_E_PLANNER, REPLAY_E_REPEATED, PG_E_. */
int retention_replay_approve(Context *context, const char *register_name, bool *ret_approved);
/* context->actor says of findings (ids NULL: of everybody recorded anew) that they are who was destroyed, and
 * go; or that they are another person's, and stay. 0, REPLAY_E_OPEN, REPLAY_E_NOTHING: one of them is none
 * that can be answered so; PG_E_. */
int retention_replay_answer(Context *context, const char *register_name, const int64_t *ids, size_t n,
                            bool goes, const char *why);
