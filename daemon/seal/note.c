#include "seal/note.h"

#include "base/error.h"
#include "base/text.h"

#include <sodium.h>
#include <string.h>

#define DASH      "\xe2\x80\x94 " /* U+2014 and a blank begin a signature line */
#define BASE64(n) sodium_base64_ENCODED_LEN((n), sodium_base64_VARIANT_ORIGINAL)

typedef struct Piece {
        const char *s;
        size_t n;
} Piece;

/* Takes a line, without its newline, off the front. False when there is no whole line. */
static bool note_next_line(Piece *rest, Piece *ret) {
        const char *end = memchr(rest->s, '\n', rest->n);
        if (!end)
                return false;
        *ret = (Piece){ rest->s, (size_t)(end - rest->s) };
        rest->n -= ret->n + 1;
        rest->s = end + 1;
        return true;
}

static bool decode(const char *s, size_t n, unsigned char *ret, size_t max, size_t *ret_n) {
        return sodium_base642bin(ret, max, s, n, NULL, ret_n, NULL, sodium_base64_VARIANT_ORIGINAL) == 0;
}

bool merkle_hash_parse(const char *s, size_t n, MerkleHash *ret) {
        MerkleHash hash = { 0 };
        size_t got;
        if (!decode(s, n, hash.b, sizeof hash.b, &got) || got != sizeof hash.b)
                return false;
        *ret = hash;
        return true;
}

const char *merkle_hash_text(const MerkleHash *hash, char buf[MERKLE_HASH_TEXT_SIZE]) {
        return sodium_bin2base64(buf, MERKLE_HASH_TEXT_SIZE, hash->b, sizeof hash->b,
                                 sodium_base64_VARIANT_ORIGINAL);
}

char *note_sign(const Keys *keys, const char *text, Arena *arena) {
        VerifierKey key;
        keys_public(keys, &key);
        unsigned char signature[KEYS_HASH_SIZE + KEYS_SIGNATURE_SIZE];
        memcpy(signature, key.hash, KEYS_HASH_SIZE);
        keys_sign(keys, text, strlen(text), signature + KEYS_HASH_SIZE);
        char base64[BASE64(sizeof signature)];
        sodium_bin2base64(base64, sizeof base64, signature, sizeof signature, sodium_base64_VARIANT_ORIGINAL);
        return arena_printf(arena, "%s\n" DASH "%s %s\n", text, key.name, base64);
}

char *checkpoint_sign(const Keys *keys, uint64_t size, const MerkleHash *root, Arena *arena) {
        char hash[MERKLE_HASH_TEXT_SIZE];
        return note_sign(keys,
                         arena_printf(arena, "%s\n%llu\n%s\n", keys_name(keys), (unsigned long long)size,
                                      merkle_hash_text(root, hash)),
                         arena);
}

static bool is_clean(const char *s, size_t n) {
        for (size_t i = 0; i < n; i++)
                if ((unsigned char)s[i] < ' ' && s[i] != '\n')
                        return false;
        return str_is_utf8(s, n);
}

/* The text goes to the last empty line, its own last newline with it; signature lines follow. */
static bool cut(Piece note, Piece *ret_text, Piece *ret_signatures) {
        if (note.n == 0 || note.n > NOTE_SIZE_MAX || !is_clean(note.s, note.n))
                return false;
        for (size_t i = note.n - 1; i > 0; i--)
                if (note.s[i] == '\n' && note.s[i - 1] == '\n') {
                        *ret_text = (Piece){ note.s, i };
                        *ret_signatures = (Piece){ note.s + i + 1, note.n - i - 1 };
                        return ret_signatures->n > 0;
                }
        return false;
}

static bool piece_is(Piece piece, const char *s) {
        return piece.n == strlen(s) && memcmp(piece.s, s, piece.n) == 0;
}

