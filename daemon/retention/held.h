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

/* What is asked, and within what. */
typedef struct HeldAsk {
        Context *context;
        Register *reg;
        const Rule *rule; /* NULL: whole subjects, whatever rule a hold names */
        bool destroying;  /* within the transaction that destroys, under the lock of register_lock_holds() and
                             with  the units' rows locked; then what is found is all there is until it ends */
        Arena *arena;
} HeldAsk;

/* Beside each unit the hold that keeps it, 0: none. One statement, and one more for each hold in force whose
 * scope only the register can tell. */
int held_find(const HeldAsk *ask, const HeldUnits *units, int64_t **ret);
/* The same for what is due. */
int held_due(const HeldAsk *ask, const DueRows *due, int64_t **ret);
