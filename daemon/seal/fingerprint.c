/* A key for each purpose and scope is derived from the one secret, so that a value needs only one hash. */
#include "seal/fingerprint.h"

#include "seal/keys-secret.h"

#include <assert.h>
#include <string.h>

static void fingerprint_derive(const Keys *keys, const char *purpose, const char *scope,
                               unsigned char ret[FINGERPRINT_KEY_SIZE]) {
        static const char domain[] = "muniment fingerprint 1";
        crypto_generichash_state state;
        crypto_generichash_init(&state, keys->secrets->fingerprint, FINGERPRINT_KEY_SIZE,
                                FINGERPRINT_KEY_SIZE);
        /* Each part with its closing NUL, so that no two pairs run together to the same bytes. */
        crypto_generichash_update(&state, (const unsigned char *)domain, sizeof domain);
        crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1);
        crypto_generichash_update(&state, (const unsigned char *)scope, strlen(scope) + 1);
        crypto_generichash_final(&state, ret, FINGERPRINT_KEY_SIZE);
        sodium_memzero(&state, sizeof state);
}

void fingerprint_many(const Keys *keys, const char *purpose, const char *scope, const char *const *values,
                      size_t n, unsigned char *ret) {
        unsigned char key[FINGERPRINT_KEY_SIZE];
        fingerprint_derive(keys, purpose, scope, key);
        for (size_t i = 0; i < n; i++) {
                assert(values[i]);
                crypto_generichash(ret + i * FINGERPRINT_SIZE, FINGERPRINT_SIZE,
                                   (const unsigned char *)values[i], strlen(values[i]), key, sizeof key);
        }
        sodium_memzero(key, sizeof key);
}

void fingerprint(const Keys *keys, const char *purpose, const char *scope, const char *value,
                 unsigned char ret[FINGERPRINT_SIZE]) {
        fingerprint_many(keys, purpose, scope, &value, 1, ret);
}
