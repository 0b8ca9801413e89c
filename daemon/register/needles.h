#pragma once
/* What is searched for, in its forms in a page: as text, and as a number or UUID of the server's own form. */

#include "base/cleanup.h"

#include <stddef.h>
#include <stdint.h>

typedef struct Needles Needles;
Needles *needles_new(const char *const *values, size_t n);
Needles *needles_free(Needles *needles);
DEFINE_CLEANUP(Needles *, needles_free)
/* How often any of them stands in the bytes. */
int64_t needles_count(const Needles *needles, const unsigned char *data, size_t n);
