/* Working days. */
#include "model/holidays.h"

bool holidays_cover(const Holidays *holidays, Date date) {
        int year = date_parts(date).year;
        return year >= holidays->first_year && year <= holidays->last_year;
}

bool holidays_contain(const Holidays *holidays, Date date) {
        size_t low = 0, high = holidays->n_days;
        while (low < high) {
                size_t middle = low + (high - low) / 2;
                if (holidays->days[middle] < date)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low < holidays->n_days && holidays->days[low] == date;
}

bool holidays_is_working_day(const Holidays *holidays, Date date) {
        return date_weekday(date) < SATURDAY && !holidays_contain(holidays, date);
}

Date holidays_roll(const Holidays *holidays, Date date) {
        while (!holidays_is_working_day(holidays, date))
                date++;
        return date;
}

Date holidays_roll_back(const Holidays *holidays, Date date) {
        while (!holidays_is_working_day(holidays, date))
                date--;
        return date;
}
