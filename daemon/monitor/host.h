#pragma once
/* What the processes of this daemon tell of themselves, as samples. */

#include "monitor/tally.h"
#include "monitor/text.h"

/* Called in a child of the supervisor. */
void host_add(Samples *samples, const Tally *tally);
