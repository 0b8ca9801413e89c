/* The age v1 format: what we seal the public program opens, and what it seals we open; nothing that was
 * changed opens at all. */
#include "check.h"
#include "seal/age.h"
#include "seal/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void test_keys(void) {
        check_group("keys as text");
        static const char recipient[] = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
        static const char identity[] =
                "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"; /* C2SP's test
                                                                                                 key: 0x42...
                                                                                               */
        _cleanup_(arena_freep) Arena *arena = arena_new();
        unsigned char key[AGE_KEY_SIZE], secret[AGE_KEY_SIZE], again[AGE_KEY_SIZE];
        char text[AGE_IDENTITY_SIZE];
        CHECK(age_identity_parse(identity, secret));
        for (size_t i = 0; i < sizeof secret; i++)
                CHECK(secret[i] == 0x42);
        age_recipient_of(secret, key);
        CHECK_STR(age_recipient_text(key, arena), recipient);
        CHECK(age_recipient_parse(recipient, again) && memcmp(again, key, sizeof key) == 0);
        age_identity_text(secret, text);
        CHECK_STR(text, identity);
        /* No letter may be another, left out or doubled. */
        for (size_t i = 0; i < strlen(recipient); i++) {
                char *changed = arena_strdup(arena, recipient);
                changed[i] = changed[i] == 'q' ? 'p' : 'q';
                CHECK(!age_recipient_parse(changed, again));
                memmove(changed + i, recipient + i + 1, strlen(recipient) - i);
                CHECK(!age_recipient_parse(changed, again));
        }
        CHECK(!age_recipient_parse("", again) && !age_identity_parse("", again));
        CHECK(!age_recipient_parse(identity, again) && !age_identity_parse(recipient, again));
}

static unsigned char *body_of(Arena *arena, size_t n) {
        unsigned char *body = arena_alloc(arena, n + 1);
        for (size_t i = 0; i < n; i++)
                body[i] = (unsigned char)(i * 31 + i / 65536);
        return body;
}

static void test_round_trip(void) {
        check_group("sealed and opened");
        static const size_t sizes[] = { 0, 1, 100, 65535, 65536, 65537, 131072, 200001 };
        unsigned char one[AGE_KEY_SIZE], two[AGE_KEY_SIZE], stranger[AGE_KEY_SIZE];
        AgeRecipients to = { .n = 2 }, only_two = { .n = 1 };
        age_identity_new(one);
        age_identity_new(two);
        age_identity_new(stranger);
        age_recipient_of(one, to.keys[0]);
        age_recipient_of(two, to.keys[1]);
        age_recipient_of(two, only_two.keys[0]);
        for (size_t i = 0; i < ELEMENTS(sizes); i++) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                unsigned char *body = body_of(arena, sizes[i]);
                const unsigned char *opened;
                AgeSealed sealed, wrapped;
                AgeFileKey key;
                size_t n;
                CHECK(age_seal(&to, body, sizes[i], arena, &sealed) == 0);
                CHECK(age_open(&sealed, one, arena, &opened, &n) == 0 && n == sizes[i] &&
                      memcmp(opened, body, n) == 0);
                CHECK(age_open(&sealed, two, arena, &opened, &n) == 0 && n == sizes[i]);
                CHECK(age_open(&sealed, stranger, arena, &opened, &n) == AGE_E_KEY);
                /* Wrapped anew for one of them, the same payload. */
                wrapped = sealed;
                CHECK(age_file_key_open(sealed.header, sealed.n_header, one, &key) == 0 &&
                      age_file_key_wrap(&key, &only_two, arena, &wrapped.header, &wrapped.n_header) == 0);
                CHECK(age_open(&wrapped, one, arena, &opened, &n) == AGE_E_KEY);
                CHECK(age_open(&wrapped, two, arena, &opened, &n) == 0 && memcmp(opened, body, n) == 0);
        }
}

/* One header, many payloads: each opens under it, joined with it each is a file, and none under another. */
static void test_many_payloads(void) {
        check_group("many payloads");
        _cleanup_(arena_freep) Arena *arena = arena_new();
        unsigned char identity[AGE_KEY_SIZE];
        AgeRecipients to = { .n = 1 };
        AgeFileKey key, opened, other;
        const char *header, *another;
        size_t n_header, n_another, n_first, n_second, n;
        const unsigned char *back;
        age_identity_new(identity);
        age_recipient_of(identity, to.keys[0]);
        CHECK(age_file_key_new(&to, arena, &key, &header, &n_header) == 0);
        CHECK(age_file_key_new(&to, arena, &other, &another, &n_another) == 0);
        const unsigned char *first = age_payload_seal(&key, "one", 3, arena, &n_first);
        const unsigned char *second = age_payload_seal(&key, "one", 3, arena, &n_second);
        CHECK(n_first == n_second && memcmp(first, second, n_first) != 0);
        CHECK(age_file_key_open(header, n_header, identity, &opened) == 0 &&
              memcmp(&opened, &key, sizeof key) == 0);
        CHECK(age_payload_open(&opened, second, n_second, arena, &back, &n) == 0);
        CHECK_STR((const char *)back, "one");
        CHECK(age_payload_open(&other, second, n_second, arena, &back, &n) == AGE_E_FORM);
        const AgeSealed file = { header, first, n_header, n_first };
        CHECK(age_open(&file, identity, arena, &back, &n) == 0 && n == 3);
        age_file_key_wipe(&key);
        CHECK(memcmp(&opened, &key, sizeof key) != 0);
}

