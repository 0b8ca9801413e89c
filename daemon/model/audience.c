#include "model/audience.h"

#include "base/cleanup.h"
#include "base/text.h"

static const char *const names[] = { AUDIENCES(WORD_STRING) };

Audience audience_of_age(Date born, Date on) {
        static const int until[] = { 6, 10, 13, 16, 18 }; /* first age of the next band */
        int age = date_age(born, on);
        for (size_t i = 0; i < ELEMENTS(until); i++)
                if (age < until[i])
                        return (Audience)i;
        return AUDIENCE_ADULT;
}

const char *audience_to_string(Audience audience) {
        return names[audience];
}

bool audience_from_string(const char *s, Audience *ret) {
        size_t n;
        if (!str_place(s, names, ELEMENTS(names), &n))
                return false;
        *ret = (Audience)n;
        return true;
}

Date notice_due(Date obtained) {
        return date_add_months(obtained, 1);
}
