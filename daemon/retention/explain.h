#pragma once
/* Why a record is kept, until when, and what is coming. */

#include "retention/retention.h"

#include <jansson.h>

/* {"items": [...]}: what each rule means for one subject (docs: cli.md). The caller owns *ret.
 * 0, REGISTER_E_UNKNOWN, REGISTER_E_MAP, REGISTER_E_NO_SUBJECT, PG_E_. */
int retention_explain(Context *context, const char *register_name, const char *key, json_t **ret);
/* {"register", "until", "months": [{"month", "rule", "action", "subjects"}...]}: who falls due in which
 * month, those overdue in the first; only what is known today is counted. */
int retention_forecast(Context *context, const char *register_name, Date until, json_t **ret);
