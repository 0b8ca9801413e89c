#pragma once
/* Whether two names are one person's. */

#include <stdbool.h>

/* "J. Smith " and "j smith" are: letter case, marks, spaces and stops do not make a second person. */
bool person_same(const char *a, const char *b);
