#include "ledger/tree.h"

#include "base/error.h"
#include "ledger/ledger.h"
#include "store/ledger-tree.h"

/* A perfect subtree of 2^level leaves is at most 128 stored hashes of the level below it that is stored. */
static int load_subtree(Store *store, unsigned level, uint64_t index, MerkleFrontier *frontier) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        unsigned above = level % TREE_LEVEL_STEP;
        uint64_t count = UINT64_C(1) << above, first = index << above;
        const MerkleHash *hashes;
        size_t n;
        int r = ledger_hashes(store, level - above, first, first + count, arena, &hashes, &n);
        if (r)
                return err_trace(r);
        if (n != count)
                return LEDGER_E_BROKEN;
        for (size_t i = 0; i < n; i++)
                merkle_append_subtree(frontier, level - above, &hashes[i]);
        return 0;
}

int tree_load(Store *store, MerkleRange range, MerkleFrontier *ret) {
        MerkleFrontier frontier = { 0 };
        unsigned level;
        uint64_t index;
        while (merkle_range_next(&range, &level, &index)) {
                int r = load_subtree(store, level, index, &frontier);
                if (r)
                        return err_trace(r);
        }
        *ret = frontier;
        return 0;
}

int tree_store_nodes(Store *store, uint64_t size, const MerkleHash *completed, unsigned level) {
        for (unsigned l = TREE_LEVEL_STEP; l <= level; l += TREE_LEVEL_STEP) {
                int r = ledger_node_add(store, l, (size >> l) - 1, &completed[l]);
                if (r)
                        return err_trace(r);
        }
        return 0;
}
