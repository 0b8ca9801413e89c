#include "seal/letterbox.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

struct Letterbox {
        unsigned char address[crypto_box_PUBLICKEYBYTES], secret[crypto_box_SECRETKEYBYTES];
};

_Static_assert(LETTERBOX_ADDRESS_SIZE == crypto_box_PUBLICKEYBYTES, "an address is a public key");

Letterbox *letterbox_new(void) {
        Letterbox *box = sodium_init() >= 0 ? sodium_malloc(sizeof *box) : NULL;
        if (box)
                crypto_box_keypair(box->address, box->secret);
        return box;
}

Letterbox *letterbox_free(Letterbox *box) {
        if (box)
                sodium_free(box);
        return NULL;
}

const unsigned char *letterbox_address(const Letterbox *box) {
        return box->address;
}

unsigned char *letterbox_seal(const unsigned char address[LETTERBOX_ADDRESS_SIZE], const void *data, size_t n,
                              Arena *arena, size_t *ret_n) {
        unsigned char *sealed = arena_alloc(arena, n + crypto_box_SEALBYTES);
        int r = sodium_init();
        assert(r >= 0);
        if (crypto_box_seal(sealed, data, n, address) != 0)
                return NULL;
        *ret_n = n + crypto_box_SEALBYTES;
        return sealed;
}

char *letterbox_open(const Letterbox *box, const unsigned char *sealed, size_t n, Arena *arena,
                     size_t *ret_n) {
        if (n < crypto_box_SEALBYTES)
                return NULL;
        char *data = arena_alloc(arena, n - crypto_box_SEALBYTES + 1);
        if (crypto_box_seal_open((unsigned char *)data, sealed, n, box->address, box->secret) != 0)
                return NULL;
        *ret_n = n - crypto_box_SEALBYTES;
        data[*ret_n] = '\0';
        return data;
}

char *base64_write(const void *data, size_t n, Arena *arena) {
        size_t size = sodium_base64_encoded_len(n, sodium_base64_VARIANT_ORIGINAL);
        return sodium_bin2base64(arena_alloc(arena, size), size, data, n, sodium_base64_VARIANT_ORIGINAL);
}

unsigned char *base64_read(const char *text, Arena *arena, size_t *ret_n) {
        size_t most = strlen(text);
        unsigned char *data = arena_alloc(arena, most + 1);
        return sodium_base642bin(data, most, text, most, NULL, ret_n, NULL, sodium_base64_VARIANT_ORIGINAL) ==
                               0
                       ? data
                       : NULL;
}
