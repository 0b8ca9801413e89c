#pragma once
/* Ledger entries, as statements. Every consequential act leaves one in its own transaction.
 * store/ledger-tree.h has what the sequencer and the verifier need. */

#include "model/entry-kind.h"
#include "store/context.h"
#include "store/store.h"

#include <jansson.h>

/* Notes what the context's actor did today, as pending; ledger/ numbers it later. Join the act's transaction.
 * about: what it concerns, "run 12", or NULL. detail: counts, citations, digests, whole numbers only and no
 * personal data; takes the reference; NULL: none. */
int ledger_note(const Context *context, EntryKind kind, const char *about, json_t *detail);
/* Likewise about a subject: their random reference (muniment.subject_ref.ref) or NULL, never a register's
 * key. */
int ledger_note_subject(const Context *context, EntryKind kind, const char *subject, const char *about,
                        json_t *detail);

typedef struct LedgerNote {
        const char *kind; /* "run-planned", "batch-disposed", "hold-set" ...: [a-z-]+ */
        const char *actor;
        const char *subject; /* random reference (muniment.subject_ref.ref) or NULL; never a register's key */
        const char *about;   /* what it concerns: "run 12", "request R-2026-7" or NULL */
        const char *detail;  /* a JSON object as text: counts, citations, digests; whole numbers only (a
                              * fraction is  refused: PG_E_CONFLICT); no personal data. NULL: {} */
        Date on;             /* the civil day of the act, as the clock has it */
} LedgerNote;

/* Inserts the entry as pending; ledger/ numbers it later. Join the act's transaction. */
int ledger_pend(Store *store, const LedgerNote *note);
/* Many in one statement; they are numbered in this order. */
int ledger_pend_many(Store *store, const LedgerNote *notes, size_t n);
