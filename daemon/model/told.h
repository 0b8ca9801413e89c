#pragma once
/* Told: what an agency's answer says of one person on a day, in the fields that a source may confirm. Each
 * kind of agency brings its own format to this; whoever compares knows no format. */

#include "model/source.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct Told {
        /* By field, "" where nothing is said. Of an address the whole (ADDRESS_LINES, by ", ") and its first
         * line are given, the other lines are not: agencies close them up when one is blank. */
        const char *fields[_SOURCE_FIELD_MAX];
        const char **former; /* addresses where the person is known to have lived, each as a whole */
        size_t n_former;
        bool deceased;   /* with or without a day */
        bool restricted; /* whoever may be in danger: where they are is not told */
} Told;
