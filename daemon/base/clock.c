#include "base/clock.h"

#include <time.h>

/* Summer time runs from 01:00 UTC on the last Sunday of March to that of October (Summer Time Act
 * 1972 as amended in 2002), so the civil day needs no time zone files. */
int clock_london_offset(int64_t seconds) {
        int year = date_parts((Date)(seconds / 86400)).year;
        Date march = date_from_ymd(year, 3, 31), october = date_from_ymd(year, 10, 31);
        march -= date_weekday(march) % 7;
        october -= date_weekday(october) % 7;
        int64_t from = (int64_t)march * 86400 + 3600, to = (int64_t)october * 86400 + 3600;
        return seconds >= from && seconds < to ? 3600 : 0;
}

static uint64_t read_usec(clockid_t id) {
        struct timespec ts;
        clock_gettime(id, &ts);
        return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

static int64_t now_usec(const Clock *clock) {
        return clock->origin_usec ? clock->origin_usec + (int64_t)clock_monotonic_usec()
                                  : (int64_t)clock_now_usec();
}

Date clock_today(const Clock *clock) {
        if (clock->as_of != DATE_NONE)
                return clock->as_of;
        int64_t seconds = now_usec(clock) / 1000000;
        return (Date)((seconds + clock_london_offset(seconds)) / 86400);
}

void clock_follow(Clock *clock, uint64_t before_usec, int64_t there_usec, uint64_t after_usec) {
        clock->origin_usec = there_usec - (int64_t)(before_usec + (after_usec - before_usec) / 2);
}

int64_t clock_apart_usec(const Clock *clock) {
        int64_t apart = now_usec(clock) - (int64_t)clock_now_usec();
        return apart < 0 ? -apart : apart;
}

uint64_t clock_now_usec(void) {
        return read_usec(CLOCK_REALTIME);
}

int64_t clock_moment(const Clock *clock) {
        int64_t now = now_usec(clock) / 1000000;
        return clock->as_of == DATE_NONE ? now : (int64_t)clock->as_of * 86400 + now % 86400;
}

void clock_sleep_usec(uint64_t usec) {
        const struct timespec time = { (time_t)(usec / 1000000), (long)(usec % 1000000) * 1000 };
        (void)nanosleep(&time, NULL); /* a signal ends it early: whoever sleeps looks again */
}

uint64_t clock_monotonic_usec(void) {
        return read_usec(CLOCK_BOOTTIME);
}
