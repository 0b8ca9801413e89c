/* The key files: read under strict rules, and made. */
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "seal/keys-secret.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIGNING_FILE     "ledger-signing-key"
#define FINGERPRINT_FILE "fingerprint-key"
#define PRIVATE_PREFIX   "PRIVATE+KEY+"
#define FILE_MAX         1024

static void closep(int *fd) {
        if (*fd >= 0)
                close(*fd);
}
#define _cleanup_close_ _cleanup_(closep)

static int read_file(const char *folder, const char *name, Arena *arena, char buf[FILE_MAX],
                     const char **ret_problem) {
        const char *path = arena_printf(arena, "%s/%s", folder, name);
        _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);
        struct stat st;
        if (fd < 0 && errno == ENOENT) {
                *ret_problem = arena_printf(
                        arena, "There is no key file %s. Make the keys with \"muniment key new %s\".", path,
                        folder);
                return KEYS_E_REFUSED;
        }
        if (fd < 0 || fstat(fd, &st) < 0) {
                *ret_problem = arena_printf(arena, "The key file %s cannot be opened (%s).", path,
                                            strerrorname_np(errno));
                return KEYS_E_REFUSED;
        }
        if (!S_ISREG(st.st_mode) || !file_is_private(&st)) {
                *ret_problem = arena_printf(arena,
                                            "The key file %s may be read or changed by others. It must be a "
                                            "plain file of this user "
                                            "or root, with mode 0600 or 0400.",
                                            path);
                return KEYS_E_REFUSED;
        }
        ssize_t n = read(fd, buf, FILE_MAX - 1);
        if (n < 0)
                return err_origin(-errno);
        while (n > 0 && (buf[n - 1] == '\n' || buf[n - 1] == '\r'))
                n--;
        buf[n] = 0;
        return 0;
}

static bool parse_signing(const char *s, Keys *keys) {
        unsigned char seed[crypto_sign_SEEDBYTES], hash[KEYS_HASH_SIZE];
        VerifierKey *v = &keys->verifier;
        bool ok = str_starts(s, PRIVATE_PREFIX) &&
                  key_text_parse(s + strlen(PRIVATE_PREFIX), v->name, v->hash, seed);
        if (ok) {
                crypto_sign_seed_keypair(v->key, keys->secrets->signing, seed);
                verifier_key_hash(v->name, v->key, hash);
                ok = memcmp(hash, v->hash, sizeof hash) == 0;
        }
        sodium_memzero(seed, sizeof seed);
        return ok;
}

static bool parse_fingerprint(const char *s, unsigned char ret[FINGERPRINT_KEY_SIZE]) {
        size_t n;
        if (strlen(s) == 2 * FINGERPRINT_KEY_SIZE)
                return sodium_hex2bin(ret, FINGERPRINT_KEY_SIZE, s, strlen(s), NULL, &n, NULL) == 0 &&
                       n == FINGERPRINT_KEY_SIZE;
        return sodium_base642bin(ret, FINGERPRINT_KEY_SIZE, s, strlen(s), NULL, &n, NULL,
                                 sodium_base64_VARIANT_ORIGINAL) == 0 &&
               n == FINGERPRINT_KEY_SIZE;
}

static int load_both(const char *folder, Arena *arena, char buf[FILE_MAX], Keys *keys,
                     const char **ret_problem) {
        int r = read_file(folder, SIGNING_FILE, arena, buf, ret_problem);
        if (r)
                return err_trace(r);
        if (!parse_signing(buf, keys)) {
                *ret_problem = arena_printf(arena,
                                            "The key file %s/" SIGNING_FILE
                                            " does not hold a whole signing key. Restore it from "
                                            "its backup; a new key begins a new ledger.",
                                            folder);
                return KEYS_E_REFUSED;
        }
        r = read_file(folder, FINGERPRINT_FILE, arena, buf, ret_problem);
        if (r)
                return err_trace(r);
        if (!parse_fingerprint(buf, keys->secrets->fingerprint)) {
                *ret_problem = arena_printf(
                        arena,
                        "The key file %s/" FINGERPRINT_FILE
                        " does not hold 32 bytes in hexadecimal or base64. "
                        "Restore it from its backup; with another key the tombstones match nobody.",
                        folder);
                return KEYS_E_REFUSED;
        }
        return 0;
}

