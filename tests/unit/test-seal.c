/* Keys, fingerprints and digests. */
#include "check.h"
#include "seal/fingerprint.h"
#include "seal/hash.h"
#include "seal/jwt.h"
#include "seal/keys.h"
#include "seal/letterbox.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/muniment-keys.XXXXXX";

static const char *in_folder(Arena *arena, const char *name) {
        return arena_printf(arena, "%s/%s", folder, name);
}

static void put(const char *path, const char *text, mode_t mode) {
        unlink(path);
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
        CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) && fchmod(fd, mode) == 0);
        close(fd);
}

static void test_hash(void) {
        check_group("sha256");
        /* FIPS 180-2 appendix B. */
        static const struct {
                const char *text, *hex;
        } cases[] = {
                { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
                { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
                { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                unsigned char whole[SHA256_SIZE], pieces[SHA256_SIZE];
                sha256(cases[i].text, strlen(cases[i].text), whole);
                CHECK_STR(SHA256_HEX(whole), cases[i].hex);
                Sha256 hash;
                sha256_init(&hash);
                for (const char *p = cases[i].text; *p; p++)
                        sha256_update(&hash, p, 1);
                sha256_final(&hash, pieces);
                CHECK(memcmp(whole, pieces, sizeof whole) == 0);
        }
}

static void test_create(Arena *arena) {
        check_group("keys are made once");
        const char *problem = NULL;
        Keys *keys = NULL;
        CHECK_INT(keys_load(folder, arena, &keys, &problem), KEYS_E_REFUSED);
        CHECK(problem && strstr(problem, "muniment key new"));
        CHECK_INT(keys_create(folder, "bad name", arena, &problem), KEYS_E_REFUSED);
        CHECK_INT(keys_create(folder, "bad+name", arena, &problem), KEYS_E_REFUSED);
        CHECK_INT(keys_create(folder, "muniment.example", arena, &problem), 0);
        CHECK_INT(keys_create(folder, "muniment.example", arena, &problem), KEYS_E_REFUSED);
        CHECK(strstr(problem, "never overwritten"));
        struct stat st;
        CHECK(stat(in_folder(arena, "ledger-signing-key"), &st) == 0 && (st.st_mode & 0777) == 0600);
        CHECK(stat(in_folder(arena, "fingerprint-key"), &st) == 0 && (st.st_mode & 0777) == 0600);
        CHECK_INT(keys_load(folder, arena, &keys, &problem), 0);
        CHECK_STR(keys_name(keys), "muniment.example");
        keys_free(keys);
}

static void test_verifier(Arena *arena) {
        check_group("verifier key");
        const char *problem = NULL;
        _cleanup_(keys_freep) Keys *keys = NULL;
        CHECK_INT(keys_load(folder, arena, &keys, &problem), 0);
        char *text = keys_verifier(keys, arena);
        VerifierKey key;
        CHECK(verifier_key_parse(text, &key));
        unsigned char signature[KEYS_SIGNATURE_SIZE];
        keys_sign(keys, "an act", 6, signature);
        CHECK(verifier_key_check(&key, "an act", 6, signature));
        CHECK(!verifier_key_check(&key, "another", 7, signature));
        signature[5] ^= 1;
        CHECK(!verifier_key_check(&key, "an act", 6, signature));
        /* Any character changed is noticed, by the form or by the key's hash. */
        bool noticed = true;
        for (size_t i = 0; text[i]; i++) {
                char *changed = arena_strdup(arena, text);
                changed[i] = changed[i] == 'A' ? 'B' : 'A';
                noticed = noticed && !verifier_key_parse(changed, &key);
        }
        CHECK(noticed);
        CHECK(!verifier_key_parse("", &key));
        CHECK(!verifier_key_parse("++", &key));
        /* The example of Go's sumdb/note documentation. */
        CHECK(verifier_key_parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", &key));
        CHECK_STR(key.name, "PeterNeumann");
}

static void test_refused(Arena *arena) {
        static const char hex[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
        static const struct {
                const char *what, *text;
                mode_t mode;
                int want;
        } cases[] = {
                { "hexadecimal", hex, 0600, 0 },
                { "read-only", hex, 0400, 0 },
                { "base64", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", 0600, 0 },
                { "others may read", hex, 0604, KEYS_E_REFUSED },
                { "the group may read our file", hex, 0640, KEYS_E_REFUSED },
                { "others may write", hex, 0602, KEYS_E_REFUSED },
                { "empty", "", 0600, KEYS_E_REFUSED },
                { "short", "0001", 0600, KEYS_E_REFUSED },
                { "not hexadecimal", "zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0600,
                  KEYS_E_REFUSED },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("fingerprint key: %s", cases[i].what);
                _cleanup_(keys_freep) Keys *keys = NULL;
                const char *problem = NULL;
                put(in_folder(arena, "fingerprint-key"), cases[i].text, cases[i].mode);
                CHECK_INT(keys_load(folder, arena, &keys, &problem), cases[i].want);
                CHECK(cases[i].want == 0 || problem);
        }
}

/* One line a key, as age-keygen writes them; the first is sealed for. None, or "none": a host of before. */
static void test_document_keys(Arena *arena) {
#define ONE "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX\n"
        static const char one[] = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
        static const struct {
                const char *what, *text;
                int want;
                size_t n;
        } cases[] = {
                { "one", ONE, 0, 1 },
                { "as age-keygen writes it", "# created: today\n# public key: age1...\n" ONE, 0, 1 },
                { "as many as there may be", ONE ONE ONE ONE, 0, 4 },
                { "one more", ONE ONE ONE ONE ONE, KEYS_E_REFUSED, 0 },
                { "the unit's stand-in", "none", 0, 0 },
                { "empty", "", 0, 0 },
                { "a public key", "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
                  KEYS_E_REFUSED, 0 },
                { "a comment alone", "# created: today\n", KEYS_E_REFUSED, 0 },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("document key: %s", cases[i].what);
                _cleanup_(keys_freep) Keys *keys = NULL;
                const char *problem = NULL;
                AgeRecipients to;
                put(in_folder(arena, "document-key"), cases[i].text, 0600);
                CHECK_INT(keys_load(folder, arena, &keys, &problem), cases[i].want);
                CHECK(!keys_recipient(keys, cases[i].n, arena));
                if (cases[i].n)
                        CHECK_STR(keys_recipient(keys, cases[i].n - 1, arena), one);
                CHECK((keys_recipients(keys, NULL, &to) == 0) == (cases[i].n > 0));
                CHECK(keys_recipients(keys, "age1", &to) < 0);
        }
        unlink(in_folder(arena, "document-key"));
}

static void test_fingerprint(Arena *arena) {
        check_group("fingerprints");
        const char *problem = NULL;
        _cleanup_(keys_freep) Keys *keys = NULL;
        put(in_folder(arena, "fingerprint-key"),
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0600);
        CHECK_INT(keys_load(folder, arena, &keys, &problem), 0);
        const char *values[] = { "one", "two", "one", "" };
        unsigned char many[4 * FINGERPRINT_SIZE], single[FINGERPRINT_SIZE];
        fingerprint_many(keys, "tombstone-key", "local", values, 4, many);
        for (int i = 0; i < 4; i++) {
                fingerprint(keys, "tombstone-key", "local", values[i], single);
                CHECK(memcmp(single, many + i * FINGERPRINT_SIZE, sizeof single) == 0);
        }
        CHECK(memcmp(many, many + 2 * FINGERPRINT_SIZE, FINGERPRINT_SIZE) == 0);
        CHECK(memcmp(many, many + FINGERPRINT_SIZE, FINGERPRINT_SIZE) != 0);
        fingerprint(keys, "tombstone-key", "regional", "one", single);
        CHECK(memcmp(single, many, sizeof single) != 0);
        fingerprint(keys, "lookup", "local", "one", single);
        CHECK(memcmp(single, many, sizeof single) != 0);
        /* Purpose and scope do not run together. */
        fingerprint(keys, "a", "bc", "one", many);
        fingerprint(keys, "ab", "c", "one", single);
        CHECK(memcmp(single, many, sizeof single) != 0);
}

/* What is sealed for one address opens with its own other half, whole, and with no other. */
static void test_letterbox(Arena *arena) {
        _cleanup_(letterbox_freep) Letterbox *mine = letterbox_new(), *other = letterbox_new();
        static const char said[] = "somebody's address";
        size_t n, back, again;
        unsigned char *sealed = letterbox_seal(letterbox_address(mine), said, sizeof said - 1, arena, &n);
        CHECK(!memmem(sealed, n, "address", 7));
        char *opened = letterbox_open(mine, sealed, n, arena, &back);
        CHECK(opened && back == sizeof said - 1 && strcmp(opened, said) == 0);
        CHECK(!letterbox_open(other, sealed, n, arena, &back));
        for (size_t cut = 0; cut < n; cut++)
                CHECK(!letterbox_open(mine, sealed, cut, arena, &back));
        unsigned char *twice = letterbox_seal(letterbox_address(mine), said, sizeof said - 1, arena, &again);
        CHECK(again == n && memcmp(twice, sealed, n) != 0);
        for (size_t i = 0; i < n; i++) {
                sealed[i] ^= 1;
                CHECK(!letterbox_open(mine, sealed, n, arena, &back));
                sealed[i] ^= 1;
        }
        unsigned char *nothing = letterbox_seal(letterbox_address(mine), "", 0, arena, &n);
        opened = letterbox_open(mine, nothing, n, arena, &back);
        CHECK(opened && back == 0 && *opened == '\0');
        CHECK(!letterbox_seal((const unsigned char[LETTERBOX_ADDRESS_SIZE]){ 0 }, "", 0, arena, &n));
}

static void test_base64(Arena *arena) {
        unsigned char bytes[256];
        size_t n;
        for (int i = 0; i < 256; i++)
                bytes[i] = (unsigned char)i;
        for (size_t most = 0; most <= sizeof bytes; most++) {
                unsigned char *back = base64_read(base64_write(bytes, most, arena), arena, &n);
                CHECK(back && n == most && memcmp(back, bytes, n) == 0);
        }
        CHECK(!base64_read("no base64!", arena, &n));
}

/* As python3's hmac makes it of the same header and claims. */
static void test_jwt(Arena *arena) {
        check_group("jwt");
        CHECK_STR(jwt_hs256("26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0",
                            1795910400, arena),
                  "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9."
                  "eyJpc3MiOiIyNjc4NWEwOS1hYjE2LTRlYjAtODQwNy1hMzc0OTdhNTc1MDYiLCJpYXQiOjE3OTU5MTA0MDB9."
                  "SrUrU0fuJBSbTQpzUjfHd_TSr6ZbgFjqKcgnNYG7DS0");
}

int main(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        if (!mkdtemp(folder))
                return 1;
        test_hash();
        test_create(arena);
        test_verifier(arena);
        test_document_keys(arena);
        test_refused(arena);
        test_fingerprint(arena);
        test_letterbox(arena);
        test_base64(arena);
        test_jwt(arena);
        unlink(in_folder(arena, "ledger-signing-key"));
        unlink(in_folder(arena, "fingerprint-key"));
        rmdir(folder);
        return check_done();
}
