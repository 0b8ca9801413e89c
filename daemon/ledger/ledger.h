#pragma once
/* The ledger: pending -> numbered -> signed -> verified, proved.
 *
 * sequence.c numbers and signs, verify.c recomputes everything, prove.c and proof.c make and check the proof
 * of one entry, certified.c checks a certificate, which holds such proofs, leaf.c says what is hashed, tree.c
 * reads the tree back, checkpoint-file.c keeps the newest checkpoint out of the database's reach. */

#include "base/conditions.h"
#include "seal/note.h"
#include "store/context.h"

#include <jansson.h>

/* Numbers and signs all that is pending, in slices of one transaction each, one sequencer at a time; needs
 * context->keys. The newest checkpoint goes to the journal and the checkpoint file. Before it signs
 * anything it looks at the newest checkpoint, its tree and the file: it never signs on top of a
 * contradiction. 0 with *ret_appended (may be NULL) set, also when there was nothing to do; a LEDGER_E_ or
 * PG_E_ condition. */
int ledger_sequence(Context *context, int64_t *ret_appended);

/* After a restore that was meant, and has been cleaned: when the checkpoint file tells of entries that the
 * database has lost, it is moved aside, and an entry says what it told, so that signing goes on. What was
 * published before stays a contradiction to who compares, and that entry its explanation. */
int ledger_accept_restore(Context *context);

typedef struct LedgerFinding {
        const char *code; /* "entry-changed", ... */
        int64_t at;       /* the entry's number or the checkpoint's size */
        const char *problem;
} LedgerFinding;

#define LEDGER_FINDINGS_MAX 100

typedef struct LedgerReport {
        bool ok;
        int64_t entries, checkpoints, pending;
        MerkleHash root;  /* recomputed, over as many entries as were there */
        const char *file; /* "agrees", "differs", "absent", "none" when the settings name none, or that it was
                             not compared, and why */
        LedgerFinding findings[LEDGER_FINDINGS_MAX];
        size_t n; /* findings kept */
        int64_t found;
} LedgerReport;

/* Recomputes the ledger from the leaves' bytes up: every leaf, every stored node, every checkpoint's root and
 * signature; then the checkpoint file (NULL: that of the settings). As one tree grows through all of the
 * checkpoints' roots, they are consistent with one another. Streams: its memory does not grow with the
 * ledger. 0 also when something is wrong: then !ret->ok, and findings in the context's arena say what. */
int ledger_verify(Context *context, const VerifierKey *key, const char *checkpoint_file, LedgerReport *ret);

/* A proof that an entry is in the ledger, as JSON text (arena): entry, audit path, newest checkpoint.
 * LEDGER_E_NONE, LEDGER_E_BROKEN. */
int ledger_prove(Context *context, int64_t index, char **ret);

/* Such proofs of every signed entry about a run, its batches too, as JSON, under the newest
 * checkpoint: { "checkpoint", "entries": [ { "index", "leaf", "path" } ... ] }. The caller's reference.
 * LEDGER_E_NONE: nothing is signed; LEDGER_E_BROKEN. */
int ledger_prove_run(Context *context, int64_t run, json_t **ret);

typedef struct LedgerProof {
        int64_t index, size;
        const char *leaf;
} LedgerProof;
/* Checks such a text with nothing but the public key. NULL and *ret set, in the arena, when it holds; else
 * the reason as a sentence. */
const char *ledger_proof_check(const char *text, size_t n, const VerifierKey *key, Arena *arena,
                               LedgerProof *ret);

#define CERTIFICATE_SIZE_MAX (64 << 20) /* a proof for each batch of a run */

typedef struct LedgerCertificate {
        int64_t run, disposed, entries, size; /* size: of the ledger that the checkpoint signs */
        int64_t planned, verified;            /* entries of the plan and of verifications */
        const char *rule, *action, *grade;
} LedgerCertificate;
/* Whether the text claims to be a certificate (model/certificate.h has its form). */
bool ledger_is_certificate(const char *text, size_t n);
/* The same for a certificate: its signature, its checkpoint, every proof in it, and its counts against those
 * of the entries. NULL and *ret set when all of it holds; else the reason as a sentence. */
const char *ledger_certificate_check(const char *text, size_t n, const VerifierKey *key, Arena *arena,
                                     LedgerCertificate *ret);
