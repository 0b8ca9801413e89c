#pragma once
/* What stood in the way of a migration, said in a sentence. */

#include "settings/settings.h"
#include "store/migrate.h"

/* For a condition of migrate_governance(); the exit status. */
int cli_migrate_refused(int r, const MigrateReport *report);
/* The triggers that tell of a register's new subjects, made as that login; where they cannot be, says who
 * can: the register is compared daily meanwhile, and muniment check says so. reg may be NULL. 0 or a PG_E_
 * condition. */
int cli_make_news(const char *conninfo, const RegisterSettings *reg);
