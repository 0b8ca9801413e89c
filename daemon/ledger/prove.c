/* Makes the proof of one entry. */
#include "base/error.h"
#include "ledger/ledger.h"
#include "ledger/proof.h"
#include "ledger/tree.h"
#include "store/json.h"
#include "store/ledger-tree.h"

#include <jansson.h>
#include <string.h>

static json_t *to_json(const LedgerEntry *entry, const MerkleHash *path, size_t n, const char *note) {
        json_t *hashes = json_array();
        for (size_t i = 0; i < n; i++) {
                char text[MERKLE_HASH_TEXT_SIZE];
                json_add(hashes, json_string(merkle_hash_text(&path[i], text)));
        }
        return json_pack("{s:s, s:{s:I, s:s}, s:o, s:s}", "format", PROOF_FORMAT, "entry", "index",
                         (json_int_t)entry->index, "leaf", entry->leaf, "path", hashes, "checkpoint", note);
}

int ledger_prove(Context *c, int64_t index, char **ret) {
        LedgerCheckpoint last;
        LedgerEntry *entry;
        MerkleRange ranges[MERKLE_LEVELS];
        MerkleHash path[MERKLE_LEVELS];
        size_t n;
        int r = ledger_checkpoint_last(c->store, c->arena, &last, &n);
        if (r)
                return r < 0 ? err_trace(r) : r;
        if (n == 0 || index < 0 || index >= last.size)
                return LEDGER_E_NONE;
        r = ledger_entries(c->store, index, index + 1, c->arena, &entry, &n);
        if (r || n == 0)
                return r ? r : LEDGER_E_BROKEN;
        n = merkle_inclusion_ranges((uint64_t)index, (uint64_t)last.size, ranges);
        for (size_t i = 0; i < n; i++) {
                MerkleFrontier part;
                r = tree_load(c->store, ranges[i], &part);
                if (r)
                        return r < 0 ? err_trace(r) : r;
                path[i] = merkle_root(&part);
        }
        /* A proof that would not hold is not handed out: the tree in the database is broken. */
        MerkleHash leaf = merkle_leaf(entry->leaf, strlen(entry->leaf));
        if (!merkle_verify_inclusion(&leaf, (uint64_t)index, (uint64_t)last.size, path, n, &last.root))
                return LEDGER_E_BROKEN;
        json_t *proof = to_json(entry, path, n, last.note);
        char *text = proof ? json_dumps(proof, JSON_INDENT(2)) : NULL;
        json_decref(proof);
        if (!text)
                return err_origin(-ENOMEM);
        *ret = arena_strdup(c->arena, text);
        free(text);
        return 0;
}
