#pragma once
/* The time, passed in. Nothing in model/ or a feature reads the system's time. */

#include "base/date.h"

typedef struct Clock {
        Date as_of; /* DATE_NONE: the system's day */
        /* What PostgreSQL's clock said, in microseconds since the epoch, when this host's unbroken one stood
         * at nought; 0 until it was asked: the system's. So hosts agree on the day, and no jump of a host's
         * clock is a jump of theirs. */
        int64_t origin_usec;
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
/* Microseconds of a clock that never jumps, and goes on while the machine is suspended. */
uint64_t clock_monotonic_usec(void);
/* Goes by another clock from now on, which said there_usec between two readings of the unbroken one. */
void clock_follow(Clock *clock, uint64_t before_usec, int64_t there_usec, uint64_t after_usec);
/* How far the system's time is from that of the clock that is followed, as it is now, in microseconds. */
int64_t clock_apart_usec(const Clock *clock);
