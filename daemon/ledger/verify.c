/* Recomputes the ledger from its leaves and compares everything that claims to follow from them. */
#include "base/error.h"
#include "base/text.h"
#include "ledger/checkpoint-file.h"
#include "ledger/ledger.h"
#include "ledger/tree.h"
#include "settings/settings.h"
#include "store/ledger-tree.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PAGE 2048

typedef struct Verify {
        Context *context;
        const VerifierKey *key;
        LedgerReport *report;
        MerkleFrontier tree;
        bool filed; /* the checkpoint file holds a checkpoint, this one */
        Checkpoint file;
} Verify;

static void verify_find(Verify *v, const char *code, int64_t at, const char *format, ...)
        __attribute__((format(printf, 4, 5)));

static void verify_find(Verify *v, const char *code, int64_t at, const char *format, ...) {
        LedgerReport *report = v->report;
        report->ok = false;
        report->found++;
        if (report->n == LEDGER_FINDINGS_MAX)
                return;
        va_list ap;
        va_start(ap, format);
        char *problem = arena_vprintf(v->context->arena, format, ap);
        va_end(ap);
        report->findings[report->n++] = (LedgerFinding){ .code = code, .at = at, .problem = problem };
}

static void check_checkpoint(Verify *v, const LedgerCheckpoint *stored) {
        Checkpoint opened;
        MerkleHash root = merkle_root(&v->tree);
        int r = checkpoint_open(stored->note, strlen(stored->note), v->key, &opened);
        if (r)
                verify_find(v, "checkpoint-forged", stored->size,
                            "The checkpoint of %lld entries does not hold. %s", (long long)stored->size,
                            condition_sentence(r));
        else if (opened.size != (uint64_t)stored->size || !merkle_equal(&opened.root, &stored->root))
                verify_find(v, "checkpoint-changed", stored->size,
                            "The checkpoint stored for %lld entries is signed for something else.",
                            (long long)stored->size);
        if (!merkle_equal(&stored->root, &root))
                verify_find(v, "root-differs", stored->size,
                            "The first %lld entries do not give the root that was signed: some of them were "
                            "changed.",
                            (long long)stored->size);
}

static void check_file_root(Verify *v) {
        if (!v->filed || v->tree.size != v->file.size)
                return;
        MerkleHash root = merkle_root(&v->tree);
        if (merkle_equal(&root, &v->file.root)) {
                v->report->file = "agrees";
                return;
        }
        v->report->file = "differs";
        verify_find(v, "file-differs", (int64_t)v->file.size,
                    "The checkpoint file was signed over other entries than the first %lld of the database.",
                    (long long)v->file.size);
}

static int check_nodes(Verify *v, const MerkleHash *completed, unsigned level) {
        for (unsigned l = TREE_LEVEL_STEP; l <= level; l += TREE_LEVEL_STEP) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                uint64_t index = (v->tree.size >> l) - 1;
                const MerkleHash *stored;
                size_t n;
                int r = ledger_hashes(v->context->store, l, index, index + 1, arena, &stored, &n);
                if (r)
                        return err_trace(r);
                if (n != 1 || !merkle_equal(stored, &completed[l]))
                        verify_find(v, "node-changed", (int64_t)(index << l),
                                    "The stored node over the %lld entries from %lld is not what they give.",
                                    1LL << l, (long long)(index << l));
        }
        return 0;
}

/* False: an entry is missing, and what follows cannot be placed in the tree. */
static bool verify_check_entry(Verify *v, const LedgerEntry *entry, MerkleHash *ret) {
        if (entry->index != (int64_t)v->tree.size) {
                verify_find(v, "entry-missing", (int64_t)v->tree.size, "Entry %lld is missing.",
                            (long long)v->tree.size);
                return false;
        }
        *ret = merkle_leaf(entry->leaf, strlen(entry->leaf));
        if (!merkle_equal(ret, &entry->hash))
                verify_find(v, "entry-changed", entry->index,
                            "Entry %lld is not what was numbered: its text and its hash differ.",
                            (long long)entry->index);
        return true;
}