int keys_load(const char *folder, Arena *arena, Keys **ret, const char **ret_problem) {
        if (!folder)
                folder = getenv("CREDENTIALS_DIRECTORY");
        if (str_empty(folder)) {
                *ret_problem = "No folder of keys is known. Start the program from its systemd unit, or set "
                               "CREDENTIALS_DIRECTORY to the folder that \"muniment key new\" made.";
                return KEYS_E_REFUSED;
        }
        if (sodium_init() < 0)
                return err_origin(-ENOSYS);
        _cleanup_(keys_freep) Keys *keys = calloc(1, sizeof *keys);
        if (!keys)
                return err_origin(-ENOMEM);
        keys->secrets = sodium_malloc(sizeof *keys->secrets);
        if (!keys->secrets)
                return err_origin(-ENOMEM);

        char buf[FILE_MAX];
        int r = load_both(folder, arena, buf, keys, ret_problem);
        sodium_memzero(buf, sizeof buf);
        if (r)
                return err_trace(r);
        sodium_mprotect_readonly(keys->secrets);
        *ret = TAKE_PTR(keys);
        return 0;
}

static int write_file(const char *path, const char *line) {
        _cleanup_close_ int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
                return -errno;
        size_t n = strlen(line);
        if (write(fd, line, n) != (ssize_t)n || fsync(fd) < 0)
                return err_origin(-EIO);
        return 0;
}

static void signing_line(const char *name, Text *out) {
        unsigned char seed[crypto_sign_SEEDBYTES], public[KEYS_PUBLIC_SIZE],
                secret[crypto_sign_SECRETKEYBYTES];
        unsigned char hash[KEYS_HASH_SIZE];
        randombytes_buf(seed, sizeof seed);
        crypto_sign_seed_keypair(public, secret, seed);
        verifier_key_hash(name, public, hash);
        text_append(out, PRIVATE_PREFIX);
        key_text_write(out, name, hash, seed);
        text_append(out, "\n");
        sodium_memzero(seed, sizeof seed);
        sodium_memzero(secret, sizeof secret);
}

static void fingerprint_line(Text *out) {
        unsigned char key[FINGERPRINT_KEY_SIZE];
        char hex[2 * FINGERPRINT_KEY_SIZE + 1];
        randombytes_buf(key, sizeof key);
        text_appendf(out, "%s\n", sodium_bin2hex(hex, sizeof hex, key, sizeof key));
        sodium_memzero(key, sizeof key);
        sodium_memzero(hex, sizeof hex);
}

static int write_both(const char *signing, const char *fingerprint, const char *name) {
        _cleanup_text_ Text line = { 0 };
        signing_line(name, &line);
        int r = write_file(signing, text_str(&line));
        if (r)
                return err_trace(r);
        text_clear(&line);
        fingerprint_line(&line);
        r = write_file(fingerprint, text_str(&line));
        if (r)
                unlink(signing); /* made a moment ago, by us: half a set of keys would only confuse */
        return err_trace(r);
}

int keys_create(const char *folder, const char *name, Arena *arena, const char **ret_problem) {
        if (sodium_init() < 0)
                return err_origin(-ENOSYS);
        if (!name)
                name = arena_printf(arena, "muniment/%08x", randombytes_random());
        if (!key_name_is_valid(name)) {
                *ret_problem =
                        "A key's name is printable ASCII without blanks and without \"+\", at most 200 "
                        "characters; a good one is a domain name of the authority.";
                return KEYS_E_REFUSED;
        }
        const char *signing = arena_printf(arena, "%s/" SIGNING_FILE, folder);
        const char *fingerprint = arena_printf(arena, "%s/" FINGERPRINT_FILE, folder);
        int r = mkdir(folder, 0700) < 0 && errno != EEXIST ? -errno : 0;
        if (r == 0 && (access(signing, F_OK) == 0 || access(fingerprint, F_OK) == 0))
                r = -EEXIST;
        if (r == 0)
                r = write_both(signing, fingerprint, name);
        if (r == -EEXIST)
                *ret_problem = arena_printf(
                        arena, "There are keys in %s already, and they are never overwritten.", folder);
        else if (r)
                *ret_problem = arena_printf(arena, "The keys cannot be written to %s (%s).", folder,
                                            strerrorname_np(-r));
        return r ? KEYS_E_REFUSED : 0;
}
