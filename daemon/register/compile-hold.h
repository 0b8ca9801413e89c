#pragma once
/* The question that a hold of some scope puts to a register: which of those about to be disposed of may hold
 * something in it? */

#include "model/hold-scope.h"
#include "register/compile.h"

/* What a disposal takes. */
typedef struct HoldUnit {
        const Entity *entity; /* the subject: whole records; else single rows, with what hangs on them */
        const char *const *attributes; /* only these columns of the rows; NULL: all */
        size_t n_attributes;
} HoldUnit;

/* What a disposal by this rule takes. */
HoldUnit hold_unit(const DataMap *map, const Rule *rule);

typedef struct CompiledHold {
        const char *find; /* $1 keys; then since and until, if one is given; then the value, if one is -> the
                             keys of those that may hold something in scope */
        const char **locks; /* $1 keys: locks the rows in between, so that none of them changes any more */
        size_t n_locks;
} CompiledHold;

/* False: nothing that the unit takes can ever be in scope. The names of the scope must be the map's. */
bool compile_hold(const Compiler *c, const HoldScope *scope, const HoldUnit *unit, CompiledHold *ret);
/* $1 value -> whether a row says so: for a scope with a column or a kind of service. */
const char *compile_hold_seen(const Compiler *c, const HoldScope *scope);
/* Whether the register keeps days by which rows of the entity fall in a range. */
bool compile_hold_dated(const Compiler *c, const Entity *entity);
