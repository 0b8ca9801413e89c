#pragma once
/* One value of one row is put right, if it still is what somebody has decided about. */

#include "register/register.h"

typedef struct Correcting {
        const char *entity, *column; /* of the map */
        const char *subject, *row;   /* keys: whose it is, and of the row itself */
        const char *held, *told;     /* "" for held: nothing */
        Date on;                     /* the row must be current then */
} Correcting;

/* Writes told where held still stands, and nothing where told stands already. Within register_begin(). 0;
 * CORRECT_E_CHANGED: the row is not there any more, or another value is; CORRECT_E_REFUSED: the register's
 * own type, constraint, trigger or grant refused it, and the transaction is lost. */
int register_correct(Register *reg, const Correcting *what, Arena *arena);
