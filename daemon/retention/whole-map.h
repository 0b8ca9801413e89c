#pragma once
/* Nothing is disposed of through a map that leaves something out, unless a person has answered for that. */

#include "base/conditions.h"
#include "register/register.h"
#include "store/context.h"

/* 0: everything is on the map, or it was decided to go ahead without what is not. RETENTION_E_UNMAPPED. The
 * catalog is at hand; only a map with a gap asks the governance database. */
int whole_map_check(Context *context, Register *reg);

/* context->actor decides to go ahead without what is not on the map now. WHOLE_MAP_E_NO_GAP: there is nothing
 * to decide; WHOLE_MAP_E_BEFORE: exactly that was decided before. */
int whole_map_accept(Context *context, Register *reg, const char *because, size_t *ret_columns);
