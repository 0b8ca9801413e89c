#pragma once
/* For the files of seal/ only: where the secrets lie. */

#include "base/text.h"
#include "seal/keys.h"

#include <sodium.h>

#define FINGERPRINT_KEY_SIZE 32

typedef struct KeySecrets {
        unsigned char signing[crypto_sign_SECRETKEYBYTES];
        unsigned char fingerprint[FINGERPRINT_KEY_SIZE];
        unsigned char documents[KEYS_DOCUMENT_MAX][AGE_KEY_SIZE];
        size_t n_documents;
} KeySecrets;

struct Keys {
        KeySecrets *secrets; /* sodium_malloc(): guarded, locked, wiped; read-only once loaded */
        VerifierKey verifier;
};

#define KEY_FILE_MAX 1024

/* A key file under strict rules, its line ends cut off; empty: there is none. 0, KEYS_E_REFUSED
 * with the problem said, or a fault. */
int key_file_read(const char *folder, const char *name, Arena *arena, char ret[KEY_FILE_MAX],
                  const char **ret_problem);
/* Anew, mode 0600, durable; -EEXIST when it is there. */
int key_file_write(const char *path, const char *text);
/* Whether it is there, plain or encrypted for this machine. */
bool key_file_exists(const char *folder, const char *name, Arena *arena);

/* The document keys of a file; in it, blank lines and those after a # say nothing. False: it holds something
 * else, or none. */
bool document_keys_parse(char *text, KeySecrets *ret);
void document_key_line(Text *out);

/* The first four bytes of SHA-256 over name, newline, algorithm and key (C2SP signed-note). */
void verifier_key_hash(const char *name, const unsigned char key[KEYS_PUBLIC_SIZE],
                       unsigned char ret[KEYS_HASH_SIZE]);
/* Printable ASCII without blanks and "+", and not too long: stricter than the form asks, so that a name
 * looks the same in every terminal. */
bool key_name_is_valid(const char *name);
/* <name>+<hash>+<base64>, of a public or a secret key. On false the outputs hold anything. */
bool key_text_parse(const char *s, char ret_name[KEYS_NAME_MAX + 1], unsigned char ret_hash[KEYS_HASH_SIZE],
                    unsigned char ret_key[32]);
void key_text_write(Text *out, const char *name, const unsigned char hash[KEYS_HASH_SIZE],
                    const unsigned char key[32]);
