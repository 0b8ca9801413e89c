#pragma once
/* What rules promise of how gone is gone, against what the register's server lets us do and say. */

#include "register/register.h"
#include "settings/problems.h"

/* An error where a promise could not be kept, with the grant that is missing; a warning where a certificate
 * would carry no date. path: the register's place in the settings. 0 or a fault. */
int check_grades(Context *context, Register *reg, const char *path, Problems *problems);
