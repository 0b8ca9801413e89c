#pragma once
/* Accuracy: stale -> asked -> compared -> recorded. One sweep goes through a register in the order of its
 * keys, asks a source about the subjects whose last answer is stale, and records how each attribute came out.
 * It reads the register and never changes it: what differs is put to a person. */

#include "store/context.h"

enum {
        _ACCURACY_E_SUCCESS = 500,
        ACCURACY_E_NO_SOURCE,     /* no source of that name in the settings */
        ACCURACY_E_NO_CREDENTIAL, /* the source's token is not among the credentials */
        ACCURACY_E_MAP,           /* the source confirms or asks by what the register's map does not have */
        ACCURACY_E_BUSY,          /* another process works this sweep */
        ACCURACY_E_UNAVAILABLE,   /* a whole slice brought no usable answer: it is recorded, and asked again
                                     when   the sweep is carried on */
};

/* Sweeps, or carries on a sweep that was interrupted: at most one slice of answers is asked for again.
 * sample: how many subjects are asked about at most; 0: all that are stale. 0, an ACCURACY_E_ or REGISTER_E_
 * condition, a PG_E_ condition, or a fault. 0 also when context->proceed() said to stop. */
int accuracy_sweep(Context *context, const char *source, int64_t sample);
