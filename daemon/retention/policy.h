#pragma once
/* loaded -> compared -> stopped -> planned again: what a change of the law packs does to what is under way.
 */

#include "store/context.h"

/* Names what the settings' law packs say, all of it: another text, another name. In the arena. */
const char *retention_policy_digest(Arena *arena, const Settings *settings);

/* Compares the rules loaded with those loaded last. What is new, changed or gone is noted, told to ledger and
 * journal, and open runs of a rule that changed or went are stopped: their manifests were made under the old
 * one. Then every register is planned again. One transaction. Safe to repeat. */
int retention_policy_load(Context *context);
