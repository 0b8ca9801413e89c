#include "model/run-hours.h"

#include "base/clock.h"
#include "base/text.h"

#include <string.h>

#define DAY_MINUTES 1440

static bool read_time(const char *s, int *ret) {
        if (!char_is_digit(s[0]) || !char_is_digit(s[1]) || s[2] != ':' || !char_is_digit(s[3]) ||
            !char_is_digit(s[4]))
                return false;
        int hour = (s[0] - '0') * 10 + s[1] - '0', minute = (s[3] - '0') * 10 + s[4] - '0';
        if (hour > 23 || minute > 59)
                return false;
        *ret = hour * 60 + minute;
        return true;
}

bool run_hours_parse(const char *text, RunHours *ret) {
        RunHours read;
        if (strlen(text) != strlen("20:00-06:00") || text[5] != '-' || !read_time(text, &read.from) ||
            !read_time(text + 6, &read.to) || read.from == read.to)
                return false;
        *ret = read;
        return true;
}

static bool run_hours_within(RunHours hours, int64_t moment) {
        int minute = (int)((moment + clock_london_offset(moment)) / 60 % DAY_MINUTES);
        if (hours.from < hours.to)
                return minute >= hours.from && minute < hours.to;
        return minute >= hours.from || minute < hours.to;
}

/* Minute by minute, for a night on which the clocks change is an hour longer or shorter, and may have no time
 * of day by which the hours begin. */
int64_t run_hours_wait(RunHours hours, int64_t moment) {
        int64_t at = moment;
        if (hours.from == hours.to)
                return 0;
        while (!run_hours_within(hours, at))
                at += 60 - at % 60;
        return at - moment;
}
