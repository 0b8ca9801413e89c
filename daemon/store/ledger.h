#pragma once
/* Ledger entries, as statements. Every consequential act leaves one in its own transaction. */

#include "store/store.h"

typedef struct LedgerNote {
        const char *kind; /* "run-planned", "batch-disposed", "hold-set" ...: [a-z-]+ */
        const char *actor;
        const char *subject; /* random reference (muniment.subject_ref.ref) or NULL; never a register's key */
        const char *about;   /* what it concerns: "run 12", "request R-2026-7" or NULL */
        const char
                *detail; /* a JSON object as text: counts, citations, digests; no personal data. NULL: {} */
        Date on;         /* the civil day of the act, as the clock has it */
} LedgerNote;

/* Inserts the entry as pending; ledger/ numbers it later. Join the act's transaction. */
int ledger_pend(Store *store, const LedgerNote *note);
