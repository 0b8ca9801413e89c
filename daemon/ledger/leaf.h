#pragma once
/* The canonical leaf: the bytes that are hashed. One line of JSON as RFC 8785 writes it (keys sorted, no
 * blanks, shortest escapes, UTF-8), with whole numbers only:
 *
 *   {"about":"run 12","actor":"engine","at":"2026-11-22T01:02:03.000004Z","detail":{"rows":7},
 *    "kind":"batch-disposed","on":"2026-11-22","subject":"<uuid>","v":1}
 *
 * (in one line). about and subject are left out when there are none. Its leaf hash is
 * SHA-256(0x00 || bytes). */

#include "store/ledger-tree.h"

/* 0 with *ret in the arena; -EINVAL when detail is not such JSON, which the schema does not let in. */
int ledger_leaf(const LedgerPending *pending, Arena *arena, char **ret);
