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
