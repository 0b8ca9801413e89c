#pragma once
/* Planning beside a rule's open runs: no record is in two of them. */

#include "store/run.h"

/* Nobody else plans for the register until the transaction ends. */
int run_plan_alone(Store *store, const char *register_name);
/* The other open runs of the run's rule, and the subjects planned in them. */
int run_beside(Store *store, const Run *run, int64_t *ret_runs, int64_t *ret_subjects);
/* Leaves those of the keys that none of them has still to deal with, in their order; in the arena. */
int run_unplanned(Store *store, const Run *run, Arena *arena, const char ***keys, size_t *n);
