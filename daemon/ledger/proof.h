#pragma once
/* The form of a proof: a JSON object
 *
 *   { "format": "muniment-ledger-proof-1",
 *     "entry": { "index": 7, "leaf": "<the canonical leaf, as a string>" },
 *     "path": [ "<base64>", ... ],            the audit path of RFC 6962 2.1.1, from the leaf up
 *     "checkpoint": "<the signed note>" }
 */

#define PROOF_FORMAT   "muniment-ledger-proof-1"
#define PROOF_SIZE_MAX (1 << 20)
