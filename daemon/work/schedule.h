#pragma once
/* What every day brings, as jobs. */

#include "settings/settings.h"
#include "store/store.h"

/* Puts the day's work in the queue: once for each day, whoever calls it and however often. A day on which
 * no daemon ran is not made up for, as every job looks at the state of things and not at the day before. */
int schedule_day(Store *store, const Settings *settings, Date day);
