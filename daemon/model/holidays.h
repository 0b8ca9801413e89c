#pragma once
/* The days of one jurisdiction on which no period of law ends. Read from policies/holidays by
 * settings/law-regimes.c: bank holidays are proclaimed, sometimes at short notice, so they are loaded and
 * never computed. */

#include "base/date.h"
#include "model/nation.h"

#include <stddef.h>

typedef struct Holidays {
        Jurisdiction jurisdiction;
        const char *cite;          /* where the days were published */
        int first_year, last_year; /* every year between them is whole */
        const Date *days;          /* ascending, each once */
        size_t n_days;
} Holidays;

/* Whether the bank holidays of that day's year are known. */
bool holidays_cover(const Holidays *holidays, Date date);
bool holidays_contain(const Holidays *holidays, Date date);
/* Neither Saturday, Sunday nor a loaded bank holiday. Of a year not loaded only weekends are known: such a
 * reckoning ends too early rather than too late. */
bool holidays_is_working_day(const Holidays *holidays, Date date);
/* That day, or the next working day (Reg 1182/71 Art 3(4)). */
Date holidays_roll(const Holidays *holidays, Date date);
/* That day, or the working day before it. */
Date holidays_roll_back(const Holidays *holidays, Date date);
