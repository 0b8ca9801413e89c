#pragma once
/* The age v1 format (age-encryption.org/v1, C2SP age.md) for X25519 recipients, so that what we seal is
 * opened by anybody's `age` with the right key:
 *
 *   age-encryption.org/v1
 *   -> X25519 <share>            a stanza a recipient: the file key, wrapped for them
 *   <wrapped file key>
 *   --- <MAC under the file key>
 *   <nonce, then the body in chunks of 64 KiB>
 *
 * Header and payload are handled apart: whoever drops the header has destroyed the body for every recipient.
 * Joined they are the file. One header may have any number of payloads, each under a key of its own nonce:
 * joined with the header each of them is a file. */

#include "base/arena.h"
#include "base/conditions.h"

#include <stdbool.h>
#include <stddef.h>

#define AGE_KEY_SIZE       32 /* of an identity, and of a recipient */
#define AGE_RECIPIENTS_MAX 4
#define AGE_HEADER_MAX     8192

/* "age1..." (Bech32 with its checksum). False: it is none; *ret holds anything. */
bool age_recipient_parse(const char *s, unsigned char ret[AGE_KEY_SIZE]);
const char *age_recipient_text(const unsigned char recipient[AGE_KEY_SIZE], Arena *arena);
/* "AGE-SECRET-KEY-1...", the line that `age -i` reads. The text is to be wiped by who asked for it. */
bool age_identity_parse(const char *s, unsigned char ret[AGE_KEY_SIZE]);
#define AGE_IDENTITY_SIZE 76
void age_identity_text(const unsigned char identity[AGE_KEY_SIZE], char ret[AGE_IDENTITY_SIZE]);
void age_identity_new(unsigned char ret[AGE_KEY_SIZE]);
void age_recipient_of(const unsigned char identity[AGE_KEY_SIZE], unsigned char ret[AGE_KEY_SIZE]);

/* Side by side, AGE_KEY_SIZE each. */
typedef struct AgeRecipients {
        unsigned char keys[AGE_RECIPIENTS_MAX][AGE_KEY_SIZE];
        size_t n;
} AgeRecipients;

/* What a header hands to its recipients; to be wiped by who has it. */
typedef struct AgeFileKey {
        unsigned char bytes[16];
} AgeFileKey;

void age_file_key_wipe(AgeFileKey *key);
#define _cleanup_age_file_key_ _cleanup_(age_file_key_wipe)

/* A new one and its header, in the arena. 0, or a fault: a recipient that is no point. */
int age_file_key_new(const AgeRecipients *to, Arena *arena, AgeFileKey *ret, const char **ret_header,
                     size_t *ret_n);
/* 0, AGE_E_FORM: not such a header, or not whole; AGE_E_KEY: for other recipients. */
int age_file_key_open(const char *header, size_t n, const unsigned char identity[AGE_KEY_SIZE],
                      AgeFileKey *ret);
/* The same file key, wrapped for others: payloads stay as they are. 0 or a fault. */
int age_file_key_wrap(const AgeFileKey *key, const AgeRecipients *to, Arena *arena, const char **ret,
                      size_t *ret_n);
/* In the arena; each call gives other bytes. */
const unsigned char *age_payload_seal(const AgeFileKey *key, const void *data, size_t n, Arena *arena,
                                      size_t *ret_n);
/* With a byte of zero behind it. 0 or AGE_E_FORM: not whole, or under another key. */
int age_payload_open(const AgeFileKey *key, const void *payload, size_t n, Arena *arena,
                     const unsigned char **ret, size_t *ret_n);

typedef struct AgeSealed {
        const char *header; /* text, with the newline at its end */
        const unsigned char *payload;
        size_t n_header, n_payload;
} AgeSealed;

/* Under a file key of its own. Everything in the arena. 0, or a fault: a recipient that is no point. */
int age_seal(const AgeRecipients *to, const void *data, size_t n, Arena *arena, AgeSealed *ret);
/* 0, AGE_E_FORM: not such a header or payload, or not whole; AGE_E_KEY: for other recipients. */
int age_open(const AgeSealed *sealed, const unsigned char identity[AGE_KEY_SIZE], Arena *arena,
             const unsigned char **ret, size_t *ret_n);
