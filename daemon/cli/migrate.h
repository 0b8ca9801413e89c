#pragma once
/* What stood in the way of a migration, said in a sentence. */

#include "store/migrate.h"

/* For a condition of migrate_governance(); the exit status. */
int cli_migrate_refused(int r, const MigrateReport *report);
