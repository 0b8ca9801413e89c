#pragma once
/* What a hold keeps of what is due. */

#include "model/rule.h"
#include "register/due.h"
#include "register/register.h"

/* Of a disposal's units: their keys (subjects, or rows of the rule's entity) and beside each whose it is. */
typedef struct HeldUnits {
        const char **keys, **subjects;
        size_t n;
} HeldUnits;

/* Beside each unit the hold that keeps it, 0: none; rule NULL: whole subjects, whatever rule a hold names.
 * One statement, and one more for each hold in force whose scope only the register can tell. destroying:
 * within the transaction that destroys, under the lock of register_lock_holds() and with the units' rows
 * locked; then what is found is all there is until it ends. */
int held_find(Context *context, Register *reg, const Rule *rule, const HeldUnits *units, bool destroying,
              Arena *arena, int64_t **ret);
/* The same for what is due. */
int held_due(Context *context, Register *reg, const Rule *rule, const DueRows *due, bool destroying,
             Arena *arena, int64_t **ret);
