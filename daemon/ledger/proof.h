#pragma once
/* The form of a proof: a JSON object
 *
 *   { "format": "muniment-ledger-proof-1",
 *     "entry": { "index": 7, "leaf": "<the canonical leaf, as a string>" },
 *     "path": [ "<base64>", ... ],            the audit path of RFC 6962 2.1.1, from the leaf up
 *     "checkpoint": "<the signed note>" }
 */

#include "seal/note.h"

#include <jansson.h>

#define PROOF_FORMAT   "muniment-ledger-proof-1"
#define PROOF_SIZE_MAX (1 << 20)

/* False unless it is an array of hashes, of no more levels than a tree can have. */
bool proof_path_parse(const json_t *path, MerkleHash ret[MERKLE_LEVELS], size_t *ret_n);
