/* Growing the tree. merkle-proof.c has the proofs. */
#include "seal/merkle.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

/* RFC 6962 2.1: leaves and nodes are hashed apart, so that no node can pass for a leaf. */
#define PREFIX_LEAF 0x00
#define PREFIX_NODE 0x01

MerkleHash merkle_leaf(const void *data, size_t n) {
        static const unsigned char prefix = PREFIX_LEAF;
        MerkleHash hash;
        crypto_hash_sha256_state state;
        crypto_hash_sha256_init(&state);
        crypto_hash_sha256_update(&state, &prefix, 1);
        crypto_hash_sha256_update(&state, data, n);
        crypto_hash_sha256_final(&state, hash.b);
        return hash;
}

MerkleHash merkle_node(const MerkleHash *left, const MerkleHash *right) {
        unsigned char both[1 + 2 * sizeof(MerkleHash)] = { PREFIX_NODE };
        MerkleHash hash;
        memcpy(both + 1, left->b, sizeof left->b);
        memcpy(both + 1 + sizeof left->b, right->b, sizeof right->b);
        crypto_hash_sha256(hash.b, both, sizeof both);
        return hash;
}

bool merkle_equal(const MerkleHash *a, const MerkleHash *b) {
        return memcmp(a->b, b->b, sizeof a->b) == 0;
}

static unsigned seal_merkle_append(MerkleFrontier *f, unsigned level, const MerkleHash *root,
                                   MerkleHash *completed) {
        assert(level < MERKLE_LEVELS - 1 && (f->size & ((UINT64_C(1) << level) - 1)) == 0);
        MerkleHash hash = *root;
        unsigned at = level;
        if (completed)
                completed[at] = hash;
        for (; f->size >> at & 1; at++) {
                hash = merkle_node(&f->edge[at], &hash);
                if (completed)
                        completed[at + 1] = hash;
        }
        f->edge[at] = hash;
        f->size += UINT64_C(1) << level;
        return at;
}

unsigned merkle_append(MerkleFrontier *frontier, const MerkleHash *leaf,
                       MerkleHash ret_completed[MERKLE_LEVELS]) {
        return seal_merkle_append(frontier, 0, leaf, ret_completed);
}

void merkle_append_subtree(MerkleFrontier *frontier, unsigned level, const MerkleHash *root) {
        seal_merkle_append(frontier, level, root, NULL);
}

MerkleHash merkle_root(const MerkleFrontier *f) {
        MerkleHash root;
        if (f->size == 0) {
                crypto_hash_sha256(root.b, (const unsigned char *)"", 0);
                return root;
        }
        unsigned level = (unsigned)__builtin_ctzll(f->size);
        root = f->edge[level];
        while (++level < MERKLE_LEVELS)
                if (f->size >> level & 1)
                        root = merkle_node(&f->edge[level], &root);
        return root;
}
