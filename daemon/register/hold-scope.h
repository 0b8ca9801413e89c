#pragma once
/* What of a register is in the scope of a hold. */

#include "base/conditions.h"
#include "register/compile-hold.h"
#include "register/register.h"

/* Whether the scope can bind here: a hold that could bind nothing would be a false safety. unit NULL: any
 * disposal. 0, one of the above or a PG_E_ condition. */
int hold_scope_check(Register *reg, const HoldScope *scope, const HoldUnit *unit);

/* What is looked for among the keys of a unit. */
typedef struct HoldScopeAsk {
        const HoldScope *scope;
        const HoldUnit *unit;
        bool destroying; /* within the transaction that destroys, after the keys' rows are locked; then the
                            rows in between are locked too, and are seen as they have become */
} HoldScopeAsk;
/* Those of the unit's keys that may hold something in scope; all of them when the map knows a name of the
 * scope no more, for it has changed since. */
int hold_scope_find(Register *reg, const HoldScopeAsk *ask, const char *const *keys, size_t n, Arena *arena,
                    const char ***ret_keys, size_t *ret_n);
