#pragma once
/* The belts: a run that is large is a mistake until two people say that it is none. */

#include "register/register.h"
#include "store/run.h"

/* Asks two people's approval, and says why in run->belt, when the run takes more records than belt_subjects,
 * or more than belt_share of what the register has of them (unit). 0 or a PG_E_ condition. */
int belt_tighten(Context *context, Register *reg, const Entity *unit, Run *run);
