/* Headers and payloads of age from anybody, joined as in a file. Whatever it is, it is read within its
 * bounds; what opens was sealed for the key, and can be wrapped anew. */
#include "seal/age.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        unsigned char identity[AGE_KEY_SIZE], key[AGE_KEY_SIZE];
        AgeRecipients to = { .n = 1 };
        const unsigned char *opened;
        const char *header;
        size_t n, end = 0;
        memset(identity, 0x42, sizeof identity);
        age_recipient_of(identity, to.keys[0]);
        for (size_t i = 0; i + 5 < size && !end; i++) /* where the line with the MAC ends */
                if (memcmp(data + i, "\n--- ", 5) == 0) {
                        const uint8_t *newline = memchr(data + i + 1, '\n', size - i - 1);
                        end = newline ? (size_t)(newline - data) + 1 : size;
                }
        const AgeSealed sealed = { (const char *)data, data + end, end, size - end };
        int r = age_open(&sealed, identity, arena, &opened, &n);
        if (r == 0 && n > size)
                __builtin_trap();
        AgeFileKey file_key;
        if (r == 0 && (age_file_key_open(sealed.header, sealed.n_header, identity, &file_key) != 0 ||
                       age_file_key_wrap(&file_key, &to, arena, &header, &n) != 0))
                __builtin_trap();
        char *text = arena_strndup(arena, (const char *)data, size);
        (void)age_recipient_parse(text, key);
        (void)age_identity_parse(text, key);
        return 0;
}
