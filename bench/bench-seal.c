/* Sealing beside the floor of libsodium: the same bytes through the cipher that age has in its chunks, and
 * nothing of age around it: no file key, no header, no recipients. Documents of 40 kB, as letters and reports
 * are.
 */
#include "bench.h"
#include "seal/age.h"

#include <sodium.h>
#include <stdlib.h>

#define DOCUMENTS 500
#define SIZE      40000
#define CHUNK     65536

typedef struct Sealing {
        AgeRecipients to;
        unsigned char *document, *out;
} Sealing;

static int by_age(void *data) {
        Sealing *s = data;
        int r = 0;
        for (int i = 0; r == 0 && i < DOCUMENTS; i++) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                AgeSealed sealed;
                r = age_seal(&s->to, s->document, SIZE, arena, &sealed);
        }
        return r;
}

/* For an authority and its escrow two key agreements a document are the least that any sealing costs. */
static int by_libsodium(void *data) {
        Sealing *s = data;
        unsigned char key[crypto_aead_chacha20poly1305_ietf_KEYBYTES], public[32], secret[32], shared[32];
        const unsigned char nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES] = { 0 };
        int r = 0;
        for (int i = 0; r == 0 && i < DOCUMENTS; i++) {
                for (size_t to = 0; r == 0 && to < s->to.n; to++) {
                        crypto_box_keypair(public, secret);
                        r = crypto_scalarmult(shared, secret, s->to.keys[to]);
                }
                crypto_aead_chacha20poly1305_ietf_keygen(key);
                for (size_t at = 0; r == 0 && at < SIZE; at += CHUNK)
                        r = crypto_aead_chacha20poly1305_ietf_encrypt(s->out + at, NULL, s->document + at,
                                                                      SIZE - at < CHUNK ? SIZE - at : CHUNK,
                                                                      NULL, 0, NULL, nonce, key);
        }
        return r;
}

int main(void) {
        if (sodium_init() < 0)
                return 1;
        Sealing s = { .to.n = 2,
                      .document = malloc(SIZE),
                      .out = malloc(SIZE + crypto_aead_chacha20poly1305_ietf_ABYTES) };
        if (!s.document || !s.out)
                return 1;
        randombytes_buf(s.document, SIZE);
        for (size_t i = 0; i < s.to.n; i++) {
                unsigned char identity[AGE_KEY_SIZE];
                age_identity_new(identity);
                age_recipient_of(identity, s.to.keys[i]);
        }
        int r = bench_run(&(Bench){ .name = "seal",
                                    .ours = "age for two recipients: file key, header, payload",
                                    .floor = "two key agreements and the cipher over the same bytes",
                                    .n = DOCUMENTS,
                                    .rounds = 15,
                                    .run_ours = by_age,
                                    .run_floor = by_libsodium,
                                    .data = &s });
        free(s.document);
        free(s.out);
        return r != 0;
}
