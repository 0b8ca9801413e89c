/* The authority's document keys: identities of age. */
#include "base/error.h"
#include "base/text.h"
#include "seal/keys-secret.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool document_keys_parse(char *text, KeySecrets *ret) {
        char *rest = NULL;
        ret->n_documents = 0;
        for (char *line = strtok_r(text, "\r\n", &rest); line; line = strtok_r(NULL, "\r\n", &rest)) {
                if (*line == '#')
                        continue;
                if (ret->n_documents == KEYS_DOCUMENT_MAX ||
                    !age_identity_parse(line, ret->documents[ret->n_documents]))
                        return false;
                ret->n_documents++;
        }
        return ret->n_documents > 0;
}

void document_key_line(Text *out) {
        unsigned char identity[AGE_KEY_SIZE];
        char line[AGE_IDENTITY_SIZE];
        age_identity_new(identity);
        age_identity_text(identity, line);
        text_appendf(out, "%s\n", line);
        sodium_memzero(identity, sizeof identity);
        sodium_memzero(line, sizeof line);
}

/* Whole or not at all: half a file would leave what is stored without its key. */
static int replace(const char *folder, const char *text, Arena *arena) {
        const char *path = arena_printf(arena, "%s/" KEYS_DOCUMENT_FILE, folder);
        const char *fresh = arena_printf(arena, "%s.new", path);
        unlink(fresh);
        int r = key_file_write(fresh, text);
        if (r == 0 && rename(fresh, path) < 0)
                r = -errno;
        if (r)
                unlink(fresh);
        return err_trace(r);
}

static int add_before(const char *folder, Arena *arena, char *old, KeySecrets *held,
                      const char **ret_problem) {
        _cleanup_text_ Text text = { 0 };
        char line[AGE_IDENTITY_SIZE];
        if (!document_keys_parse(old, held) || held->n_documents == KEYS_DOCUMENT_MAX) {
                *ret_problem = arena_printf(arena,
                                            "The key file %s/" KEYS_DOCUMENT_FILE
                                            " must hold a line AGE-SECRET-KEY-1... for each key, and not yet "
                                            "%d; muniment doctor says which are needed no more.",
                                            folder, KEYS_DOCUMENT_MAX);
                return KEYS_E_REFUSED;
        }
        document_key_line(&text);
        for (size_t i = 0; i < held->n_documents; i++) {
                age_identity_text(held->documents[i], line);
                text_appendf(&text, "%s\n", line);
        }
        sodium_memzero(line, sizeof line);
        return replace(folder, text_str(&text), arena);
}

int keys_document_change(const char *folder, Arena *arena, const char **ret_problem) {
        char old[KEY_FILE_MAX];
        KeySecrets held;
        if (sodium_init() < 0)
                return err_origin(-ENOSYS);
        int r = key_file_read(folder, KEYS_DOCUMENT_FILE, arena, old, ret_problem);
        bool there = *old;
        if (r == 0 && there)
                r = add_before(folder, arena, old, &held, ret_problem);
        sodium_memzero(old, sizeof old);
        sodium_memzero(&held, sizeof held);
        if (r == 0 && !there) {
                *ret_problem = arena_printf(arena,
                                            "There is no key file %s/" KEYS_DOCUMENT_FILE
                                            " to change. Make one with \"muniment key new %s\".",
                                            folder, folder);
                return KEYS_E_REFUSED;
        }
        if (r < 0) {
                *ret_problem = arena_printf(arena, "The key cannot be written to %s (%s).", folder,
                                            strerrorname_np(-r));
                return KEYS_E_REFUSED;
        }
        return err_trace(r);
}

const char *keys_recipient(const Keys *keys, size_t n, Arena *arena) {
        unsigned char recipient[AGE_KEY_SIZE];
        if (!keys || n >= keys->secrets->n_documents)
                return NULL;
        age_recipient_of(keys->secrets->documents[n], recipient);
        return age_recipient_text(recipient, arena);
}

int keys_recipients(const Keys *keys, const char *escrow, AgeRecipients *ret) {
        if (!keys || keys->secrets->n_documents == 0)
                return err_origin(-ENOKEY);
        *ret = (AgeRecipients){ .n = escrow ? 2 : 1 };
        age_recipient_of(keys->secrets->documents[0], ret->keys[0]);
        return !escrow || age_recipient_parse(escrow, ret->keys[1]) ? 0 : err_origin(-EKEYREJECTED);
}

int keys_open_header(const Keys *keys, const char *header, size_t n, AgeFileKey *ret) {
        int r = AGE_E_KEY;
        for (size_t i = 0; r == AGE_E_KEY && keys && i < keys->secrets->n_documents; i++)
                r = age_file_key_open(header, n, keys->secrets->documents[i], ret);
        return err_trace(r);
}
