#pragma once
/* Setting, reviewing and lifting holds. */

#include "base/conditions.h"
#include "store/context.h"
#include "store/hold.h"

/* Sets a hold (its register, rule, scope, basis and reason; key, NULL: everybody) and returns once no batch
 * can be running that has not seen it. With a key the register must be reachable and hold that subject.
 * review_on DATE_NONE: after the settings' hold_review_days. 0, REGISTER_E_UNKNOWN, HOLD_E_UNCONFIRMED,
 * REGISTER_E_MAP, REGISTER_E_NO_SUBJECT, PG_E_. */
int hold_set(Context *context, const Hold *hold, int64_t *ret_id);
/* Ends it, and has planned at once what it kept. 0 or HOLD_E_NONE. */
int hold_lift(Context *context, int64_t id, const char *reason);
/* The actor looked again: it stays until keep_until, a day to come, at the least. 0 or HOLD_E_NONE. */
int hold_keep(Context *context, int64_t id, Date keep_until, const char *because);
/* Tells the journal and the ledger of each hold whose review is near or has come: once each. */
int hold_remind_due(Context *context);