static void test_changed(void) {
        check_group("changed");
        _cleanup_(arena_freep) Arena *arena = arena_new();
        unsigned char identity[AGE_KEY_SIZE];
        AgeRecipients to = { .n = 1 };
        AgeSealed sealed, other;
        const unsigned char *opened;
        size_t n;
        age_identity_new(identity);
        age_recipient_of(identity, to.keys[0]);
        CHECK(age_seal(&to, body_of(arena, 66000), 66000, arena, &sealed) == 0);
        for (size_t i = 0; i < sealed.n_header; i++) {
                char *header = arena_strndup(arena, sealed.header, sealed.n_header);
                header[i] ^= 1;
                other = (AgeSealed){ header, sealed.payload, sealed.n_header, sealed.n_payload };
                CHECK(age_open(&other, identity, arena, &opened, &n) != 0);
                other = (AgeSealed){ sealed.header, sealed.payload, i, sealed.n_payload };
                CHECK(age_open(&other, identity, arena, &opened, &n) == AGE_E_FORM);
        }
        for (size_t i = 0; i < sealed.n_payload; i += 997) {
                unsigned char *payload = arena_memdup(arena, sealed.payload, sealed.n_payload);
                payload[i] ^= 1;
                other = (AgeSealed){ sealed.header, payload, sealed.n_header, sealed.n_payload };
                CHECK(age_open(&other, identity, arena, &opened, &n) == AGE_E_FORM);
                other = (AgeSealed){ sealed.header, sealed.payload, sealed.n_header, i };
                CHECK(age_open(&other, identity, arena, &opened, &n) == AGE_E_FORM);
        }
        AgeRecipients none = { .n = 0 }, low = { .n = 1 };
        CHECK(age_seal(&none, "", 0, arena, &other) < 0 && age_seal(&low, "", 0, arena, &other) < 0);
}

static void write_file(const char *path, const void *data, size_t n, const void *more, size_t n_more) {
        FILE *file = fopen(path, "we");
        CHECK(file && fwrite(data, 1, n, file) == n && fwrite(more, 1, n_more, file) == n_more &&
              fclose(file) == 0);
}

static void *read_file(Arena *arena, const char *path, size_t *ret_n) {
        FILE *file = fopen(path, "re");
        void *data = arena_alloc(arena, 1 << 20);
        CHECK(file);
        *ret_n = file ? fread(data, 1, 1 << 20, file) : 0;
        if (file)
                fclose(file);
        return data;
}

/* Joined, header and payload are a file that anybody's `age` opens, by either key; and the other way round.
 */
static void test_public_program(void) {
        check_group("the public program");
        static const size_t sizes[] = { 0, 5, 65536, 150000 };
        char folder[] = "/tmp/muniment-age.XXXXXX";
        unsigned char one[AGE_KEY_SIZE], two[AGE_KEY_SIZE];
        char text[AGE_IDENTITY_SIZE];
        AgeRecipients to = { .n = 2 };
        if (access("/usr/bin/age", X_OK) < 0) {
                printf("left out: there is no /usr/bin/age\n");
                return;
        }
        CHECK(mkdtemp(folder) != NULL);
        age_identity_new(one);
        age_identity_new(two);
        age_recipient_of(one, to.keys[0]);
        age_recipient_of(two, to.keys[1]);
        for (size_t i = 0; i < ELEMENTS(sizes); i++) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                const char *sealed_path = arena_printf(arena, "%s/sealed", folder),
                           *key_path = arena_printf(arena, "%s/key", folder),
                           *plain_path = arena_printf(arena, "%s/plain", folder);
                unsigned char *body = body_of(arena, sizes[i]);
                const unsigned char *opened;
                AgeSealed sealed;
                size_t n;
                CHECK(age_seal(&to, body, sizes[i], arena, &sealed) == 0);
                write_file(sealed_path, sealed.header, sealed.n_header, sealed.payload, sealed.n_payload);
                age_identity_text(i % 2 ? two : one, text);
                write_file(key_path, text, strlen(text), "\n", 1);
                write_file(plain_path, "", 0, "", 0); /* the program makes no file of nothing */
                const char *open = arena_printf(arena, "cd %s && age -d -i key -o plain sealed", folder);
                FILE *run = popen(open, "re"); /* a test may: it has no strangers' words in it */
                CHECK(run && pclose(run) == 0);
                CHECK(memcmp(read_file(arena, plain_path, &n), body, sizes[i]) == 0 && n == sizes[i]);
                const char *seal = arena_printf(arena, "cd %s && age -r %s -o sealed plain", folder,
                                                age_recipient_text(to.keys[0], arena));
                run = popen(seal, "re");
                CHECK(run && pclose(run) == 0);
                const char *whole = read_file(arena, sealed_path, &n);
                const char *footer = strstr(whole, "\n--- ");
                size_t header = footer ? (size_t)(strchr(footer + 1, '\n') + 1 - whole) : 0;
                sealed = (AgeSealed){ whole, (const unsigned char *)whole + header, header, n - header };
                CHECK(age_open(&sealed, one, arena, &opened, &n) == 0 && n == sizes[i] &&
                      memcmp(opened, body, n) == 0);
                unlink(sealed_path);
                unlink(key_path);
                unlink(plain_path);
        }
        rmdir(folder);
}

int main(void) {
        test_keys();
        test_round_trip();
        test_many_payloads();
        test_changed();
        test_public_program();
        return check_done();
}
