#pragma once
/* A difference as the command line shows it: what is held beside what was answered. */

#include "store/difference.h"

#include <jansson.h>

/* How much they differ; NULL: nothing was compared. */
const char *difference_view_grade(const Difference *difference);
json_t *difference_view_json(const Difference *difference);
/* One page on standard output. */
void difference_view_print(const Difference *difference);
