#pragma once
/* The categories of data held and where they came from, in words (UK GDPR Art 14(1)(d), 14(2)(f)). For the
 * files of notices/ only. */

#include "notices/record.h"
#include "register/told.h"

/* [{"what": "Name", "from": "..."}...] in the order of the map; the caller owns it. Neither what the map
 * calls discreet nor a sensitive service is among them, not even to the subject: another hand may open a
 * letter. */
json_t *holdings_list(const Telling *telling, const Record *record);
/* The same for a made-up subject with everything that the map has. */
json_t *holdings_sample(const Telling *telling, const char *source);
