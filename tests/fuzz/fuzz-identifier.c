/* A kind (the first byte) and any value: what is valid can be written for people and read again as itself. */
#include "model/identifier.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok) {
        if (!ok)
                __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        char value[256];
        if (size < 1 || size > sizeof value)
                return 0;
        memcpy(value, data + 1, size - 1);
        value[size - 1] = '\0';
        IdentifierKind kind = (IdentifierKind)(data[0] % _IDENTIFIER_KIND_MAX);
        Identifier id = identifier_judge(kind, value);
        must(id.valid == (id.why == NULL));
        must(memchr(id.canonical, 0, sizeof id.canonical) && memchr(id.formatted, 0, sizeof id.formatted));
        must(id.valid == (id.canonical[0] != '\0'));
        if (id.valid) {
                Identifier again = identifier_judge(kind, id.formatted);
                must(again.valid && again.class == id.class && strcmp(again.canonical, id.canonical) == 0);
        }
        return 0;
}
