#pragma once
/* Who is named in a report, and what is left out of it, where saying so is lawful: counted by people and
 * things. For the files of requests/ only. */

#include "requests/things.h"

/* How many other people are named, and of how many others something is left out. */
size_t left_out_named(const Wording *w, const DossierRow *rows, size_t n);
size_t left_out_people(const Wording *w, const DossierRow *rows, size_t n);
/* [{"because": "third-party", "count": "2 people", "what": "their names", "reason", "cite"}...]; the caller
 * owns it. */
json_t *left_out_json(const Wording *w, const DossierRow *rows, size_t n);
