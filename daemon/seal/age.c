/* age v1: headers and payloads. age-key.c has the keys as text. */
#include "seal/age.h"

#include "base/error.h"
#include "base/text.h"

#include <sodium.h>
#include <string.h>

#define VERSION     "age-encryption.org/v1\n"
#define STANZA      "-> "
#define X25519      "-> X25519 "
#define FOOTER      "--- "
#define WRAP_INFO   "age-encryption.org/v1/X25519"
#define FILE_KEY    16
#define NONCE       16
#define TAG         crypto_aead_chacha20poly1305_ietf_ABYTES
#define CHUNK       65536
#define STANZAS_MAX 20
#define BODY_LINE   64 /* characters of a stanza's body; a shorter line is its last */
#define TEXT_32     43 /* base64 of 32 bytes, without padding */

typedef unsigned char Key[32];

/* RFC 5869 for one block of output. */
static void hkdf(Key ret, const void *salt, size_t n_salt, const void *secret, size_t n_secret,
                 const char *info) {
        unsigned char prk[crypto_auth_hmacsha256_BYTES], one = 1;
        crypto_auth_hmacsha256_state state;
        crypto_auth_hmacsha256_init(&state, salt, n_salt);
        crypto_auth_hmacsha256_update(&state, secret, n_secret);
        crypto_auth_hmacsha256_final(&state, prk);
        crypto_auth_hmacsha256_init(&state, prk, sizeof prk);
        crypto_auth_hmacsha256_update(&state, (const unsigned char *)info, strlen(info));
        crypto_auth_hmacsha256_update(&state, &one, 1);
        crypto_auth_hmacsha256_final(&state, ret);
        sodium_memzero(prk, sizeof prk);
        sodium_memzero(&state, sizeof state);
}

