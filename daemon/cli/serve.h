#pragma once
/* The other half of cli/errand.h: a worker carries a command out for the login that the database stamped on
 * it. */

#include "cli/command.h"
#include "work/jobs.h"

/* For jobs of kind "errand": one of the commands of the table. The command's output goes into its answer and
 * nowhere else. */
int serve_errand(const CliRow *table, Work *work);
