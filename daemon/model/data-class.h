#pragma once
/* Which Part of DPA 2018 Sch 3 or 4 an entity's data falls under; of a mixed row the strictest. health is
 * what concerns health, wherever it lies; health-record what health professionals made (s.205); reporter what
 * the Principal Reporter gave, in Scotland. */

#include "base/text.h"

#define DATA_CLASSES(WORD)                                                                                   \
        WORD(ORDINARY, "ordinary")                                                                           \
        WORD(HEALTH, "health")                                                                               \
        WORD(HEALTH_RECORD, "health-record")                                                                 \
        WORD(SOCIAL_WORK, "social-work")                                                                     \
        WORD(EDUCATION, "education-record")                                                                  \
        WORD(CHILD_ABUSE, "child-abuse")                                                                     \
        WORD(REPORTER, "reporter")                                                                           \
        WORD(ADOPTION, "adoption")                                                                           \
        WORD(ADOPTION_S56, "adoption-protected")                                                             \
        WORD(PARENTAL_ORDER, "parental-order")                                                               \
        WORD(HFE, "fertility-treatment")                                                                     \
        WORD(SEN_PLAN, "special-needs-plan")                                                                 \
        WORD(HEARING, "hearing")                                                                             \
        WORD(PRIVILEGED, "privileged")                                                                       \
        WORD(COURT, "court-supplied")

typedef enum DataClass {
#define WORD(name, word) DATA_##name,
        DATA_CLASSES(WORD)
#undef WORD
                _DATA_CLASS_MAX,
} DataClass;

const char *data_class_to_string(DataClass class);
/* False, and *ret untouched, for an unknown word. */
bool data_class_from_string(const char *s, DataClass *ret);
