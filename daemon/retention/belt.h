#pragma once
/* The belts: a run that is large, or comes on an odd day, is a mistake until two people say that it is none.
 */

#include "register/count.h"
#include "store/run.h"

/* Rows of each entity that go with their last link when the run is carried out; none where it destroys no
 * rows. */
int retention_count_shared(Context *context, Register *reg, const Run *run, Arena *arena, EntityCount **ret,
                           size_t *ret_n);

/* Asks two people's approval, and says why in run->belt, when the run takes more records than belt_subjects,
 * or more than belt_share of what the register has of them (unit), or likewise of what goes with its last
 * link; or when its day comes more than belt_days after the register's planning before, or clocks differ by a
 * day. 0 or a PG_E_ condition. */
int belt_tighten(Context *context, Register *reg, const Entity *unit, Run *run);
