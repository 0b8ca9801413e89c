/* The keys in memory: loaded, named, used. keys-file.c has their files. */
#include "seal/keys.h"

#include "base/text.h"
#include "seal/keys-secret.h"

#include <stdio.h>
#include <string.h>

#define ALGORITHM_ED25519 0x01

void keys_sign(const Keys *keys, const void *message, size_t n, unsigned char ret[KEYS_SIGNATURE_SIZE]) {
        crypto_sign_detached(ret, NULL, message, n, keys->secrets->signing);
}

const char *keys_name(const Keys *keys) {
        return keys->verifier.name;
}

void keys_public(const Keys *keys, VerifierKey *ret) {
        *ret = keys->verifier;
}

Keys *keys_free(Keys *keys) {
        if (keys) {
                sodium_free(keys->secrets);
                free(keys);
        }
        return NULL;
}

void verifier_key_hash(const char *name, const unsigned char key[KEYS_PUBLIC_SIZE],
                       unsigned char ret[KEYS_HASH_SIZE]) {
        unsigned char digest[crypto_hash_sha256_BYTES];
        static const unsigned char between[] = { '\n', ALGORITHM_ED25519 };
        crypto_hash_sha256_state state;
        crypto_hash_sha256_init(&state);
        crypto_hash_sha256_update(&state, (const unsigned char *)name, strlen(name));
        crypto_hash_sha256_update(&state, between, sizeof between);
        crypto_hash_sha256_update(&state, key, KEYS_PUBLIC_SIZE);
        crypto_hash_sha256_final(&state, digest);
        memcpy(ret, digest, KEYS_HASH_SIZE);
}

bool key_name_is_valid(const char *name) {
        size_t n = strlen(name);
        if (n == 0 || n > KEYS_NAME_MAX)
                return false;
        for (size_t i = 0; i < n; i++)
                if ((unsigned char)name[i] <= ' ' || (unsigned char)name[i] >= 0x7f || name[i] == '+')
                        return false;
        return true;
}

bool key_text_parse(const char *s, char ret_name[KEYS_NAME_MAX + 1], unsigned char ret_hash[KEYS_HASH_SIZE],
                    unsigned char ret_key[32]) {
        const char *hash = strchr(s, '+');
        if (!hash || hash - s > KEYS_NAME_MAX)
                return false;
        memcpy(ret_name, s, hash - s);
        ret_name[hash - s] = 0;
        hash++;
        if (!key_name_is_valid(ret_name) || strlen(hash) < 10 || hash[8] != '+')
                return false;
        size_t n;
        for (int i = 0; i < 8; i++)
                if (!strchr("0123456789abcdef", hash[i]))
                        return false;
        if (sodium_hex2bin(ret_hash, KEYS_HASH_SIZE, hash, 8, NULL, &n, NULL) || n != KEYS_HASH_SIZE)
                return false;
        unsigned char typed[33];
        const char *key = hash + 9;
        bool ok = sodium_base642bin(typed, sizeof typed, key, strlen(key), NULL, &n, NULL,
                                    sodium_base64_VARIANT_ORIGINAL) == 0 &&
                  n == sizeof typed && typed[0] == ALGORITHM_ED25519;
        if (ok)
                memcpy(ret_key, typed + 1, 32);
        sodium_memzero(typed, sizeof typed);
        return ok;
}

void key_text_write(Text *out, const char *name, const unsigned char hash[KEYS_HASH_SIZE],
                    const unsigned char key[32]) {
        unsigned char typed[33] = { ALGORITHM_ED25519 };
        char hex[2 * KEYS_HASH_SIZE + 1],
                base64[sodium_base64_ENCODED_LEN(33, sodium_base64_VARIANT_ORIGINAL)];
        memcpy(typed + 1, key, 32);
        sodium_bin2hex(hex, sizeof hex, hash, KEYS_HASH_SIZE);
        sodium_bin2base64(base64, sizeof base64, typed, sizeof typed, sodium_base64_VARIANT_ORIGINAL);
        text_appendf(out, "%s+%s+%s", name, hex, base64);
        sodium_memzero(typed, sizeof typed);
        sodium_memzero(base64, sizeof base64);
}

char *keys_verifier(const Keys *keys, Arena *arena) {
        _cleanup_text_ Text out = { 0 };
        key_text_write(&out, keys->verifier.name, keys->verifier.hash, keys->verifier.key);
        return arena_strdup(arena, text_str(&out));
}

bool verifier_key_parse(const char *s, VerifierKey *ret) {
        VerifierKey key = { 0 };
        unsigned char hash[KEYS_HASH_SIZE];
        if (!key_text_parse(s, key.name, key.hash, key.key))
                return false;
        verifier_key_hash(key.name, key.key, hash);
        if (memcmp(hash, key.hash, sizeof hash) != 0)
                return false;
        *ret = key;
        return true;
}

bool verifier_key_check(const VerifierKey *key, const void *message, size_t n,
                        const unsigned char signature[KEYS_SIGNATURE_SIZE]) {
        return crypto_sign_verify_detached(signature, message, n, key->key) == 0;
}
