#pragma once
/* Why a record is kept, until when, and what is coming. */

#include "base/date.h"
#include "store/context.h"

#include <jansson.h>

/* {"sentence", "items": [...]}: what becomes of the record, in words; what each rule means for the record and
 * for every row of it : of a row its own rules, then the rules over the whole record that reach
 * it first. foreseen: the day that follows when the record is archived on its day. The caller owns *ret. 0,
 * REGISTER_E_UNKNOWN, REGISTER_E_MAP, REGISTER_E_NO_SUBJECT, PG_E_. */
int retention_explain(Context *context, const char *register_name, const char *key, json_t **ret);
/* {"register", "until", "months": [{"month", "rule", "cite", "action", "entity", "subjects",
 * "foreseen"}...]}: who falls due in which month under which rule, those overdue in the first. subjects
 * counts rows where entity is named. foreseen: those of them that are not archived yet, but will be by then.
 * A record that two rules reach is counted under each. */
int retention_forecast(Context *context, const char *register_name, Date until, json_t **ret);
