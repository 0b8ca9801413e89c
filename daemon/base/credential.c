#include "base/credential.h"

#include "base/file.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CREDENTIAL_MAX 8192

const char *credential_path(const char *name, Arena *arena) {
        const char *folder = getenv("CREDENTIALS_DIRECTORY");
        if (!folder || strchr(name, '/'))
                return NULL;
        const char *path = arena_printf(arena, "%s/%s", folder, name);
        return access(path, R_OK) == 0 ? path : NULL;
}

char *credential_free(char *credential) {
        if (credential)
                explicit_bzero(credential, strlen(credential));
        free(credential);
        return NULL;
}

char *credential_read(const char *name) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char *path = credential_path(name, arena);
        FILE *file = path ? fopen(path, "re") : NULL;
        struct stat st;
        if (file && (fstat(fileno(file), &st) < 0 || !file_is_private(&st))) {
                fclose(file);
                return NULL;
        }
        if (!file)
                return NULL;
        char *text = calloc(1, CREDENTIAL_MAX);
        size_t n = text ? fread(text, 1, CREDENTIAL_MAX - 1, file) : 0;
        fclose(file);
        /* One line of visible characters: anything else could not stand in a header. */
        if (text)
                text[strcspn(text, "\r\n")] = '\0';
        return n == 0 || str_empty(text) ? credential_free(text) : text;
}
