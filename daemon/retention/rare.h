#pragma once
/* Whether what anonymising leaves is common enough that nobody is recognised by it. */

#include "retention/retention.h"

#include <jansson.h>

/* The combinations of what an anonymising run would leave that fewer subjects would share than its rule asks,
 * those left by earlier runs counted in: [{"left", "subjects"}...], the caller's. Empty: none. 0,
 * RETENTION_E_NO_RUN, RETENTION_E_STATE (it does not anonymise), RETENTION_E_CHANGED, REGISTER_E_, PG_E_. */
int retention_rare(Context *context, int64_t run, json_t **ret);
/* The same of what stands there, for a register that is open: how many rows are too rare. 0 or PG_E_. */
int rare_standing(Register *reg, const Rule *rule, int64_t *ret_rows);
