#pragma once
/* The database beside a register into which a drill restores its last backup. */

#include "install/owner.h"

typedef struct DrillDatabase {
        Owner owner;
        const char *base;          /* conninfo of the register */
        const char *register_name; /* of the settings */
        const char *name;          /* of the database; set by drill_make() */
        Pg *keeper;                /* a session in it: nobody takes it for one that was left */
} DrillDatabase;

/* Each: CLI_DONE, or the exit status after saying why. Drops what a drill before it left, and makes it. */
int drill_make(DrillDatabase *drill);
/* Has the command fill it, in a shell; NULL: pg_restore, from dump. Then its agent is brought up to date. */
int drill_fill(const DrillDatabase *drill, const char *command, const char *dump);
/* Drops it, whoever is connected. */
int drill_remove(DrillDatabase *drill);
