#pragma once
/* SHA-256: digests of documents, ledger leaves and tree nodes. */

#include <stddef.h>

#define SHA256_SIZE     32
#define SHA256_HEX_SIZE (2 * SHA256_SIZE + 1)

void sha256(const void *data, size_t n, unsigned char ret[SHA256_SIZE]);

/* The same in pieces, for what does not fit in memory. */
typedef struct Sha256 {
        _Alignas(16) unsigned char state[128];
} Sha256;
void sha256_init(Sha256 *hash);
void sha256_update(Sha256 *hash, const void *data, size_t n);
void sha256_final(Sha256 *hash, unsigned char ret[SHA256_SIZE]);

/* Writes lower-case hexadecimal and returns it. */
const char *sha256_hex(const unsigned char digest[SHA256_SIZE], char buf[SHA256_HEX_SIZE]);
/* In a compound literal, good until the enclosing block ends. */
#define SHA256_HEX(digest) sha256_hex((digest), (char[SHA256_HEX_SIZE]){ 0 })
