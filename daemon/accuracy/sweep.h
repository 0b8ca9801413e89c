#pragma once
/* Accuracy: stale -> asked -> compared -> recorded. One sweep goes through a register in the order of its
 * keys, asks a source about the subjects whose last answer is stale, and records how each attribute came out.
 * It reads the register and never changes it: what differs is put to a person. */

#include "base/conditions.h"
#include "store/context.h"

/* Sweeps, or carries on a sweep that was interrupted: at most one slice of answers is asked for again.
 * sample: how many subjects are asked about at most; 0: all that are stale. 0, an ACCURACY_E_ or REGISTER_E_
 * condition, a PG_E_ condition, or a fault. 0 also when context->proceed() said to stop. */
int accuracy_sweep(Context *context, const char *source, int64_t sample);
