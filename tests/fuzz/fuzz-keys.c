/* Key files, one after the other with a line "--" between, and verifier keys from anybody. Keys that load
 * sign what their verifier key holds for true. */
#include "base/text.h"
#include "seal/keys.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[] = "/tmp/muniment-fuzz.XXXXXX";

static void leave(void) {
        char path[64];
        for (size_t i = 0; i < KEYS_FILES; i++) {
                snprintf(path, sizeof path, "%s/%s", folder, keys_files[i]);
                unlink(path);
        }
        rmdir(folder);
}

static void lay(const char *name, const char *text, size_t n) {
        char path[64];
        snprintf(path, sizeof path, "%s/%s", folder, name);
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (fd < 0 || write(fd, text, n) != (ssize_t)n || close(fd) < 0)
                abort();
}

static void lay_all(char *text) {
        for (size_t i = 0; i < KEYS_FILES; i++) {
                char *cut = text ? strstr(text, "\n--\n") : NULL;
                size_t n = cut ? (size_t)(cut - text) : text ? strlen(text) : 0;
                lay(keys_files[i], text, n);
                text = cut ? cut + 4 : NULL;
        }
}

static void use(const Keys *keys, Arena *arena) {
        unsigned char signature[KEYS_SIGNATURE_SIZE];
        VerifierKey verifier;
        keys_sign(keys, "x", 1, signature);
        if (!verifier_key_parse(keys_verifier(keys, arena), &verifier) ||
            !verifier_key_check(&verifier, "x", 1, signature))
                __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static bool made;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(keys_freep) Keys *keys = NULL;
        VerifierKey verifier;
        const char *problem = NULL;
        if (!made) {
                made = mkdtemp(folder) && atexit(leave) == 0;
                if (!made)
                        abort();
        }
        char *text = arena_strndup(arena, (const char *)data, size);
        (void)verifier_key_parse(text, &verifier);
        lay_all(text);
        int r = keys_load(folder, arena, &keys, &problem);
        if (r == 0)
                use(keys, arena);
        else if (r == KEYS_E_REFUSED && (!problem || strstr(problem, "SECRET-KEY-1Q")))
                __builtin_trap(); /* a refusal says why, and shows no key */
        return 0;
}
