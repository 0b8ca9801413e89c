#pragma once
/* What of a register is in the scope of a hold. */

#include "register/compile-hold.h"
#include "register/register.h"

enum {
        _HOLD_SCOPE_E_SUCCESS = 470,
        HOLD_SCOPE_E_ENTITY,     /* the map has no such entity */
        HOLD_SCOPE_E_ATTRIBUTE,  /* the entity has no such attribute */
        HOLD_SCOPE_E_CATEGORY,   /* no attribute is of that category */
        HOLD_SCOPE_E_SERVICE,    /* the map does not say where kinds of service are named */
        HOLD_SCOPE_E_COLUMN,     /* the entity has no such column */
        HOLD_SCOPE_E_IDENTIFIES, /* the column identifies a person: the hold belongs on the subject */
        HOLD_SCOPE_E_DATES,      /* the entity keeps no day that could fall in a range */
        HOLD_SCOPE_E_VALUE,      /* no row says so */
        HOLD_SCOPE_E_NOTHING,    /* nothing that is ever disposed of can be in it */
};

/* Whether the scope can bind here: a hold that could bind nothing would be a false safety. unit NULL: any
 * disposal. 0, one of the above or a PG_E_ condition. */
int hold_scope_check(Register *reg, const HoldScope *scope, const HoldUnit *unit);

/* Those of the unit's keys that may hold something in scope; all of them when the map knows a name of the
 * scope no more, for it has changed since. destroying: within the transaction that destroys, after the keys'
 * rows are locked; then the rows in between are locked too, and are seen as they have become. */
int hold_scope_find(Register *reg, const HoldScope *scope, const HoldUnit *unit, const char *const *keys,
                    size_t n, bool destroying, Arena *arena, const char ***ret_keys, size_t *ret_n);