/* One signature line: 0 good, by this key; else a condition. */
static int check_line(Piece line, Piece text, const VerifierKey *key) {
        const size_t dash = strlen(DASH);
        if (line.n <= dash || memcmp(line.s, DASH, dash) != 0)
                return NOTE_E_MALFORMED;
        Piece name = { line.s + dash, line.n - dash };
        const char *blank = memchr(name.s, ' ', name.n);
        if (!blank || blank == name.s)
                return NOTE_E_MALFORMED;
        Piece base64 = { blank + 1, (size_t)(line.s + line.n - blank - 1) };
        name.n = (size_t)(blank - name.s);
        /* Others' keys may have longer signatures: witnesses may add theirs. */
        unsigned char signature[1024];
        size_t n;
        if (memchr(name.s, '+', name.n) || !decode(base64.s, base64.n, signature, sizeof signature, &n) ||
            n <= KEYS_HASH_SIZE)
                return NOTE_E_MALFORMED;
        if (!piece_is(name, key->name) || memcmp(signature, key->hash, KEYS_HASH_SIZE) != 0)
                return NOTE_E_UNSIGNED;
        if (n != KEYS_HASH_SIZE + KEYS_SIGNATURE_SIZE ||
            !verifier_key_check(key, text.s, text.n, signature + KEYS_HASH_SIZE))
                return NOTE_E_FORGED;
        return 0;
}

static int check_signatures(Piece signatures, Piece text, const VerifierKey *key) {
        bool signed_by_key = false;
        Piece line;
        while (signatures.n > 0) {
                if (!note_next_line(&signatures, &line))
                        return NOTE_E_MALFORMED;
                int r = check_line(line, text, key);
                if (r == 0)
                        signed_by_key = true;
                else if (r != NOTE_E_UNSIGNED)
                        return err_trace(r);
        }
        return signed_by_key ? 0 : NOTE_E_UNSIGNED;
}

static bool parse_size(Piece line, uint64_t *ret) {
        char digits[20];
        int64_t size;
        if (line.n == 0 || line.n >= sizeof digits || (line.n > 1 && line.s[0] == '0'))
                return false;
        for (size_t i = 0; i < line.n; i++)
                if (!char_is_digit(line.s[i]))
                        return false;
        memcpy(digits, line.s, line.n);
        digits[line.n] = 0;
        if (!str_to_i64(digits, 0, INT64_MAX, &size))
                return false;
        *ret = (uint64_t)size;
        return true;
}

static bool parse_text(Piece text, Checkpoint *ret) {
        Piece origin, size, root, extension;
        if (!note_next_line(&text, &origin) || !note_next_line(&text, &size) || !note_next_line(&text, &root))
                return false;
        if (origin.n == 0 || origin.n > KEYS_NAME_MAX || !parse_size(size, &ret->size) ||
            !merkle_hash_parse(root.s, root.n, &ret->root))
                return false;
        while (text.n > 0)
                if (!note_next_line(&text, &extension) || extension.n == 0)
                        return false;
        memcpy(ret->origin, origin.s, origin.n);
        ret->origin[origin.n] = 0;
        return true;
}

int note_open(const char *note, size_t n, const VerifierKey *key, Arena *arena, const char **ret_text) {
        Piece text, signatures;
        if (!cut((Piece){ note, n }, &text, &signatures))
                return NOTE_E_MALFORMED;
        int r = check_signatures(signatures, text, key);
        if (r)
                return err_trace(r);
        *ret_text = arena_strndup(arena, text.s, text.n);
        return 0;
}

int checkpoint_open(const char *note, size_t n, const VerifierKey *key, Checkpoint *ret) {
        Piece text, signatures;
        Checkpoint checkpoint;
        if (!cut((Piece){ note, n }, &text, &signatures) || !parse_text(text, &checkpoint))
                return NOTE_E_MALFORMED;
        int r = check_signatures(signatures, text, key);
        if (r)
                return err_trace(r);
        if (!str_eq(checkpoint.origin, key->name))
                return NOTE_E_ORIGIN;
        *ret = checkpoint;
        return 0;
}
