#pragma once
/* The time, passed in. Nothing in model/ or a feature reads the system's time. */

#include "base/date.h"

typedef struct Clock {
        Date as_of; /* DATE_NONE: the system's day */
} Clock;

/* The civil day in Europe/London, or the day everything is run as of. */
Date clock_today(const Clock *clock);
/* By how many seconds clocks in Europe/London are ahead of UTC at a moment, in seconds since the epoch. */
int clock_london_offset(int64_t seconds);
/* Microseconds since the epoch, UTC, of the system: for leases and measurements, never for law. */
uint64_t clock_now_usec(void);
/* Seconds since the epoch, UTC: now, or the time of day it is now on the day everything is run as of. For
 * when work may be done, never for law. */
int64_t clock_moment(const Clock *clock);
void clock_sleep_usec(uint64_t usec);
/* Microseconds of a clock that never jumps. */
uint64_t clock_monotonic_usec(void);
