#pragma once
/* A look at a file before libconfig sees it. libconfig's scanner ends the program when a read fails (a
 * folder by name of @include), has no limit of size or depth, and points at the end of the file when a quote
 * stays open: all of that is settled here. */

#include "base/arena.h"
#include "settings/problems.h"

#include <stdbool.h>

/* False, with one problem, unless the file and all it includes can safely be given to libconfig. Includes are
 * relative to dir. */
bool reader_scan(const char *path, const char *dir, Arena *arena, Problems *problems);
