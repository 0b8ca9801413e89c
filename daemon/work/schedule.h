#pragma once
/* What every day brings, as jobs. */

#include "base/clock.h"
#include "seal/keys.h"
#include "settings/settings.h"
#include "store/store.h"

/* Puts the day's work in the queue: once for each day, whoever calls it and however often. A day on which
 * no daemon ran is not made up for, as every job looks at the state of things and not at the day before.
 * *last: the day this was done for by the caller, or DATE_NONE; nothing is done while it lasts. Unless the
 * day was said by whoever started the program, what a clock that was ahead has left is taken back, and the
 * journal tells of days that are missing. */
int schedule_day(Store *store, const Settings *settings, const Keys *keys, const Clock *clock, Date *last);
