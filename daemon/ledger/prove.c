/* Makes the proof of one entry, or of all the entries about one thing. */
#include "base/error.h"
#include "base/text.h"
#include "ledger/ledger.h"
#include "ledger/proof.h"
#include "ledger/tree.h"
#include "store/json.h"
#include "store/ledger-tree.h"

#include <jansson.h>
#include <string.h>

/* Entries that stand near one another share most of their paths: the last one's is at hand. */
typedef struct Path {
        MerkleRange ranges[MERKLE_LEVELS];
        MerkleHash hashes[MERKLE_LEVELS];
        size_t n;
} Path;

static const MerkleHash *prove_at_hand(const Path *last, MerkleRange range) {
        for (size_t i = 0; i < last->n; i++)
                if (last->ranges[i].begin == range.begin && last->ranges[i].end == range.end)
                        return &last->hashes[i];
        return NULL;
}

/* A proof that would not hold is not handed out: then the tree in the database is broken. */
static int find_path(Store *store, const LedgerEntry *entry, const LedgerCheckpoint *head, Path *path) {
        Path found = { 0 };
        size_t n = merkle_inclusion_ranges((uint64_t)entry->index, (uint64_t)head->size, found.ranges);
        for (; found.n < n; found.n++) {
                const MerkleHash *known = prove_at_hand(path, found.ranges[found.n]);
                MerkleFrontier part;
                int r = known ? 0 : tree_load(store, found.ranges[found.n], &part);
                if (r)
                        return err_trace(r);
                found.hashes[found.n] = known ? *known : merkle_root(&part);
        }
        MerkleHash leaf = merkle_leaf(entry->leaf, strlen(entry->leaf));
        if (!merkle_verify_inclusion(&leaf, (uint64_t)entry->index, (uint64_t)head->size, found.hashes, n,
                                     &head->root))
                return LEDGER_E_BROKEN;
        *path = found;
        return 0;
}

static json_t *path_json(const Path *path) {
        json_t *hashes = json_array();
        for (size_t i = 0; i < path->n; i++) {
                char text[MERKLE_HASH_TEXT_SIZE];
                json_add(hashes, json_string(merkle_hash_text(&path->hashes[i], text)));
        }
        return hashes;
}

/* LEDGER_E_NONE: nothing has been signed yet. */
static int newest(Context *c, LedgerCheckpoint *ret) {
        size_t n;
        int r = ledger_checkpoint_last(c->store, c->arena, ret, &n);
        if (r)
                return err_trace(r);
        return n ? 0 : LEDGER_E_NONE;
}

int ledger_prove(Context *c, int64_t index, char **ret) {
        LedgerCheckpoint head;
        LedgerEntry *entry;
        Path path = { 0 };
        size_t n;
        int r = newest(c, &head);
        if (r)
                return err_trace(r);
        if (index < 0 || index >= head.size)
                return LEDGER_E_NONE;
        r = ledger_entries(c->store, index, index + 1, c->arena, &entry, &n);
        if (r || n == 0)
                return r ? err_trace(r) : LEDGER_E_BROKEN;
        r = find_path(c->store, entry, &head, &path);
        if (r)
                return err_trace(r);
        json_auto_t *proof = json_pack("{s:s, s:{s:I, s:s}, s:o, s:s}", "format", PROOF_FORMAT, "entry",
                                       "index", (json_int_t)entry->index, "leaf", entry->leaf, "path",
                                       path_json(&path), "checkpoint", head.note);
        char *text = proof ? json_dumps(proof, JSON_INDENT(2)) : NULL;
        if (!text)
                return err_origin(-ENOMEM);
        *ret = arena_strdup(c->arena, text);
        free(text);
        return 0;
}

int ledger_prove_run(Context *c, int64_t run, json_t **ret) {
        LedgerCheckpoint head;
        LedgerEntry *entries;
        Path path = { 0 };
        size_t n;
        int r = newest(c, &head);
        if (r == 0)
                r = ledger_entries_of_run(c->store, run, head.size, c->arena, &entries, &n);
        if (r)
                return err_trace(r);
        json_auto_t *list = json_array();
        for (size_t i = 0; i < n && r == 0; i++) {
                r = find_path(c->store, &entries[i], &head, &path);
                if (r == 0)
                        json_add(list, json_pack("{s:I, s:s, s:o}", "index", (json_int_t)entries[i].index,
                                                 "leaf", entries[i].leaf, "path", path_json(&path)));
        }
        if (r)
                return err_trace(r);
        *ret = json_pack("{s:s, s:o}", "checkpoint", head.note, "entries", TAKE_PTR(list));
        return 0;
}
