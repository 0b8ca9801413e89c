/* Checks the proof of one entry, with nothing but the public key. */
#include "ledger/proof.h"

#include "base/text.h"
#include "ledger/ledger.h"

#include <jansson.h>
#include <string.h>

typedef struct Parsed {
        const char *leaf, *checkpoint;
        size_t n_leaf, n_checkpoint, n;
        int64_t index;
        MerkleHash path[MERKLE_LEVELS];
} Parsed;

bool proof_path_parse(const json_t *path, MerkleHash ret[MERKLE_LEVELS], size_t *ret_n) {
        size_t n = json_array_size(path);
        if (!json_is_array(path) || n > MERKLE_LEVELS)
                return false;
        for (size_t i = 0; i < n; i++) {
                const json_t *hash = json_array_get(path, i);
                if (!json_is_string(hash) ||
                    !merkle_hash_parse(json_string_value(hash), json_string_length(hash), &ret[i]))
                        return false;
        }
        *ret_n = n;
        return true;
}

static bool parse(json_t *root, Parsed *ret) {
        const char *format;
        json_t *path;
        json_int_t index;
        if (json_unpack(root, "{s:s, s:{s:I, s:s%!}, s:o, s:s%!}", "format", &format, "entry", "index",
                        &index, "leaf", &ret->leaf, &ret->n_leaf, "path", &path, "checkpoint",
                        &ret->checkpoint, &ret->n_checkpoint) < 0)
                return false;
        ret->index = index;
        return str_eq(format, PROOF_FORMAT) && index >= 0 && proof_path_parse(path, ret->path, &ret->n);
}

static const char *proof_judge(const Parsed *p, const VerifierKey *key, Arena *arena, LedgerProof *ret) {
        Checkpoint checkpoint;
        int r = checkpoint_open(p->checkpoint, p->n_checkpoint, key, &checkpoint);
        if (r)
                return arena_printf(arena, "The proof's checkpoint does not hold. %s", condition_sentence(r));
        MerkleHash leaf = merkle_leaf(p->leaf, p->n_leaf);
        if (!merkle_verify_inclusion(&leaf, (uint64_t)p->index, checkpoint.size, p->path, p->n,
                                     &checkpoint.root))
                return "The entry is not in the ledger that was signed: it, its number or its path was "
                       "changed.";
        *ret = (LedgerProof){
                .index = p->index,
                .size = (int64_t)checkpoint.size,
                .leaf = arena_strndup(arena, p->leaf, p->n_leaf),
        };
        return NULL;
}

const char *ledger_proof_check(const char *text, size_t n, const VerifierKey *key, Arena *arena,
                               LedgerProof *ret) {
        Parsed parsed;
        json_auto_t *root = n <= PROOF_SIZE_MAX ? json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL) : NULL;
        const char *problem = root && parse(root, &parsed)
                                      ? proof_judge(&parsed, key, arena, ret)
                                      : "This is not a proof in the form that muniment ledger prove writes.";
        return problem;
}
