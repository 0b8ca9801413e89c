/* The folder follows the rows. */
#include "documents/documents.h"

#include "base/error.h"
#include "documents/folder.h"
#include "pg/pg.h"
#include "seal/age.h"

/* Few in a transaction: whoever destroys one of them waits for it. */
#define SLICE 20
#define LOOK  500

static int write_copy(Context *context, const Folder *folder, DocumentCopy *copy) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const unsigned char *body;
        size_t n;
        int r = documents_open(context, copy->document, arena, &body, &n);
        if (r == DOCUMENTS_E_GONE)
                return 0; /* destroyed this moment: the row says so next time */
        if (r == SEALING_E_NO_KEY)
                return err_origin(-ENOKEY); /* one that cannot be written, until the key is back */
        if (r == AGE_E_FORM)
                return err_origin(-EBADMSG); /* damaged: the others are written */
        if (r == 0)
                r = folder_write(folder, copy->id, copy->name, body, n);
        if (r == 0)
                copy->outcome = "written";
        return err_trace(r);
}

static int remove_copy(const Folder *folder, DocumentCopy *copy) {
        bool found;
        int r = folder_remove(folder, copy->id, copy->name, &found);
        if (r == 0)
                copy->outcome = found ? "removed" : "missing";
        return err_trace(r);
}

typedef struct Settling {
        Context *context;
        const Folder *folder;
        int64_t after;
        int fault; /* the first file that could not be written or removed; the others are none the worse */
} Settling;

static int settle_slice(Settling *s, size_t *ret_n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Store *store = s->context->store;
        DocumentCopy *copies = NULL;
        *ret_n = 0;
        int r = pg_tx_begin(store_pg(store), &tx);
        if (r == 0)
                r = copy_pending(store, s->folder->id, s->after, SLICE, arena, &copies, ret_n);
        for (size_t i = 0; r == 0 && i < *ret_n; i++) {
                DocumentCopy *copy = &copies[i];
                r = copy->document ? write_copy(s->context, s->folder, copy) : remove_copy(s->folder, copy);
                if (r < 0 && !s->fault)
                        s->fault = r;
                if (r < 0)
                        r = 0;
                s->after = copy->id;
        }
        if (r == 0 && *ret_n)
                r = folder_sync(s->folder);
        if (r == 0)
                r = copy_settle(store, copies, *ret_n);
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}

static int settle_folder(Context *context, const Folder *folder) {
        Settling s = { .context = context, .folder = folder };
        size_t n;
        int r;
        do
                r = settle_slice(&s, &n);
        while (r == 0 && n == SLICE && (!context->proceed || context->proceed(context, s.after, -1)));
        return r ? (err_trace(r)) : s.fault;
}

int documents_settle(Context *context) {
        _cleanup_folder_ Folder folder = { .fd = -1 };
        bool marked;
        int r = folder_open(context, false, &folder, &marked);
        if (r || !marked)
                return err_trace(r);
        int taken = folder_taken(context, &folder);
        if (taken > 0)
                return err_trace(taken);
        /* What must go from the folder goes, whatever cannot be moved there. */
        r = settle_folder(context, &folder);
        r = r == 0 ? taken : r;
        return err_trace(r);
}

/* What somebody laid back is to be removed again. */
static int look_again(Context *context, const Folder *folder, const char *token) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        DocumentCopy *copies;
        size_t n = LOOK;
        int64_t after = 0;
        while (n == LOOK) {
                int r = copy_removed(context->store, token, folder->id, after, LOOK, arena, &copies, &n);
                int64_t *back = arena_array(arena, LOOK, sizeof *back);
                size_t n_back = 0;
                for (size_t i = 0; r == 0 && i < n; i++) {
                        bool there;
                        r = folder_has(folder, copies[i].name, &there);
                        if (r == 0 && there)
                                back[n_back++] = copies[i].id;
                        after = copies[i].id;
                }
                if (r == 0 && n_back)
                        r = copy_reopen(context->store, back, n_back);
                if (r)
                        return err_trace(r);
                arena_clear(arena);
        }
        return 0;
}

int documents_left(Context *context, const char *token, CopiesLeft **ret, size_t *ret_n) {
        _cleanup_folder_ Folder folder = { .fd = -1 };
        bool marked;
        int r = folder_open(context, false, &folder, &marked);
        /* On record as gone before its file is: one that cannot be removed there must not be certified. */
        int taken = r == 0 && marked ? folder_taken(context, &folder) : 0;
        if (taken)
                return err_trace(taken);
        if (r == 0 && marked)
                r = look_again(context, &folder, token);
        if (r == 0 && marked)
                r = settle_folder(context, &folder);
        if (r > 0)
                return err_trace(r);
        /* A file that could not be removed is in the list, and says so better than its errno. */
        r = copy_left(context->store, token, context->arena, ret, ret_n);
        return err_trace(r);
}
