#pragma once
/* Civil dates in the proleptic Gregorian calendar, as days; the zone is Europe/London by agreement. */

#include <stdbool.h>
#include <stdint.h>

/* Days since 1970-01-01; may be negative. */
typedef int32_t Date;
#define DATE_NONE INT32_MIN
/* Years outside 1000 to 9999 are refused by date_parse() and date_from_ymd(). */
#define DATE_TEXT_SIZE 11
#define DATE_FIRST     "1000-01-01"
#define DATE_LAST      "9999-12-31"

typedef struct DateParts {
        int year, month, day; /* month 1 to 12, day 1 to 31 */
} DateParts;

typedef enum Weekday { MONDAY = 1, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY } Weekday;

/* DATE_NONE when there is no such day. */
Date date_from_ymd(int year, int month, int day);
DateParts date_parts(Date date);
/* Reads exactly "YYYY-MM-DD"; false, and *ret untouched, for anything else or no such day. */
bool date_parse(const char *s, Date *ret);
/* "YYYY-MM-DD", or "YYYY-MM" or "YYYY" of it: old records know no more (PDS, Patient.birthDate). */
bool date_is_in_part(const char *s);
/* Writes "YYYY-MM-DD" into buf and returns it; "" for DATE_NONE. */
const char *date_format(Date date, char buf[DATE_TEXT_SIZE]);
/* In a compound literal, good until the enclosing block ends. */
#define DATE_TEXT(date) date_format((date), (char[DATE_TEXT_SIZE]){ 0 })

/* The same day n months on, or the last day of a shorter month (Reg 1182/71 Art 3(2)(c)). */
Date date_add_months(Date date, int n);
Weekday date_weekday(Date date);
bool date_is_leap_year(int year);
int date_days_in_month(int year, int month);

/* The day on which somebody born on that day attains an age: the start of the birthday (Family Law
 * Reform Act 1969 s.9). Born on 29 February: 1 March in a common year. */
Date date_attains(Date born, int years);
/* Completed years on a day; -1 before birth. */
int date_age(Date born, Date on);
