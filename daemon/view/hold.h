#pragma once
/* A hold as the command line shows it. */

#include "store/hold.h"

#include <jansson.h>

/* days: how long before its review a hold counts as soon to be reviewed. */
json_t *hold_view_json(const Hold *hold, Date today, int days);
/* One paragraph on standard output. */
void hold_view_print(const Hold *hold, Date today, int days);
/* "overdue", "due", "soon", "later"; "released". */
const char *hold_view_stage(const Hold *hold, Date today, int days);
