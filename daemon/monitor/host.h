#pragma once
/* What the processes of this daemon tell of themselves, as samples. */

#include "monitor/tally.h"
#include "monitor/text.h"

/* kind: the nth kind of job, NULL past the last. Called in a child of the supervisor. */
void host_add(Samples *samples, const Tally *tally, const char *(*kind)(size_t n));
