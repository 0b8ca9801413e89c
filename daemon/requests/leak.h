#pragma once
/* Whether a finished report holds what is withheld. For the files of requests/ only. */

#include "requests/wording.h"

/* The number of an item whose withheld value stands in the text though nothing that is disclosed says it; 0:
 * none. frame: the report without any item, whose own words are no leak. */
int64_t leak_find(const Wording *w, const char *text, const char *frame);
