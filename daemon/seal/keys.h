#pragma once
/* The daemon's secret keys, from the folder systemd's LoadCredential= fills ($CREDENTIALS_DIRECTORY).
 *
 *   ledger-signing-key  one line, PRIVATE+KEY+<name>+<hash>+<base64 of 0x01 and the Ed25519 seed>: the form
 *                       Go's sumdb/note tools write. The name is the ledger's origin.
 *   fingerprint-key     32 bytes, as 64 hexadecimal digits or as base64.
 *   document-key        identities of age, a line each (AGE-SECRET-KEY-1..., as age-keygen writes them). The
 *                       first is the authority's key, which all that is stored is sealed for; those after it
 *                       open what was sealed before the key was changed. May be missing, or say "none", on
 *                       a host from before there was one.
 *
 * They lie in locked memory that is not swapped or dumped, and is wiped when freed. */

#include "base/arena.h"
#include "base/conditions.h"
#include "seal/age.h"

#include <stdbool.h>

typedef struct Keys Keys;

#define KEYS_SIGNATURE_SIZE 64
#define KEYS_PUBLIC_SIZE    32
#define KEYS_HASH_SIZE      4
#define KEYS_NAME_MAX       200
#define KEYS_DOCUMENT_MAX   4

/* The files' names. The first two are made together, and only once. */
#define KEYS_FILES         3
#define KEYS_DOCUMENT_FILE "document-key"
extern const char *const keys_files[KEYS_FILES];

/* Reads the keys. folder NULL: $CREDENTIALS_DIRECTORY. The caller owns *ret. */
int keys_load(const char *folder, Arena *arena, Keys **ret, const char **ret_problem);
Keys *keys_free(Keys *keys);
DEFINE_CLEANUP(Keys *, keys_free)

/* Makes the files that are missing, mode 0600, in a folder that is made too (0700) when missing. Never
 * overwrites; of signing and fingerprint key, which belong together, both are made or none. A file encrypted
 * for the machine, NAME.cred, counts as being there. name NULL: "muniment/" and eight random digits.
 * KEYS_E_REFUSED: nothing was missing, or one of those two. */
int keys_create(const char *folder, const char *name, Arena *arena, const char **ret_problem);
/* Puts a new document key before those that are there: it is sealed for from now on, and the others still
 * open what was sealed before. KEYS_E_REFUSED: none is there, or as many as there may be. */
int keys_document_change(const char *folder, Arena *arena, const char **ret_problem);

/* The signing key's name: the origin of the checkpoints it signs. */
const char *keys_name(const Keys *keys);
/* The public verifier key in the C2SP signed-note form, <name>+<hash>+<base64>: fit to publish. */
char *keys_verifier(const Keys *keys, Arena *arena);

/* "age1..." of the nth document key; NULL past the last. */
const char *keys_recipient(const Keys *keys, size_t n, Arena *arena);
/* Whoever has been sealed for: the first document key, and escrow ("age1...", NULL: nobody). 0, or a fault:
 * there is no document key, or escrow is no recipient. */
int keys_recipients(const Keys *keys, const char *escrow, AgeRecipients *ret);
/* By whichever document key it opens. As age_file_key_open(). */
int keys_open_header(const Keys *keys, const char *header, size_t n, AgeFileKey *ret);

/* Ed25519 over the message. */
void keys_sign(const Keys *keys, const void *message, size_t n, unsigned char ret[KEYS_SIGNATURE_SIZE]);

/* What anybody needs to check a signature. */
typedef struct VerifierKey {
        char name[KEYS_NAME_MAX + 1];
        unsigned char hash[KEYS_HASH_SIZE];
        unsigned char key[KEYS_PUBLIC_SIZE];
} VerifierKey;

void keys_public(const Keys *keys, VerifierKey *ret);
/* Reads the form of keys_verifier(). False, *ret untouched, unless it is whole and its hash is right. */
bool verifier_key_parse(const char *s, VerifierKey *ret);
bool verifier_key_check(const VerifierKey *key, const void *message, size_t n,
                        const unsigned char signature[KEYS_SIGNATURE_SIZE]);
