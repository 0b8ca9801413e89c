#pragma once
/* Between which times of day runs may work, on clocks in Europe/London. */

#include <stdbool.h>
#include <stdint.h>

typedef struct RunHours {
        int from, to; /* minutes of the day; the same: any hour */
} RunHours;

/* "20:00-06:00". False, and *ret untouched, for anything else. */
bool run_hours_parse(const char *text, RunHours *ret);
/* Seconds from that moment (seconds since the epoch, UTC) until runs may work; 0: they may now. */
int64_t run_hours_wait(RunHours hours, int64_t moment);
