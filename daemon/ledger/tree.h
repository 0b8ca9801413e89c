#pragma once
/* The tree, read back from leaf hashes and stored nodes. */

#include "seal/merkle.h"
#include "store/store.h"

/* Nodes of every eighth level are stored (sql/migrate/0002-ledger.sql). */
#define TREE_LEVEL_STEP 8

/* The frontier over a range of leaves: { 0, size } is the whole tree's. LEDGER_E_BROKEN when a hash is
 * missing. */
int tree_load(Store *store, MerkleRange range, MerkleFrontier *ret);
/* Stores the nodes that one more leaf has completed: completed[0] to completed[level] of merkle_append(). */
int tree_store_nodes(Store *store, uint64_t size, const MerkleHash *completed, unsigned level);
