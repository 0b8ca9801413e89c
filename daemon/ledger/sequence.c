/* Numbers pending entries and signs: the one writer of the ledger. */
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "ledger/checkpoint-file.h"
#include "ledger/leaf.h"
#include "ledger/ledger.h"
#include "ledger/tree.h"
#include "settings/settings.h"
#include "store/ledger-tree.h"
#include "store/turn.h"

#include <assert.h>
#include <string.h>

#define SLICE 2048 /* entries a transaction and a checkpoint: bounds memory and what a crash repeats */

/* The newest checkpoint must be ours, and its root that of the tree in the database. */
static int check_head(Context *c, const LedgerState *state, Arena *arena, LedgerCheckpoint *ret_last,
                      MerkleFrontier *ret) {
        size_t n;
        Checkpoint opened;
        VerifierKey key;
        if (state->entries != state->signed_size)
                return LEDGER_E_BROKEN;
        int r = ledger_checkpoint_last(c->store, arena, ret_last, &n);
        if (r == 0)
                r = tree_load(c->store, (MerkleRange){ 0, (uint64_t)state->entries }, ret);
        if (r || n == 0)
                return err_trace(r);
        keys_public(c->keys, &key);
        r = checkpoint_open(ret_last->note, strlen(ret_last->note), &key, &opened);
        if (r)
                return r == NOTE_E_UNSIGNED ? LEDGER_E_KEY : LEDGER_E_BROKEN;
        MerkleHash root = merkle_root(ret);
        bool same = opened.size == ret->size && merkle_equal(&opened.root, &root);
        return same ? 0 : LEDGER_E_BROKEN;
}

/* What the file says must be part of what the database says; then the file is brought up to it. */
static int check_file(Context *c, Arena *arena, const LedgerCheckpoint *last) {
        const char *path = c->settings ? c->settings->checkpoint_file : NULL;
        char *note;
        size_t n, found;
        Checkpoint filed;
        LedgerCheckpoint stored;
        VerifierKey key;
        if (!path)
                return 0;
        int r = checkpoint_file_read(path, arena, &note, &n);
        if (r)
                return err_trace(r);
        if (note) {
                keys_public(c->keys, &key);
                if (checkpoint_open(note, n, &key, &filed))
                        return LEDGER_E_FILE;
                if (filed.size > (uint64_t)last->size)
                        return LEDGER_E_ROLLED_BACK;
                r = ledger_checkpoint_at(c->store, (int64_t)filed.size, arena, &stored, &found);
                if (r)
                        return err_trace(r);
                if (found == 0 || !merkle_equal(&stored.root, &filed.root))
                        return LEDGER_E_FORKED;
                if (filed.size == (uint64_t)last->size)
                        return 0;
        }
        return last->size > 0 ? checkpoint_file_write(path, last->note, arena) : 0;
}

static void sequence_tell(const Context *c, const LedgerCheckpoint *checkpoint, Arena *arena) {
        assert(checkpoint->note);
        const char *signature = strrchr(checkpoint->note, ' ') + 1;
        char root[MERKLE_HASH_TEXT_SIZE];
        LOG(CHECKPOINT, LOG_TEXT("ORIGIN", keys_name(c->keys)), LOG_NUMBER("SIZE", checkpoint->size),
            LOG_TEXT("ROOT", merkle_hash_text(&checkpoint->root, root)),
            LOG_TEXT("SIGNATURE", arena_strndup(arena, signature, strcspn(signature, "\n"))));
}

/* Where the ledger stands, as far as this process knows. */
typedef struct Head {
        MerkleFrontier frontier;
        LedgerCheckpoint last;
        bool read;
        Arena *arena; /* holds the notes */
} Head;

/* Read anew when another has carried it on since our last turn. */
static int read_head(Context *c, Head *head) {
        LedgerState state;
        int r = ledger_size(c->store, &state);
        if (r || (head->read && state.entries == head->last.size && state.signed_size == head->last.size))
                return err_trace(r);
        r = check_head(c, &state, head->arena, &head->last, &head->frontier);
        head->read = r == 0;
        return err_trace(r);
}

