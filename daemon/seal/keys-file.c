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
#define NO_DOCUMENT_KEY  "none" /* what the unit hands over where the file is not there yet */

const char *const keys_files[KEYS_FILES] = { SIGNING_FILE, FINGERPRINT_FILE, KEYS_DOCUMENT_FILE };

static void closep(int *fd) {
        if (*fd >= 0)
                close(*fd);
}
#define _cleanup_close_ _cleanup_(closep)

int key_file_read(const char *folder, const char *name, Arena *arena, char ret[KEY_FILE_MAX],
                  const char **ret_problem) {
        const char *path = arena_printf(arena, "%s/%s", folder, name);
        _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);
        struct stat st;
        *ret = 0;
        if (fd < 0 && errno == ENOENT)
                return 0;
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
        ssize_t n = read(fd, ret, KEY_FILE_MAX - 1);
        if (n < 0)
                return err_origin(-errno);
        while (n > 0 && (ret[n - 1] == '\n' || ret[n - 1] == '\r'))
                n--;
        ret[n] = 0;
        return 0;
}

bool key_file_exists(const char *folder, const char *name, Arena *arena) {
        return access(arena_printf(arena, "%s/%s", folder, name), F_OK) == 0 ||
               access(arena_printf(arena, "%s/%s.cred", folder, name), F_OK) == 0;
}

static int need_file(const char *folder, const char *name, Arena *arena, char ret[KEY_FILE_MAX],
                     const char **ret_problem) {
        int r = key_file_read(folder, name, arena, ret, ret_problem);
        if (r || *ret)
                return err_trace(r);
        *ret_problem = arena_printf(
                arena,
                "There is no key file %s/%s, or it is empty. Make the keys with \"muniment key new %s\".",
                folder, name, folder);
        return KEYS_E_REFUSED;
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

static int load_documents(const char *folder, Arena *arena, char buf[KEY_FILE_MAX], Keys *keys,
                          const char **ret_problem) {
        int r = key_file_read(folder, KEYS_DOCUMENT_FILE, arena, buf, ret_problem);
        if (r || !*buf || str_eq(buf, NO_DOCUMENT_KEY))
                return err_trace(r);
        if (document_keys_parse(buf, keys->secrets))
                return 0;
        *ret_problem = arena_printf(arena,
                                    "The key file %s/" KEYS_DOCUMENT_FILE
                                    " does not hold a line AGE-SECRET-KEY-1... for each key, of which there "
                                    "may be %d. "
                                    "Restore it from its backup; what is stored cannot be read without it.",
                                    folder, KEYS_DOCUMENT_MAX);
        return KEYS_E_REFUSED;
}

static int load_all(const char *folder, Arena *arena, char buf[KEY_FILE_MAX], Keys *keys,
                    const char **ret_problem) {
        int r = need_file(folder, SIGNING_FILE, arena, buf, ret_problem);
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
        r = need_file(folder, FINGERPRINT_FILE, arena, buf, ret_problem);
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
        return load_documents(folder, arena, buf, keys, ret_problem);
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
        keys->secrets->n_documents = 0;

        char buf[KEY_FILE_MAX];
        int r = load_all(folder, arena, buf, keys, ret_problem);
        sodium_memzero(buf, sizeof buf);
        if (r)
                return err_trace(r);
        sodium_mprotect_readonly(keys->secrets);
        *ret = TAKE_PTR(keys);
        return 0;
}

int key_file_write(const char *path, const char *text) {
        _cleanup_close_ int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
                return -errno;
        size_t n = strlen(text);
        if (write(fd, text, n) != (ssize_t)n || fsync(fd) < 0)
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

static int write_line(const char *folder, const char *file, const char *name, Arena *arena) {
        _cleanup_text_ Text line = { 0 };
        if (str_eq(file, SIGNING_FILE))
                signing_line(name, &line);
        else if (str_eq(file, FINGERPRINT_FILE))
                fingerprint_line(&line);
        else
                document_key_line(&line);
        return key_file_write(arena_printf(arena, "%s/%s", folder, file), text_str(&line));
}

/* All that are missing, or none: half a set of keys would only confuse. */
static int write_missing(const char *folder, const bool there[KEYS_FILES], const char *name, Arena *arena) {
        int r = 0;
        size_t n = 0;
        for (; r == 0 && n < KEYS_FILES; n++)
                r = there[n] ? 0 : write_line(folder, keys_files[n], name, arena);
        for (size_t i = 0; r && i + 1 < n; i++)
                if (!there[i])
                        unlink(arena_printf(arena, "%s/%s", folder,
                                            keys_files[i])); /* ours, of this moment */
        return err_trace(r);
}

static int refuse_there(const char *folder, const bool there[KEYS_FILES], Arena *arena,
                        const char **ret_problem) {
        const char *missing = there[0] ? keys_files[1] : keys_files[0];
        *ret_problem =
                there[0] && there[1]
                        ? arena_printf(arena, "There are keys in %s already, and they are never overwritten.",
                                       folder)
                        : arena_printf(arena,
                                       "Only one of the two keys of the ledger is in %s; put %s back "
                                       "from its copy. Keys are never overwritten.",
                                       folder, missing);
        return KEYS_E_REFUSED;
}

int keys_create(const char *folder, const char *name, Arena *arena, const char **ret_problem) {
        bool there[KEYS_FILES];
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
        int r = mkdir(folder, 0700) < 0 && errno != EEXIST ? -errno : 0;
        for (size_t i = 0; i < KEYS_FILES; i++)
                there[i] = key_file_exists(folder, keys_files[i], arena);
        if (r == 0 && (there[0] != there[1] || (there[0] && there[2])))
                return refuse_there(folder, there, arena, ret_problem);
        if (r == 0)
                r = write_missing(folder, there, name, arena);
        if (r)
                *ret_problem = arena_printf(arena, "The keys cannot be written to %s (%s).", folder,
                                            strerrorname_np(-r));
        return r ? KEYS_E_REFUSED : 0;
}
