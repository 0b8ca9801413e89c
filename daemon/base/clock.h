#pragma once
/* The time, passed in. Nothing in model/ or a feature reads the system's time. */

#include "base/date.h"

typedef struct Clock {
        Date as_of;         /* DATE_NONE: the system's day */
        int64_t ahead_usec; /* what PostgreSQL's clock says more than the system's: hosts whose clocks differ
                               agree on the day */
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
/* Goes by another clock from now on, which said there_usec between two readings of the system's. What lies
 * within the time of asking is no difference. */
void clock_follow(Clock *clock, uint64_t before_usec, int64_t there_usec, uint64_t after_usec);
