#pragma once
/* The time, passed in. Nothing in model/ or a feature reads the system's time. */

#include "base/date.h"

typedef struct Clock {
        Date as_of; /* DATE_NONE: the system's day */
} Clock;

/* The civil day in Europe/London, or the day everything is run as of. */
Date clock_today(const Clock *clock);
/* Microseconds since the epoch, UTC, of the system: for leases and measurements, never for law. */
uint64_t clock_now_usec(void);
/* Microseconds of a clock that never jumps. */
uint64_t clock_monotonic_usec(void);
