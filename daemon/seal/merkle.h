#pragma once
/* The Merkle tree of RFC 6962 section 2.1 over SHA-256: grown at its right edge, proved, verified. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MERKLE_LEVELS 64

typedef struct MerkleHash {
        unsigned char b[32];
} MerkleHash;

MerkleHash merkle_leaf(const void *data, size_t n);
MerkleHash merkle_node(const MerkleHash *left, const MerkleHash *right);
bool merkle_equal(const MerkleHash *a, const MerkleHash *b);

/* All that is needed to go on: the roots of the perfect subtrees the tree is made of. edge[l], of 2^l
 * leaves, is there when bit l of size is set. A zeroed frontier is the empty tree. */
typedef struct MerkleFrontier {
        uint64_t size;
        MerkleHash edge[MERKLE_LEVELS];
} MerkleFrontier;

/* Adds a leaf by its hash. Returns the highest level of a subtree it completes (0: only itself);
 * ret_completed, which may be NULL, gets the roots of levels 0 to that one. */
unsigned merkle_append(MerkleFrontier *frontier, const MerkleHash *leaf,
                       MerkleHash ret_completed[MERKLE_LEVELS]);
/* Adds 2^level leaves by the root of their subtree; the size must be a multiple of 2^level. */
void merkle_append_subtree(MerkleFrontier *frontier, unsigned level, const MerkleHash *root);
/* The empty tree's root is the hash of nothing. */
MerkleHash merkle_root(const MerkleFrontier *frontier);

/* Leaves begin to end - 1, a subtree of the tree. */
typedef struct MerkleRange {
        uint64_t begin, end;
} MerkleRange;

/* The subtrees whose roots, in this order, are the proof. Returns how many, at most MERKLE_LEVELS.
 * Inclusion of a leaf (index < size); consistency of the tree's beginning (0 < first <= size). */
size_t merkle_inclusion_ranges(uint64_t index, uint64_t size, MerkleRange ret[MERKLE_LEVELS]);
size_t merkle_consistency_ranges(uint64_t first, uint64_t size, MerkleRange ret[MERKLE_LEVELS]);
/* Takes the next perfect subtree off the left of a range: leaves index << level and on. False: it is empty.
 */
bool merkle_range_next(MerkleRange *range, unsigned *ret_level, uint64_t *ret_index);

bool merkle_verify_inclusion(const MerkleHash *leaf, uint64_t index, uint64_t size, const MerkleHash *proof,
                             size_t n, const MerkleHash *root);
bool merkle_verify_consistency(uint64_t first, const MerkleHash *first_root, uint64_t size,
                               const MerkleHash *root, const MerkleHash *proof, size_t n);
