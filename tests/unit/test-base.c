/* base/: dates, strings, arena. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "check.h"

#include <stdio.h>
#include <string.h>

static void civil_dates_go_there_and_back(void) {
        check_group("civil dates");
        Date first = date_from_ymd(1000, 1, 1), last = date_from_ymd(9999, 12, 31);
        Weekday weekday = date_weekday(first);
        bool same = true, in_order = true;
        for (Date d = first; d <= last; d++) {
                DateParts p = date_parts(d);
                same = same && date_from_ymd(p.year, p.month, p.day) == d;
                in_order = in_order && date_weekday(d) == weekday;
                weekday = weekday == SUNDAY ? MONDAY : weekday + 1;
        }
        CHECK(same);
        CHECK(in_order);
        CHECK_INT(date_from_ymd(1970, 1, 1), 0);
        CHECK_INT(date_weekday(date_from_ymd(2026, 11, 22)), SUNDAY);
}

static void dates_are_read_strictly(void) {
        static const struct {
                const char *text;
                bool ok;
        } cases[] = {
                { "2026-11-22", true },   { "2024-02-29", true },  { "2026-02-29", false },
                { "1900-02-29", false },  { "2000-02-29", true },  { "2026-11-31", false },
                { "2026-13-01", false },  { "2026-00-10", false }, { "2026-1-01", false },
                { "2026-11-22 ", false }, { "", false },           { "0999-12-31", false },
                { "+026-11-22", false },  { "2026/11/22", false },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("date \"%s\"", cases[i].text);
                Date d = DATE_NONE;
                CHECK_INT(date_parse(cases[i].text, &d), cases[i].ok);
                CHECK_STR(DATE_TEXT(d), cases[i].ok ? cases[i].text : "");
        }
}

static void months_end_on_the_last_day(void) {
        static const struct {
                const char *from;
                int months;
                const char *to;
        } cases[] = {
                { "2026-01-31", 1, "2026-02-28" }, { "2024-01-31", 1, "2024-02-29" },
                { "2024-01-31", 3, "2024-04-30" }, { "2026-11-30", 3, "2027-02-28" },
                { "2026-12-15", 1, "2027-01-15" }, { "2026-03-31", -1, "2026-02-28" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                Date d;
                check_group("%s + %d months", cases[i].from, cases[i].months);
                CHECK(date_parse(cases[i].from, &d));
                CHECK_STR(DATE_TEXT(date_add_months(d, cases[i].months)), cases[i].to);
        }
}

/* Family Law Reform Act 1969 s.9: at the start of the birthday. */
static void ages_are_attained_at_the_start_of_the_birthday(void) {
        check_group("attaining an age");
        Date born = date_from_ymd(2008, 11, 22), leap = date_from_ymd(2008, 2, 29);
        CHECK_STR(DATE_TEXT(date_attains(born, 18)), "2026-11-22");
        CHECK_INT(date_age(born, date_from_ymd(2026, 11, 21)), 17);
        CHECK_INT(date_age(born, date_from_ymd(2026, 11, 22)), 18);
        CHECK_STR(DATE_TEXT(date_attains(leap, 18)), "2026-03-01");
        CHECK_STR(DATE_TEXT(date_attains(leap, 16)), "2024-02-29");
        CHECK_INT(date_age(born, born - 1), -1);
}

static void strings_grow_and_are_judged(void) {
        check_group("text");
        _cleanup_text_ Text text = { 0 };
        CHECK_STR(text_str(&text), "");
        for (int i = 0; i < 100; i++)
                text_appendf(&text, "%d,", i);
        CHECK_INT(text.n, 290);
        int64_t v = 7;
        CHECK(str_to_i64("-12", -20, 20, &v) && v == -12);
        CHECK(!str_to_i64("12x", 0, 20, &v) && v == -12);
        CHECK(!str_to_i64("21", 0, 20, &v));
        CHECK(!str_to_i64(" 1", 0, 20, &v));
        CHECK(!str_to_i64("99999999999999999999", 0, INT64_MAX, &v));
        CHECK(str_is_utf8("Si\xc3\xb4n \xe0\xa6\xac", 9));
        CHECK(!str_is_utf8("\xc0\xaf", 2));
        CHECK(!str_is_utf8("\xed\xa0\x80", 3));
        CHECK(!str_is_utf8("a\0b", 3));
        CHECK(!str_is_utf8("\xe0\xa6", 2));
}

