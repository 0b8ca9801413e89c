#pragma once
/* The day by which each open request is answered, reckoned anew when what it is reckoned with has changed. */

#include "requests/requests.h"

/* Of the bank holidays as they were read: another list, another digest. In the arena. */
const char *requests_calendar_digest(const Settings *settings, Arena *arena);
/* Each open request whose clock runs gets the day that its clock says today; one that moves leaves an entry.
 */
int requests_days(Context *context);
