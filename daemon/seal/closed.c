#include "seal/closed.h"

#include "seal/fingerprint.h"

#include <sodium.h>
#include <string.h>

#define AROUND (crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)

static void closed_derive(const Keys *keys, const char *scope, unsigned char ret[crypto_secretbox_KEYBYTES]) {
        _Static_assert(crypto_secretbox_KEYBYTES == FINGERPRINT_SIZE, "a fingerprint is as long as a key");
        fingerprint(keys, "closed value", scope, "", ret);
}

const char *closed_seal(const Keys *keys, const char *scope, const char *value, Arena *arena) {
        unsigned char key[crypto_secretbox_KEYBYTES];
        size_t n = strlen(value);
        unsigned char *box = arena_alloc(arena, AROUND + n);
        closed_derive(keys, scope, key);
        randombytes_buf(box, crypto_secretbox_NONCEBYTES);
        crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES, (const unsigned char *)value, n, box, key);
        sodium_memzero(key, sizeof key);
        size_t size = sodium_base64_encoded_len(AROUND + n, sodium_base64_VARIANT_ORIGINAL);
        return sodium_bin2base64(arena_alloc(arena, size), size, box, AROUND + n,
                                 sodium_base64_VARIANT_ORIGINAL);
}

const char *closed_open(const Keys *keys, const char *scope, const char *text, Arena *arena) {
        unsigned char key[crypto_secretbox_KEYBYTES];
        size_t most = strlen(text), n;
        unsigned char *box = arena_alloc(arena, most + 1);
        if (sodium_base642bin(box, most, text, most, NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0 ||
            n < AROUND)
                return NULL;
        char *value = arena_alloc(arena, n - AROUND + 1);
        closed_derive(keys, scope, key);
        int r = crypto_secretbox_open_easy((unsigned char *)value, box + crypto_secretbox_NONCEBYTES,
                                           n - crypto_secretbox_NONCEBYTES, box, key);
        sodium_memzero(key, sizeof key);
        value[n - AROUND] = '\0';
        return r == 0 ? value : NULL;
}
