#pragma once
/* The belts: a run that is large, or comes on an odd day, is a mistake until two people say that it is none.
 */

#include "register/register.h"
#include "store/run.h"

/* Asks two people's approval, and says why in run->belt, when the run takes more records than belt_subjects,
 * or more than belt_share of what the register has of them (unit); or when its day comes more than belt_days
 * after the register's planning before, or clocks differ by a day. 0 or a PG_E_ condition. */
int belt_tighten(Context *context, Register *reg, const Entity *unit, Run *run);
