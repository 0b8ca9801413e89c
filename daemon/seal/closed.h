#pragma once
/* Values that must be read once more, by us, and by nobody else meanwhile: what verification looks for. The
 * database's files, logs and backups hold them closed. */

#include "seal/keys.h"

/* The value under a key of its scope, as base64 (arena). Each call gives another text. */
const char *closed_seal(const Keys *keys, const char *scope, const char *value, Arena *arena);
/* NULL: it was not closed under this key and scope, or was changed. */
const char *closed_open(const Keys *keys, const char *scope, const char *text, Arena *arena);
