#pragma once
/* Bytes that nobody can guess. */

#include <stddef.h>

void random_bytes(void *ret, size_t n);
