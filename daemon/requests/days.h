#pragma once
/* The day by which each open request is answered, reckoned anew when what it is reckoned with has changed. */

#include "requests/step.h"

/* Of the bank holidays as they were read: another list, another digest. In the arena. */
const char *requests_calendar_digest(const Settings *settings, Arena *arena);
/* Gives an open request that has a day the one that its clock says, and leaves an entry. Where a letter told
 * them an earlier day, that stands as promised. For the files of requests/. */
int days_move(Step *step, const StatutoryClock *clock);
/* Each open request whose clock runs gets the day that its clock says today. The first request's own error
 * does not stop the others. */
int requests_days(Context *context);
