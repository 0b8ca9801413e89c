#include "seal/hash.h"

#include <sodium.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof((Sha256 *)0)->state, "the state must fit");

static crypto_hash_sha256_state *hash_state_of(Sha256 *hash) {
        return (crypto_hash_sha256_state *)(void *)hash->state;
}

void sha256(const void *data, size_t n, unsigned char ret[SHA256_SIZE]) {
        crypto_hash_sha256(ret, data, n);
}

void sha256_init(Sha256 *hash) {
        crypto_hash_sha256_init(hash_state_of(hash));
}

void sha256_update(Sha256 *hash, const void *data, size_t n) {
        crypto_hash_sha256_update(hash_state_of(hash), data, n);
}

void sha256_final(Sha256 *hash, unsigned char ret[SHA256_SIZE]) {
        crypto_hash_sha256_final(hash_state_of(hash), ret);
}

const char *sha256_hex(const unsigned char digest[SHA256_SIZE], char buf[SHA256_HEX_SIZE]) {
        return sodium_bin2hex(buf, SHA256_HEX_SIZE, digest, SHA256_SIZE);
}
