#pragma once
/* Who is due under a rule. */

#include "register/register.h"

typedef struct DueRow {
        const char *key;
        Date event;          /* the day the rule's period runs from */
        const char **stones; /* values of the map's tombstone columns; NULL item: the row has none */
} DueRow;

typedef struct DueRows {
        DueRow *items;
        size_t n, n_stones;
} DueRows;

enum {
        _DUE_E_SUCCESS = 300,
        DUE_E_NO_EVENT, /* the map keeps no such event, or cannot archive: the rule does not apply here */
        DUE_E_END,
};

/* Whether anybody is: one index probe, however many there are. */
int due_any(Register *reg, const Rule *rule, Date on, bool *ret);
/* How many are due. */
int due_count(Register *reg, const Rule *rule, Date on, int64_t *ret);
/* Starts reading who is due, as one moment in time; a transaction of the register must be open. */
int due_open(Register *reg, const Rule *rule, Date on);
/* The next thousand at most: keys and event days only. DUE_E_END when there are no more. */
int due_fetch(Register *reg, Arena *arena, DueRows *ret);

/* Locks those of the keys that are due now, in key order; the others have changed, or are gone. */
int due_lock(Register *reg, const Rule *rule, Date on, const char *const *keys, size_t n, Arena *arena,
             DueRows *ret);
