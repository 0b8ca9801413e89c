#pragma once
/* Who a text is written for, and by when somebody must be told. */

#include "base/date.h"

/* The age bands of the Commissioner's Children's code (Age appropriate design, DPA 2018 s.123), and those who
 * are 18. */
#define AUDIENCES(WORD)                                                                                      \
        WORD(CHILD_0_5, "child-0-5")                                                                         \
        WORD(CHILD_6_9, "child-6-9")                                                                         \
        WORD(CHILD_10_12, "child-10-12")                                                                     \
        WORD(CHILD_13_15, "child-13-15")                                                                     \
        WORD(CHILD_16_17, "child-16-17")                                                                     \
        WORD(ADULT, "adult")                                                                                 \
        WORD(PARENT, "parent") /* somebody with parental responsibility, whatever the child's age */

typedef enum Audience {
#define WORD(name, word) AUDIENCE_##name,
        AUDIENCES(WORD)
#undef WORD
                _AUDIENCE_MAX,
} Audience;

/* By age on a day; nobody yet born on that day is written to as the youngest. */
Audience audience_of_age(Date born, Date on);
/* "child-13-15": as text files are named. */
const char *audience_to_string(Audience audience);
/* False leaves *ret alone. */
bool audience_from_string(const char *s, Audience *ret);

/* The last day for telling people about data that came from others: one month after obtaining it (UK GDPR Art
 * 14(3)(a)). Not moved past weekends: a notice may always be early, and this one must not be late. */
Date notice_due(Date obtained);
