/* Proofs: which subtrees they are made of (RFC 6962 2.1.1 and 2.1.2), and how they are verified (RFC 9162
 * 2.1.3.2 and 2.1.4.2, which spell out the same trees as loops). */
#include "seal/merkle.h"

#include <assert.h>

/* The largest power of two below n; n > 1. */
static uint64_t merkle_proof_split(uint64_t n) {
        return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

static void reverse(MerkleRange *ranges, size_t n) {
        for (size_t i = 0; i < n / 2; i++) {
                MerkleRange kept = ranges[i];
                ranges[i] = ranges[n - 1 - i];
                ranges[n - 1 - i] = kept;
        }
}

size_t merkle_inclusion_ranges(uint64_t index, uint64_t size, MerkleRange ret[MERKLE_LEVELS]) {
        assert(index < size);
        uint64_t begin = 0, end = size;
        size_t n = 0;
        while (end - begin > 1) {
                uint64_t middle = begin + merkle_proof_split(end - begin);
                if (index < middle) {
                        ret[n++] = (MerkleRange){ middle, end };
                        end = middle;
                } else {
                        ret[n++] = (MerkleRange){ begin, middle };
                        begin = middle;
                }
        }
        reverse(ret, n);
        return n;
}

size_t merkle_consistency_ranges(uint64_t first, uint64_t size, MerkleRange ret[MERKLE_LEVELS]) {
        assert(first > 0 && first <= size);
        uint64_t begin = 0, end = size;
        size_t n = 0;
        while (end > first) {
                uint64_t middle = begin + merkle_proof_split(end - begin);
                if (first <= middle) {
                        ret[n++] = (MerkleRange){ middle, end };
                        end = middle;
                } else {
                        ret[n++] = (MerkleRange){ begin, middle };
                        begin = middle;
                }
        }
        if (begin > 0) /* else what is left is the first tree itself, whose root the verifier has */
                ret[n++] = (MerkleRange){ begin, end };
        reverse(ret, n);
        return n;
}

bool merkle_range_next(MerkleRange *range, unsigned *ret_level, uint64_t *ret_index) {
        if (range->begin >= range->end)
                return false;
        unsigned level = 63 - (unsigned)__builtin_clzll(range->end - range->begin);
        *ret_level = level;
        *ret_index = range->begin >> level;
        range->begin += UINT64_C(1) << level;
        return true;
}

/* Up to the next level at which the path's node is a right child. */
static void merkle_proof_climb(uint64_t *fn, uint64_t *sn) {
        while (!(*fn & 1) && *fn) {
                *fn >>= 1;
                *sn >>= 1;
        }
}

bool merkle_verify_inclusion(const MerkleHash *leaf, uint64_t index, uint64_t size, const MerkleHash *proof,
                             size_t n, const MerkleHash *root) {
        if (index >= size)
                return false;
        uint64_t fn = index, sn = size - 1;
        MerkleHash r = *leaf;
        for (size_t i = 0; i < n; i++) {
                if (sn == 0)
                        return false;
                if (fn & 1 || fn == sn) {
                        r = merkle_node(&proof[i], &r);
                        merkle_proof_climb(&fn, &sn);
                } else {
                        r = merkle_node(&r, &proof[i]);
                }
                fn >>= 1;
                sn >>= 1;
        }
        return sn == 0 && merkle_equal(&r, root);
}

bool merkle_verify_consistency(uint64_t first, const MerkleHash *first_root, uint64_t size,
                               const MerkleHash *root, const MerkleHash *proof, size_t n) {
        if (first == 0 || first > size)
                return false;
        if (first == size)
                return n == 0 && merkle_equal(first_root, root);
        uint64_t fn = first - 1, sn = size - 1;
        while (fn & 1) {
                fn >>= 1;
                sn >>= 1;
        }
        /* A first tree that is perfect is a node of the second; its root is not repeated in the proof. */
        size_t i = 0;
        MerkleHash fr = *first_root;
        if (first & (first - 1)) {
                if (n == 0)
                        return false;
                fr = proof[i++];
        }
        MerkleHash sr = fr;
        for (; i < n; i++) {
                if (sn == 0)
                        return false;
                if (fn & 1 || fn == sn) {
                        fr = merkle_node(&proof[i], &fr);
                        sr = merkle_node(&proof[i], &sr);
                        merkle_proof_climb(&fn, &sn);
                } else {
                        sr = merkle_node(&sr, &proof[i]);
                }
                fn >>= 1;
                sn >>= 1;
        }
        return sn == 0 && merkle_equal(&fr, first_root) && merkle_equal(&sr, root);
}