static void append_base64(Text *out, const unsigned char *data, size_t n) {
        char buf[sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
        text_append(out,
                    sodium_bin2base64(buf, sizeof buf, data, n, sodium_base64_VARIANT_ORIGINAL_NO_PADDING));
}

/* Exactly n bytes in canonical form: written back they are the same text. */
static bool read_base64(const char *s, size_t len, unsigned char *ret, size_t n) {
        char again[TEXT_32 + 2];
        size_t got;
        if (len > TEXT_32 ||
            sodium_base642bin(ret, n, s, len, NULL, &got, NULL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) !=
                    0 ||
            got != n)
                return false;
        sodium_bin2base64(again, sizeof again, ret, n, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
        return strlen(again) == len && memcmp(again, s, len) == 0;
}

/* --- the header ------------------------------------------------------------------------------------------
 */

/* The key that wraps a file key between an ephemeral share and a recipient. False: no point of the curve. */
static bool wrap_key(const unsigned char *secret, const unsigned char *peer, const unsigned char *share,
                     const unsigned char *recipient, Key ret) {
        Key shared;
        unsigned char salt[64];
        bool ok = crypto_scalarmult(shared, secret, peer) == 0; /* refuses points of low order */
        memcpy(salt, share, 32);
        memcpy(salt + 32, recipient, 32);
        hkdf(ret, salt, sizeof salt, shared, sizeof shared, WRAP_INFO);
        sodium_memzero(shared, sizeof shared);
        return ok;
}

static const unsigned char no_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];

static bool append_stanza(Text *out, const unsigned char *file_key, const unsigned char *recipient) {
        Key secret, share, key;
        unsigned char wrapped[FILE_KEY + TAG];
        randombytes_buf(secret, sizeof secret);
        crypto_scalarmult_base(share, secret);
        bool ok = wrap_key(secret, recipient, share, recipient, key);
        crypto_aead_chacha20poly1305_ietf_encrypt(wrapped, NULL, file_key, FILE_KEY, NULL, 0, NULL, no_nonce,
                                                  key);
        text_append(out, X25519);
        append_base64(out, share, sizeof share);
        text_append(out, "\n");
        append_base64(out, wrapped, sizeof wrapped);
        text_append(out, "\n");
        sodium_memzero(secret, sizeof secret);
        sodium_memzero(key, sizeof key);
        return ok;
}

static void header_mac(const unsigned char *file_key, const char *header, size_t n, Key ret) {
        Key key;
        crypto_auth_hmacsha256_state state;
        hkdf(key, "", 0, file_key, FILE_KEY, "header");
        crypto_auth_hmacsha256_init(&state, key, sizeof key);
        crypto_auth_hmacsha256_update(&state, (const unsigned char *)header, n);
        crypto_auth_hmacsha256_final(&state, ret);
        sodium_memzero(key, sizeof key);
        sodium_memzero(&state, sizeof state);
}

/* 0 or a fault: a recipient is no point of the curve, or there is none. */
static int write_header(const unsigned char *file_key, const AgeRecipients *to, Arena *arena,
                        const char **ret, size_t *ret_n) {
        _cleanup_text_ Text out = { 0 };
        Key mac;
        text_append(&out, VERSION);
        for (size_t i = 0; i < to->n; i++)
                if (!append_stanza(&out, file_key, to->keys[i]))
                        return err_origin(-EKEYREJECTED);
        if (to->n == 0)
                return err_origin(-EKEYREJECTED);
        text_append(&out, "---");
        header_mac(file_key, text_str(&out), out.n, mac);
        text_append(&out, " ");
        append_base64(&out, mac, sizeof mac);
        text_append(&out, "\n");
        *ret = arena_strndup(arena, text_str(&out), out.n);
        *ret_n = out.n;
        return 0;
}

typedef struct Stanza {
        Key share;
        unsigned char wrapped[FILE_KEY + TAG];
} Stanza;

typedef struct Header {
        Stanza stanzas[STANZAS_MAX]; /* X25519 only: others are for others */
        size_t n;
        size_t signed_size; /* up to and with "---" */
        Key mac;
} Header;

/* The next line without its newline. False: there is none, or it holds what no header does. */
static bool age_next_line(const char **at, const char *end, const char **ret, size_t *ret_n) {
        const char *stop = memchr(*at, '\n', (size_t)(end - *at));
        if (!stop)
                return false;
        for (const char *c = *at; c < stop; c++)
                if (*c < ' ' || *c > '~')
                        return false;
        *ret = *at;
        *ret_n = (size_t)(stop - *at);
        *at = stop + 1;
        return true;
}

static bool line_starts(const char *line, size_t n, const char *with) {
        return n >= strlen(with) && memcmp(line, with, strlen(with)) == 0;
}

/* Arguments are words with one blank between them. */
static bool arguments_are_sound(const char *line, size_t n) {
        if (n <= strlen(STANZA))
                return false;
        for (size_t i = strlen(STANZA); i < n; i++)
                if (line[i] == ' ' && (line[i - 1] == ' ' || i + 1 == n))
                        return false;
        return true;
}

static bool is_base64_line(const char *line, size_t n) {
        for (size_t i = 0; i < n; i++)
                if (!char_is_alpha(line[i]) && !char_is_digit(line[i]) && line[i] != '+' && line[i] != '/')
                        return false;
        return n <= BODY_LINE;
}

/* The stanza that a line begins, with its body. */
static bool read_stanza(const char *line, size_t n, const char **at, const char *end, Header *ret) {
        bool ours = line_starts(line, n, X25519);
        const char *share = line + strlen(X25519), *body;
        size_t n_share = ours ? n - strlen(X25519) : 0, n_body, lines = 0;
        if (!arguments_are_sound(line, n) || (ours && ret->n == STANZAS_MAX))
                return false;
        do {
                if (!age_next_line(at, end, &body, &n_body) || !is_base64_line(body, n_body))
                        return false;
                lines++;
        } while (n_body == BODY_LINE);
        if (!ours)
                return true;
        Stanza *stanza = &ret->stanzas[ret->n++];
        return lines == 1 && read_base64(share, n_share, stanza->share, sizeof stanza->share) &&
               read_base64(body, n_body, stanza->wrapped, sizeof stanza->wrapped);
}

static bool read_header(const char *header, size_t n, Header *ret) {
        const char *at = header, *end = header + n, *line;
        size_t length;
        if (n > AGE_HEADER_MAX || !age_next_line(&at, end, &line, &length) || length != strlen(VERSION) - 1 ||
            !line_starts(line, length + 1, VERSION))
                return false;
        while (age_next_line(&at, end, &line, &length)) {
                if (line_starts(line, length, FOOTER)) {
                        ret->signed_size = (size_t)(line - header) + strlen(FOOTER) - 1;
                        return at == end && read_base64(line + strlen(FOOTER), length - strlen(FOOTER),
                                                        ret->mac, sizeof ret->mac);
                }
                if (!line_starts(line, length, STANZA) || !read_stanza(line, length, &at, end, ret))
                        return false;
        }
        return false;
}

static bool unwrap_stanza(const Stanza *stanza, const unsigned char *identity, const unsigned char *recipient,
                          unsigned char *ret) {
        Key key;
        bool ok = wrap_key(identity, stanza->share, stanza->share, recipient, key) &&
                  crypto_aead_chacha20poly1305_ietf_decrypt(ret, NULL, NULL, stanza->wrapped,
                                                            sizeof stanza->wrapped, NULL, 0, no_nonce,
                                                            key) == 0;
        sodium_memzero(key, sizeof key);
        return ok;
}

static int unwrap(const char *header, size_t n, const unsigned char *identity, unsigned char *ret) {
        Header parsed = { 0 };
        Key recipient, mac;
        if (!read_header(header, n, &parsed))
                return AGE_E_FORM;
        age_recipient_of(identity, recipient);
        for (size_t i = 0; i < parsed.n; i++) {
                if (!unwrap_stanza(&parsed.stanzas[i], identity, recipient, ret))
                        continue;
                header_mac(ret, header, parsed.signed_size, mac);
                return sodium_memcmp(mac, parsed.mac, sizeof mac) == 0 ? 0 : AGE_E_FORM;
        }
        return AGE_E_KEY;
}

/* --- the payload -----------------------------------------------------------------------------------------
 */

/* A counter of eleven bytes, and one that marks the last chunk. */
static void chunk_nonce(uint64_t counter, bool last,
                        unsigned char ret[crypto_aead_chacha20poly1305_ietf_NPUBBYTES]) {
        memset(ret, 0, crypto_aead_chacha20poly1305_ietf_NPUBBYTES);
        for (int i = 10; i > 2; i--, counter >>= 8)
                ret[i] = (unsigned char)counter;
        ret[11] = last;
}

static size_t chunks_of(size_t n) {
        return n ? (n + CHUNK - 1) / CHUNK : 1;
}

static const unsigned char *write_payload(const unsigned char *file_key, const unsigned char *data, size_t n,
                                          Arena *arena, size_t *ret_n) {
        unsigned char nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
        size_t chunks = chunks_of(n);
        unsigned char *out = arena_alloc(arena, NONCE + n + chunks * TAG), *at = out + NONCE;
        Key key;
        randombytes_buf(out, NONCE);
        hkdf(key, out, NONCE, file_key, FILE_KEY, "payload");
        for (size_t i = 0; i < chunks; i++) {
                size_t size = i + 1 < chunks ? CHUNK : n - i * CHUNK;
                chunk_nonce(i, i + 1 == chunks, nonce);
                crypto_aead_chacha20poly1305_ietf_encrypt(at, NULL, data + i * CHUNK, size, NULL, 0, NULL,
                                                          nonce, key);
                at += size + TAG;
        }
        sodium_memzero(key, sizeof key);
        *ret_n = (size_t)(at - out);
        return out;
}

static int read_payload(const unsigned char *file_key, const unsigned char *payload, size_t n, Arena *arena,
                        const unsigned char **ret, size_t *ret_n) {
        unsigned char nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
        if (n < NONCE + TAG)
                return AGE_E_FORM;
        size_t left = n - NONCE, chunks = (left + CHUNK + TAG - 1) / (CHUNK + TAG);
        unsigned char *out = arena_alloc(arena, left + 1);
        const unsigned char *at = payload + NONCE;
        size_t done = 0;
        int r = 0;
        Key key;
        hkdf(key, payload, NONCE, file_key, FILE_KEY, "payload");
        for (size_t i = 0; r == 0 && i < chunks; i++) {
                bool last = i + 1 == chunks;
                size_t size = last ? left : CHUNK + TAG;
                chunk_nonce(i, last, nonce);
                /* An empty last chunk is of an empty body only. */
                if (size < TAG || (last && size == TAG && i > 0) ||
                    crypto_aead_chacha20poly1305_ietf_decrypt(out + done, NULL, NULL, at, size, NULL, 0,
                                                              nonce, key) != 0)
                        r = AGE_E_FORM;
                done += size - (size < TAG ? size : TAG);
                at += size;
                left -= size;
        }
        sodium_memzero(key, sizeof key);
        if (r)
                return err_trace(r);
        out[done] = 0;
        *ret = out;
        *ret_n = done;
        return 0;
}

/* --- both ------------------------------------------------------------------------------------------------
 */

void age_file_key_wipe(AgeFileKey *key) {
        sodium_memzero(key->bytes, sizeof key->bytes);
}

int age_file_key_new(const AgeRecipients *to, Arena *arena, AgeFileKey *ret, const char **ret_header,
                     size_t *ret_n) {
        _Static_assert(sizeof ret->bytes == FILE_KEY, "a file key is as long as the format says");
        randombytes_buf(ret->bytes, sizeof ret->bytes);
        return write_header(ret->bytes, to, arena, ret_header, ret_n);
}

int age_file_key_open(const char *header, size_t n, const unsigned char identity[AGE_KEY_SIZE],
                      AgeFileKey *ret) {
        return unwrap(header, n, identity, ret->bytes);
}

int age_file_key_wrap(const AgeFileKey *key, const AgeRecipients *to, Arena *arena, const char **ret,
                      size_t *ret_n) {
        return write_header(key->bytes, to, arena, ret, ret_n);
}

const unsigned char *age_payload_seal(const AgeFileKey *key, const void *data, size_t n, Arena *arena,
                                      size_t *ret_n) {
        return write_payload(key->bytes, data, n, arena, ret_n);
}

int age_payload_open(const AgeFileKey *key, const void *payload, size_t n, Arena *arena,
                     const unsigned char **ret, size_t *ret_n) {
        return read_payload(key->bytes, payload, n, arena, ret, ret_n);
}

int age_seal(const AgeRecipients *to, const void *data, size_t n, Arena *arena, AgeSealed *ret) {
        _cleanup_age_file_key_ AgeFileKey key = { 0 };
        AgeSealed sealed = { 0 };
        int r = age_file_key_new(to, arena, &key, &sealed.header, &sealed.n_header);
        if (r)
                return err_trace(r);
        sealed.payload = age_payload_seal(&key, data, n, arena, &sealed.n_payload);
        *ret = sealed;
        return 0;
}

int age_open(const AgeSealed *sealed, const unsigned char identity[AGE_KEY_SIZE], Arena *arena,
             const unsigned char **ret, size_t *ret_n) {
        _cleanup_age_file_key_ AgeFileKey key = { 0 };
        int r = age_file_key_open(sealed->header, sealed->n_header, identity, &key);
        return r ? err_trace(r)
                 : age_payload_open(&key, sealed->payload, sealed->n_payload, arena, ret, ret_n);
}
