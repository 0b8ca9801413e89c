#pragma once
/* The part of muniment check that asks the databases: does each map fit the register it is used for? */

#include "cli/command.h"
#include "register/register.h"
#include "settings/settings.h"

/* Adds what is wrong to problems. A database that does not answer is a warning: settings are also written
 * before it is there. 0 or a fault. */
int check_live(const CliArgs *args, const Settings *settings, Problems *problems);
/* The same for one register that is open. 0, a PG_E_ condition or a fault. */
int check_live_register(Register *reg, Problems *problems);
