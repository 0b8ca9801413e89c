#pragma once
/* The form of a run's certificate, between retention/, which makes it, and ledger/, which checks it:
 *
 *   { "format": "muniment-certificate-1",
 *     "run": 12, "rule": {...}, "disposed": 500, ...,        what was done
 *     "ledger": { "checkpoint": "<the signed note>",         the run's entries, each with its audit path
 *                 "entries": [ { "index": 7, "leaf": "...", "path": [ "<base64>", ... ] }, ... ] },
 *     "note": "<signed note>" }
 *
 * The note's text is three lines: the key's name, "certificate", and "sha256" with the digest of all the rest
 * in its one form (json_canonical()). That it is no checkpoint, its second line says. */

#include "base/arena.h"

#define CERTIFICATE_FORMAT "muniment-certificate-1"

/* The text that is signed. */
static inline const char *certificate_text(Arena *arena, const char *key_name, const char *digest) {
        return arena_printf(arena, "%s\ncertificate\nsha256 %s\n", key_name, digest);
}
