#pragma once
/* What is stored is sealed: for whom, under which keys. A body is an age payload; its header, the key row,
 * lies apart in muniment.seal_key and goes with what it is of, whichever way that goes. */

#include "base/conditions.h"
#include "seal/age.h"
#include "store/context.h"

/* For whom this host seals. */
typedef struct Sealing {
        AgeRecipients to;
        const char *recipient, *escrow; /* as text; recipient NULL: no host has a document key, and what is
                                           stored lies open; escrow NULL: nobody besides */
} Sealing;

/* 0 or SEALING_E_NO_KEY: others have a key, and this host does not, or another. */
int sealing_begin(Store *store, Arena *arena, Sealing *ret);
/* Opens a header. 0, SEALING_E_NO_KEY, AGE_E_FORM: it is damaged. */
int sealing_open(const Store *store, const char *header, AgeFileKey *ret);
/* Wraps anew, in slices, the keys that are wrapped for another than sealing says. 0; SEALING_E_NO_KEY: some
 * were sealed for a key that is not here; they are left as they are. */
int sealing_renew(Context *context, const Sealing *sealing);

typedef struct SealingState {
        const char *recipient;       /* the newest of the authority's keys; NULL: there is none */
        int64_t open, stale, sealed; /* documents that lie open; keys wrapped for another; keys */
} SealingState;
/* escrow NULL: nobody. */
int sealing_state(Store *store, const char *escrow, Arena *arena, SealingState *ret);
