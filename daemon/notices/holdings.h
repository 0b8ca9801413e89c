#pragma once
/* The categories of data held and where they came from, in words (UK GDPR Art 14(1)(d), 14(2)(f)). For the
 * files of notices/ only. */

#include "notices/record.h"
#include "settings/labels.h"

/* [{"what": "Name", "from": "..."}...] in the order of the map; the caller owns it. Help by services is named
 * to the subject alone, and a sensitive service to nobody: a letter may be opened by another hand. */
json_t *holdings_list(Arena *arena, const Record *record, Labels *labels, bool to_subject);
/* The name of an agency in the language of the labels. */
const char *holdings_source(Arena *arena, Labels *labels, const char *name);
