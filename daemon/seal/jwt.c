#include "seal/jwt.h"

#include <assert.h>
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define JWT_BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

static const char *jwt_part(const void *data, size_t n, Arena *arena) {
        size_t size = sodium_base64_encoded_len(n, JWT_BASE64);
        return sodium_bin2base64(arena_alloc(arena, size), size, data, n, JWT_BASE64);
}

const char *jwt_hs256(const char *issuer, const char *secret, int64_t issued_sec, Arena *arena) {
        static const char header[] = "{\"typ\":\"JWT\",\"alg\":\"HS256\"}";
        unsigned char mac[crypto_auth_hmacsha256_BYTES];
        /* crypto_auth_hmacsha256() itself would take 32 bytes of the secret, whatever its length. */
        crypto_auth_hmacsha256_state state;
        json_auto_t *json = json_pack("{s:s, s:I}", "iss", issuer, "iat", (json_int_t)issued_sec);
        char *claims = json_dumps(json, JSON_COMPACT);
        assert(claims);
        const char *said = arena_printf(arena, "%s.%s", jwt_part(header, sizeof header - 1, arena),
                                        jwt_part(claims, strlen(claims), arena));
        free(claims);
        crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret, strlen(secret));
        crypto_auth_hmacsha256_update(&state, (const unsigned char *)said, strlen(said));
        crypto_auth_hmacsha256_final(&state, mac);
        sodium_memzero(&state, sizeof state);
        return arena_printf(arena, "%s.%s", said, jwt_part(mac, sizeof mac, arena));
}
