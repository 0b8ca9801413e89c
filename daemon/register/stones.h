#pragma once
/* Every subject of a register with what tombstones are made of, in slices: for finding again those who had
 * been destroyed. */

#include "register/register.h"
#include "settings/problems.h"

typedef struct StoneRow {
        const char *key;
        const char **stones; /* values of the map's tombstone columns; NULL item: the row has none */
} StoneRow;

typedef struct StoneRows {
        StoneRow *items;
        size_t n, n_stones;
} StoneRows;

/* At most limit subjects after a key (NULL: from the first), in the order of their keys. 0 or PG_E_. */
int register_stones_next(Register *reg, const char *after, int limit, Arena *arena, StoneRows *ret);
/* Those of the keys that are there, locked in the order of their keys until the transaction's end. */
int register_stones_lock(Register *reg, const char *const *keys, size_t n, Arena *arena, StoneRows *ret);
/* Whether a tombstone column tells one subject from every other, as after a restore it must. 0 or PG_E_. */
int register_check_stones(Register *reg, Problems *problems);
