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

/* What is put down in the store with it: called in both transactions, before the register is written to. Its
 * answer, if it is not 0, is that of register_correct_with(), and nothing is written anywhere. */
typedef struct CorrectDecided {
        int (*decided)(void *to);
        void *to;
} CorrectDecided;
/* The register's transaction within the store's. Should the second commit fail, the register holds told
 * already: the caller has put down before that it has begun, and doing it again finds that. */
int register_correct_with(Context *context, Register *reg, const Correcting *what,
                          const CorrectDecided *with);
