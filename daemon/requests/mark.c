/* The mark of a dossier: a sheet made of one is not for another. */
#include "base/text.h"
#include "requests/requests.h"
#include "seal/hash.h"

#include <inttypes.h>
#include <string.h>

/* With its end, so that no two texts run together. */
static void mark_text(Sha256 *hash, const char *s) {
        sha256_update(hash, s ? s : "", s ? strlen(s) + 1 : 1);
}

const char *dossier_mark(const DossierItem *items, size_t n, Arena *arena) {
        unsigned char digest[SHA256_SIZE];
        Sha256 hash;
        sha256_init(&hash);
        for (size_t i = 0; i < n; i++) {
                const DossierItem *item = &items[i];
                mark_text(&hash, arena_printf(arena, "%" PRId64 " %" PRId64 " %" PRId64, item->n, item->row,
                                              item->opinion));
                mark_text(&hash, item->entity);
                mark_text(&hash, item->attribute);
                mark_text(&hash, item->value);
                mark_text(&hash, decision_to_string(item->decision));
                mark_text(&hash, item->because);
                mark_text(&hash, item->redacted);
                mark_text(&hash, item->how);
                mark_text(&hash, item->rules);
        }
        sha256_final(&hash, digest);
        return arena_strndup(arena, SHA256_HEX(digest), 32);
}