/* Leaves, numbers and nodes of one slice, in the open transaction. */
static int append_slice(Store *store, const LedgerPending *pending, size_t n, Arena *arena,
                        MerkleFrontier *frontier) {
        const char **leaves = arena_array(arena, n, sizeof *leaves);
        MerkleHash *hashes = arena_array(arena, n, sizeof *hashes), completed[MERKLE_LEVELS];
        int64_t *ids = arena_array(arena, n, sizeof *ids), first = (int64_t)frontier->size;
        for (size_t i = 0; i < n; i++) {
                char *leaf;
                int r = ledger_leaf(&pending[i], arena, &leaf);
                if (r)
                        return err_trace(r);
                leaves[i] = leaf;
                ids[i] = pending[i].id;
                hashes[i] = merkle_leaf(leaf, strlen(leaf));
                unsigned level = merkle_append(frontier, &hashes[i], completed);
                r = tree_store_nodes(store, frontier->size, completed, level);
                if (r)
                        return err_trace(r);
        }
        int r = ledger_append(store, first, leaves, hashes, ids, n);
        return r ? err_trace(r) : ledger_numbered(store, ids, n);
}

/* In the open transaction: *head is then what it will be once that is committed. *ret_n 0: nothing is
 * pending. */
static int append_next(Context *c, Head *head, Arena *arena, size_t *ret_n) {
        LedgerPending *pending;
        int r = ledger_pending_next(c->store, SLICE, arena, &pending, ret_n);
        if (r || *ret_n == 0)
                return err_trace(r);
        r = append_slice(c->store, pending, *ret_n, arena, &head->frontier);
        if (r)
                return err_trace(r);
        head->last = (LedgerCheckpoint){ .size = (int64_t)head->frontier.size,
                                         .root = merkle_root(&head->frontier) };
        head->last.note = checkpoint_sign(c->keys, head->frontier.size, &head->last.root, head->arena);
        return ledger_checkpoint_add(c->store, &head->last);
}

/* One turn, in a transaction of its own: the file is brought up to what is committed, then one slice more is
 * numbered and signed (more false: none). So nobody ever writes an older checkpoint over a newer one, and a
 * note leaves this process only after its commit: no checkpoint is seen of entries that did not come to be.
 */
static int take_turn(Context *c, Head *head, bool more, size_t *ret_n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_pg_tx_ PgTx tx = { 0 };
        *ret_n = 0;
        int r = pg_tx_begin(store_pg(c->store), &tx);
        if (r == 0)
                r = turn_take(c->store, "ledger");
        if (r == 0)
                r = read_head(c, head);
        if (r == 0)
                r = check_file(c, arena, &head->last);
        if (r == 0 && more)
                r = append_next(c, head, arena, ret_n);
        if (r == 0)
                r = pg_tx_commit(&tx);
        if (r == 0 && *ret_n)
                sequence_tell(c, &head->last, arena);
        return err_trace(r);
}

static int sequence_all(Context *c, Head *head, int64_t *appended) {
        LedgerState state;
        size_t n, none;
        int r = ledger_state(c->store, &state);
        if (r)
                return err_trace(r);
        do {
                r = take_turn(c, head, true, &n);
                if (r)
                        return err_trace(r);
                *appended += (int64_t)n;
                if (n && c->proceed && !c->proceed(c, *appended, state.pending))
                        break;
        } while (n == SLICE);
        return n ? take_turn(c, head, false, &none) : 0;
}

int ledger_sequence(Context *context, int64_t *ret_appended) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Head head = { .arena = arena };
        int64_t appended = 0;
        assert(context->keys);
        int r = sequence_all(context, &head, &appended);
        if (condition_is_of(r, "LEDGER"))
                LOG(LEDGER_REFUSED, LOG_TEXT("PROBLEM", condition_sentence(r)));
        if (r)
                return err_trace(r);
        if (ret_appended)
                *ret_appended = appended;
        return 0;
}
