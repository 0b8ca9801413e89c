#include "model/audience.h"

#include "base/cleanup.h"
#include "base/text.h"

static const char *const names[_AUDIENCE_MAX] = {
        [AUDIENCE_CHILD_0_5] = "child-0-5",     [AUDIENCE_CHILD_6_9] = "child-6-9",
        [AUDIENCE_CHILD_10_12] = "child-10-12", [AUDIENCE_CHILD_13_15] = "child-13-15",
        [AUDIENCE_CHILD_16_17] = "child-16-17", [AUDIENCE_ADULT] = "adult",
        [AUDIENCE_PARENT] = "parent",
};

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
        for (Audience a = 0; a < _AUDIENCE_MAX; a++)
                if (str_eq(s, names[a])) {
                        *ret = a;
                        return true;
                }
        return false;
}

Date notice_due(Date obtained) {
        return date_add_months(obtained, 1);
}
