/* Keys of age as text: Bech32 (BIP 173) over the 32 bytes of an X25519 key. */
#include "seal/age.h"

#include "base/text.h"

#include <sodium.h>
#include <string.h>

#define RECIPIENT_PREFIX "age"
#define IDENTITY_PREFIX  "age-secret-key-" /* written in capitals */
#define GROUPS           52                /* of five bits: 32 bytes, and four bits that are nought */
#define CHECKSUM         6
#define TEXT_MAX         (sizeof IDENTITY_PREFIX + 1 + GROUPS + CHECKSUM)

static const char letters[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static uint32_t polymod_step(uint32_t sum, unsigned value) {
        static const uint32_t generators[] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
        uint32_t top = sum >> 25;
        sum = (sum & 0x1ffffff) << 5 ^ value;
        for (int i = 0; i < 5; i++)
                if (top >> i & 1)
                        sum ^= generators[i];
        return sum;
}

static uint32_t polymod_prefix(const char *prefix) {
        uint32_t sum = 1;
        for (const char *c = prefix; *c; c++)
                sum = polymod_step(sum, (unsigned char)*c >> 5);
        sum = polymod_step(sum, 0);
        for (const char *c = prefix; *c; c++)
                sum = polymod_step(sum, *c & 31);
        return sum;
}

/* ret: room for TEXT_MAX. */
static void write_key(const char *prefix, const unsigned char key[AGE_KEY_SIZE], char *ret) {
        uint32_t sum = polymod_prefix(prefix);
        unsigned held = 0, bits = 0;
        size_t at = strlen(prefix), next = 0;
        memcpy(ret, prefix, at);
        ret[at++] = '1';
        for (int i = 0; i < GROUPS; i++) {
                if (bits < 5) {
                        held = held << 8 | (next < AGE_KEY_SIZE ? key[next] : 0);
                        next++;
                        bits += 8;
                }
                bits -= 5;
                unsigned value = held >> bits & 31;
                sum = polymod_step(sum, value);
                ret[at++] = letters[value];
        }
        for (int i = 0; i < CHECKSUM; i++)
                sum = polymod_step(sum, 0);
        sum ^= 1;
        for (int i = 0; i < CHECKSUM; i++)
                ret[at++] = letters[sum >> 5 * (CHECKSUM - 1 - i) & 31];
        ret[at] = 0;
}

/* s in small letters. */
static bool read_key(const char *prefix, const char *s, unsigned char ret[AGE_KEY_SIZE]) {
        uint32_t sum = polymod_prefix(prefix);
        unsigned held = 0, bits = 0;
        size_t n = strlen(prefix), done = 0;
        if (strlen(s) != n + 1 + GROUPS + CHECKSUM || memcmp(s, prefix, n) != 0 || s[n] != '1')
                return false;
        s += n + 1;
        for (int i = 0; i < GROUPS + CHECKSUM; i++) {
                const char *at = strchr(letters, s[i]);
                unsigned value = at ? (unsigned)(at - letters) : 0;
                if (!at)
                        return false;
                sum = polymod_step(sum, value);
                if (i >= GROUPS)
                        continue;
                held = held << 5 | value;
                bits += 5;
                if (bits >= 8) {
                        bits -= 8;
                        ret[done++] = (unsigned char)(held >> bits);
                        held &= (1U << bits) - 1;
                }
        }
        return sum == 1 && done == AGE_KEY_SIZE && held == 0;
}

bool age_recipient_parse(const char *s, unsigned char ret[AGE_KEY_SIZE]) {
        return read_key(RECIPIENT_PREFIX, s, ret);
}

const char *age_recipient_text(const unsigned char recipient[AGE_KEY_SIZE], Arena *arena) {
        char text[TEXT_MAX];
        write_key(RECIPIENT_PREFIX, recipient, text);
        return arena_strdup(arena, text);
}

bool age_identity_parse(const char *s, unsigned char ret[AGE_KEY_SIZE]) {
        char small[TEXT_MAX] = { 0 };
        size_t n = strlen(s);
        if (n >= sizeof small)
                return false;
        for (size_t i = 0; i < n; i++) {
                if (s[i] >= 'a' && s[i] <= 'z')
                        return false;
                small[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] - 'A' + 'a' : s[i]);
        }
        bool ok = read_key(IDENTITY_PREFIX, small, ret);
        sodium_memzero(small, sizeof small);
        return ok;
}

void age_identity_text(const unsigned char identity[AGE_KEY_SIZE], char ret[AGE_IDENTITY_SIZE]) {
        _Static_assert(AGE_IDENTITY_SIZE >= TEXT_MAX, "room for an identity");
        write_key(IDENTITY_PREFIX, identity, ret);
        for (char *c = ret; *c; c++)
                *c = char_upper(*c);
}

void age_identity_new(unsigned char ret[AGE_KEY_SIZE]) {
        randombytes_buf(ret, AGE_KEY_SIZE);
}

void age_recipient_of(const unsigned char identity[AGE_KEY_SIZE], unsigned char ret[AGE_KEY_SIZE]) {
        crypto_scalarmult_base(ret, identity);
}
