#include "base/date.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

bool date_is_leap_year(int year) {
        return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int date_days_in_month(int year, int month) {
        static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
        return days[month - 1] + (month == 2 && date_is_leap_year(year));
}

/* Years are counted from 1 March, so that the leap day is the last of its year, in eras of 400 years. */
static Date days_from_civil(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = y / 400, year_of_era = y - era * 400;
        int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        return era * 146097 + day_of_era - 719468;
}

Date date_from_ymd(int year, int month, int day) {
        if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1 ||
            day > date_days_in_month(year, month))
                return DATE_NONE;
        return days_from_civil(year, month, day);
}

DateParts date_parts(Date date) {
        int z = date + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
        int doe = z - era * 146097;
        int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
        int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        int mp = (5 * doy + 2) / 153;
        int month = mp < 10 ? mp + 3 : mp - 9;
        return (DateParts){ .year = yoe + era * 400 + (month <= 2),
                            .month = month,
                            .day = doy - (153 * mp + 2) / 5 + 1 };
}

static int base_date_digits(const char *s, int n) {
        int v = 0;
        for (int i = 0; i < n; i++)
                v = v * 10 + (s[i] - '0');
        return v;
}

bool date_parse(const char *s, Date *ret) {
        if (!s || strlen(s) != 10)
                return false;
        for (int i = 0; i < 10; i++)
                if (i == 4 || i == 7 ? s[i] != '-' : !char_is_digit(s[i]))
                        return false;
        Date d =
                date_from_ymd(base_date_digits(s, 4), base_date_digits(s + 5, 2), base_date_digits(s + 8, 2));
        if (d == DATE_NONE)
                return false;
        *ret = d;
        return true;
}

bool date_is_in_part(const char *s) {
        Date day;
        char whole[DATE_TEXT_SIZE] = "0000-01-01";
        size_t n = strlen(s);
        if (n != 4 && n != 7 && n != DATE_TEXT_SIZE - 1)
                return false;
        memcpy(whole, s, n);
        return date_parse(whole, &day);
}

const char *date_format(Date date, char buf[DATE_TEXT_SIZE]) {
        buf[0] = '\0';
        if (date == DATE_NONE)
                return buf;
        DateParts p = date_parts(date);
        char wide[40];
        snprintf(wide, sizeof wide, "%04d-%02d-%02d", p.year, p.month, p.day);
        memcpy(buf, wide, DATE_TEXT_SIZE - 1);
        buf[DATE_TEXT_SIZE - 1] = '\0';
        return buf;
}

Date date_add_months(Date date, int n) {
        DateParts p = date_parts(date);
        int months = p.year * 12 + p.month - 1 + n;
        int year = months / 12, month = months % 12 + 1;
        int last = date_days_in_month(year, month);
        return days_from_civil(year, month, p.day < last ? p.day : last);
}

Weekday date_weekday(Date date) {
        int w = (date + 3) % 7; /* 1970-01-01 was a Thursday */
        return (Weekday)((w < 0 ? w + 7 : w) + 1);
}

Date date_attains(Date born, int years) {
        DateParts p = date_parts(born);
        int year = p.year + years;
        if (p.month == 2 && p.day == 29 && !date_is_leap_year(year))
                return days_from_civil(year, 3, 1);
        return days_from_civil(year, p.month, p.day);
}

int date_age(Date born, Date on) {
        if (on < born)
                return -1;
        int years = date_parts(on).year - date_parts(born).year;
        return date_attains(born, years) <= on ? years : years - 1;
}
