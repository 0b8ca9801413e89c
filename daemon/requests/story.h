#pragma once
/* The story of a record in time, of what a report shows: who told us what, what began and ended, who looked.
 * For the files of requests/ only. */

#include "requests/things.h"

/* [{"day", "on", "told", "began", "ended", "looked"}...] by day, one of the last four not null; the caller
 * owns it. */
json_t *story_json(const Wording *w, const json_t *groups, const DossierRow *rows, size_t n);
/* The agencies that told something: ["The NHS", ...]; the caller owns it. */
json_t *story_sources(const json_t *groups);
