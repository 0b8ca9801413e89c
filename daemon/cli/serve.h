#pragma once
/* The other half of cli/errand.h: a worker carries a command out for the login that the database stamped on
 * it. */

#include "work/handlers.h"

/* A handler, for jobs of kind "errand". The command's output goes into its answer and nowhere else. */
int serve_errand(Work *work);
