/* After a restore that was meant: the ledger goes on from where the database is. */
#include "base/error.h"
#include "base/text.h"
#include "ledger/checkpoint-file.h"
#include "ledger/ledger.h"
#include "settings/settings.h"
#include "store/ledger-tree.h"
#include "store/ledger.h"

#include <stdio.h>
#include <string.h>

/* Nothing of what was signed is thrown away: the file gets another name, and its head stands in the ledger.
 */
static int set_aside(Context *c, Arena *arena, const char *path, const Checkpoint *filed) {
        char root[MERKLE_HASH_TEXT_SIZE];
        const char *aside =
                arena_printf(arena, "%s.before-restore-%llu", path, (unsigned long long)filed->size);
        int r = ledger_note(c, ENTRY_CHECKPOINT_SET_ASIDE, NULL,
                            json_pack("{s:I, s:s}", "entries", (json_int_t)filed->size, "root",
                                      merkle_hash_text(&filed->root, root)));
        if (r)
                return err_trace(r);
        return rename(path, aside) == 0 ? 0 : LEDGER_E_FILE;
}

int ledger_accept_restore(Context *context) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char *path = context->settings->checkpoint_file;
        LedgerCheckpoint stored;
        Checkpoint filed;
        VerifierKey key;
        char *note_text;
        size_t n, found;
        int r = path ? checkpoint_file_read(path, arena, &note_text, &n) : 0;
        if (r || !path || !note_text)
                return err_trace(r);
        keys_public(context->keys, &key);
        if (checkpoint_open(note_text, n, &key, &filed))
                return LEDGER_E_FILE;
        r = ledger_checkpoint_at(context->store, (int64_t)filed.size, arena, &stored, &found);
        if (r)
                return err_trace(r);
        if (found && merkle_equal(&stored.root, &filed.root))
                return 0; /* the database knows what was signed */
        return set_aside(context, arena, path, &filed);
}
