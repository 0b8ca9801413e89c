#pragma once
/* The reference of a request, to be read down a telephone: R-2026-7-4, whose last sign checks the others (ISO
 * 7064, MOD 11-2). One wrong digit, or two changed about, is seen before anything is looked up. */

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

const char *reference_write(int year, int64_t number, Arena *arena);
/* Reads what was typed, in either case. False: it is no reference, or a sign of it is wrong. Those of before
 * have no check and are taken as they are. */
bool reference_read(const char *typed, Arena *arena, const char **ret);
