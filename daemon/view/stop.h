#pragma once
/* What keeps everything about a subject from going outward, as an officer sees it. Never of which kind it is:
 * a screen may be read by another. */

#include "store/outward.h"

#include <jansson.h>

/* {"difference": 12, "state": "open" or "stands"}, or null when nothing stops it. */
json_t *stop_json(const OutwardStop *stop);
/* A sentence above the rest; nothing when nothing stops it. */
void stop_print(const OutwardStop *stop);
/* The number for a table; NULL when nothing stops it. */
const char *stop_cell(Arena *arena, const OutwardStop *stop);
