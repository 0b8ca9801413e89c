#pragma once
/* What a rule of retention rests on: where and when its instrument is law, whether it must or may, of whom it
 * speaks. */

#include "base/date.h"
#include "model/nation.h"

/* What it may do a person decides. */
typedef enum Duty { DUTY_UNSAID, DUTY_MUST, DUTY_MAY, _DUTY_MAX } Duty;
/* Who dies attains no age: a rule of age that speaks of the living leaves them out. */
typedef enum Person { PERSON_UNSAID, PERSON_LIVING, PERSON_DEAD, PERSON_EITHER, _PERSON_MAX } Person;

typedef struct Instrument {
        Nation nation;
        Duty duty;
        Person person;
        Date in_force,
                revoked; /* the day it came into force, and the day it was revoked; DATE_NONE: not said */
} Instrument;

/* NULL where nothing was said. */
const char *duty_to_string(Duty duty);
const char *person_to_string(Person person);
