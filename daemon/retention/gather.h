#pragma once
/* What verification looks for, many batches at a time, so that a large run reads the register few times. */

#include "store/batch.h"
#include "store/context.h"
#include "store/run.h"

/* The next batches after that one, enough for one reading of the register; moves *after on. In the arena. 0,
 * RUN_E_END, or RETENTION_E_KEYS: the identifiers are closed under keys that are not here. */
int gather_disposed(Context *context, const Run *run, Arena *arena, int64_t *after, Disposed *ret);
