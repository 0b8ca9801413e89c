/* Receipts of batches, as a register gives them back: whoever may write there may have changed them. What is
 * read says of nobody who is not in it, and is whole or refused. */
#include "retention/outcome.h"
#include "store/restore.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Outcome outcome = { .arena = arena };
        if (outcome_read(arena_strndup(arena, (const char *)data, size), &outcome))
                return 0;
        size_t n = 0;
        for (size_t i = 0; i < outcome.n_disposed; i++)
                n += strlen(outcome.disposed[i]);
        for (size_t i = 0; i < outcome.n_identifiers; i++)
                n += strlen(outcome.identifiers[i]);
        for (size_t i = 0; i < outcome.n_held; i++)
                n += strlen(outcome.held[i].subject);
        if (n > size || outcome.n_stones > size)
                __builtin_trap();
        for (size_t i = 0; i < outcome.n_stones * STONE_MARK_SIZE; i++) /* each byte is there */
                n += outcome.marks[i];
        return n == SIZE_MAX;
}