/* *ret_done: an entry was missing, so nothing more can be said. */
static int verify_page(Verify *v, int64_t end, bool *ret_done) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        LedgerEntry *entries;
        LedgerCheckpoint *checkpoints;
        size_t n, n_checkpoints, next = 0;
        int64_t begin = (int64_t)v->tree.size;
        int r = ledger_entries(v->context->store, begin, end, arena, &entries, &n);
        if (r == 0)
                r = ledger_checkpoints_between(v->context->store, begin, end, arena, &checkpoints,
                                               &n_checkpoints);
        if (r)
                return err_trace(r);
        for (size_t i = 0; i < n; i++) {
                MerkleHash hash, completed[MERKLE_LEVELS];
                if (!verify_check_entry(v, &entries[i], &hash)) {
                        *ret_done = true;
                        return 0;
                }
                r = check_nodes(v, completed, merkle_append(&v->tree, &hash, completed));
                if (r)
                        return err_trace(r);
                if (next < n_checkpoints && checkpoints[next].size == (int64_t)v->tree.size)
                        check_checkpoint(v, &checkpoints[next++]);
                check_file_root(v);
        }
        if ((int64_t)v->tree.size < end) {
                verify_find(v, "entry-missing", (int64_t)v->tree.size, "Entry %lld is missing.",
                            (long long)v->tree.size);
                *ret_done = true;
        }
        return 0;
}

/* The file of the settings may be one that only the daemon's user reads: an auditor brings a copy of a
 * checkpoint. */
static bool is_closed_to_us(const char *path) {
        return access(path, R_OK) < 0 && errno == EACCES;
}

static int read_file(Verify *v, const char *path, bool named) {
        char *note;
        size_t n;
        LedgerReport *report = v->report;
        report->file = path ? "absent" : "none";
        int r = path ? checkpoint_file_read(path, v->context->arena, &note, &n) : 0;
        if (r == LEDGER_E_FILE && !named && is_closed_to_us(path)) {
                report->file = "not compared, for this user may not read it";
                return 0;
        }
        if (r == LEDGER_E_FILE) {
                report->file = "differs";
                verify_find(v, "file-unreadable", 0, "The checkpoint file cannot be read.");
                return 0;
        }
        if (!path || !note)
                return 0;
        r = checkpoint_open(note, n, v->key, &v->file);
        v->filed = r == 0;
        if (r) {
                report->file = "differs";
                verify_find(v, "file-forged", 0, "The checkpoint file does not hold. %s",
                            condition_sentence(r));
        }
        return 0;
}

static void check_ends(Verify *v, const LedgerState *state) {
        if (state->entries > state->signed_size)
                verify_find(v, "entries-unsigned", state->signed_size,
                            "Entries from %lld on are numbered, but under no checkpoint.",
                            (long long)state->signed_size);
        if (v->filed && v->file.size > (uint64_t)state->entries) {
                v->report->file = "differs";
                verify_find(
                        v, "rolled-back", state->entries,
                        "The checkpoint file was signed over %llu entries, and the database has %lld: it was "
                        "rolled "
                        "back.",
                        (unsigned long long)v->file.size, (long long)state->entries);
        }
}

int ledger_verify(Context *context, const VerifierKey *key, const char *checkpoint_file, LedgerReport *ret) {
        LedgerState state;
        Verify v = { .context = context, .key = key, .report = ret };
        *ret = (LedgerReport){ .ok = true };
        bool named = checkpoint_file;
        if (!named && context->settings)
                checkpoint_file = context->settings->checkpoint_file;
        /* The file first: the database may grow after it, never shrink. */
        int r = read_file(&v, checkpoint_file, named);
        if (r == 0)
                r = ledger_state(context->store, &state);
        if (r)
                return err_trace(r);
        ret->pending = state.pending;
        ret->checkpoints = state.checkpoints;
        ret->entries = state.entries;
        /* What is signed must be there, and what is there must be signed. */
        int64_t all = state.entries > state.signed_size ? state.entries : state.signed_size;
        bool done = false;
        while ((int64_t)v.tree.size < all && !done) {
                int64_t end = (int64_t)v.tree.size + PAGE;
                r = verify_page(&v, end < all ? end : all, &done);
                if (r)
                        return err_trace(r);
                if (context->proceed && !context->proceed(context, (int64_t)v.tree.size, all))
                        return PG_E_RETRY;
        }
        check_ends(&v, &state);
        ret->root = merkle_root(&v.tree);
        return 0;
}