static void an_arena_holds_small_and_large(void) {
        check_group("arena");
        _cleanup_(arena_freep) Arena *arena = arena_new();
        char *small = arena_strdup(arena, "small");
        char *large = arena_alloc(arena, 100000);
        char *after = arena_printf(arena, "%s %d", small, 2);
        CHECK_STR(after, "small 2");
        CHECK(large[99999] == 0);
        CHECK(arena_size(arena) < 100000 + 3 * 16384);
        arena_clear(arena);
        CHECK_INT(arena_size(arena), 0);
}

/* Summer time begins and ends at one in the morning, UTC, on the last Sundays of March and October. */
static void clocks_change_in_the_night(void) {
        check_group("summer time");
        const struct {
                int64_t moment;
                int offset;
        } moments[] = {
                { INT64_C(1774745999), 0 },
                { INT64_C(1774746000), 3600 }, /* 29 March 2026 */
                { INT64_C(1792889999), 3600 },
                { INT64_C(1792890000), 0 }, /* 25 October 2026 */
                { INT64_C(1711846799), 0 },
                { INT64_C(1711846800), 3600 }, /* 31 March 2024, itself a Sunday */
                { INT64_C(1709164800), 0 },    /* 29 February 2024 */
        };
        for (size_t i = 0; i < ELEMENTS(moments); i++)
                CHECK_INT(clock_london_offset(moments[i].moment), moments[i].offset);
}

static void the_clock_that_is_followed_counts(void) {
        check_group("clock");
        /* A night and a summer's night, a second before midnight in London and at it. */
        const struct {
                int64_t there_seconds;
                const char *day;
        } moments[] = {
                { INT64_C(1795651199), "2026-11-25" },
                { INT64_C(1795651200), "2026-11-26" },
                { INT64_C(1782860399), "2026-06-30" },
                { INT64_C(1782860400), "2026-07-01" },
        };
        for (size_t i = 0; i < ELEMENTS(moments); i++) {
                uint64_t here = clock_monotonic_usec();
                Clock clock = { .as_of = DATE_NONE };
                clock_follow(&clock, here - 1000, moments[i].there_seconds * 1000000 + 1000, here - 1000);
                CHECK_STR(DATE_TEXT(clock_today(&clock)), moments[i].day);
                int64_t real = (int64_t)clock_now_usec() - moments[i].there_seconds * 1000000;
                CHECK((clock_apart_usec(&clock) - (real < 0 ? -real : real)) / 1000000 == 0);
                clock.as_of = date_from_ymd(2030, 1, 1);
                CHECK_STR(DATE_TEXT(clock_today(&clock)), "2030-01-01");
        }
}

/* So that a function may end with err_trace(r) whatever r is. */
static void a_trace_is_of_faults_alone(void) {
        check_group("traces");
        CHECK_INT(err_origin(-EIO), -EIO);
        char first[256];
        snprintf(first, sizeof first, "%s", err_where());
        CHECK(strstr(first, "test-base.c:"));
        CHECK_INT(err_trace(0), 0);
        CHECK_INT(err_trace(7), 7);
        CHECK_STR(err_where(), first);
        CHECK_INT(err_trace(-EIO), -EIO);
        CHECK(strlen(err_where()) > strlen(first));
}

int main(void) {
        a_trace_is_of_faults_alone();
        clocks_change_in_the_night();
        the_clock_that_is_followed_counts();
        civil_dates_go_there_and_back();
        dates_are_read_strictly();
        months_end_on_the_last_day();
        ages_are_attained_at_the_start_of_the_birthday();
        strings_grow_and_are_judged();
        an_arena_holds_small_and_large();
        return check_done();
}
