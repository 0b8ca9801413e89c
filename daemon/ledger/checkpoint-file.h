#pragma once
/* The newest checkpoint in a file of its own, so that a database that was rolled back, or rewritten by
 * somebody with every power over it, is found out. */

#include "seal/note.h"

/* *ret in the arena, *ret_n 0 and *ret NULL when there is no such file. LEDGER_E_FILE when it cannot be read
 * or is too large. */
int checkpoint_file_read(const char *path, Arena *arena, char **ret, size_t *ret_n);
/* Replaces it as a whole: after a crash either the old or the new one is there. LEDGER_E_FILE. */
int checkpoint_file_write(const char *path, const char *note, Arena *arena);
