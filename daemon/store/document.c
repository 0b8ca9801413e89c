#include "store/document.h"

#include "base/error.h"
#include "store/call.h"

int document_insert(Store *store, Document *document) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, document->kind);
        pg_arg_text(&args, document->format);
        pg_arg_text(&args, document->language);
        pg_arg_text(&args, document->subject);
        pg_arg_bytes(&args, document->sha256, 32);
        pg_arg_bytes(&args, document->body, document->size);
        pg_arg_date(&args, document->made_on);
        pg_arg_text(&args, document->header);
        pg_arg_text(&args, document->recipient);
        pg_arg_text(&args, document->escrow);
        int r = store_call(store, STATEMENT_DOCUMENT_INSERT, &args, &rows);
        if (r)
                return err_trace(r);
        document->id = pg_i64(rows, 0, DOCUMENT_INSERT_ID);
        return 0;
}

int document_body(Store *store, int64_t id, Arena *arena, Document *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        size_t n;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, id);
        int r = store_call(store, STATEMENT_DOCUMENT_BODY, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return DOCUMENT_STORE_E_NONE;
        *ret = (Document){ .id = id,
                           .body = pg_bytes(rows, 0, DOCUMENT_BODY_BODY, arena, &n),
                           .header = arena_strdup(arena, pg_text(rows, 0, DOCUMENT_BODY_HEADER)) };
        ret->size = n;
        return 0;
}

int document_unsealed(Store *store, int64_t after, int limit, Arena *arena, Document **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, after);
        pg_arg_i64(&args, limit);
        int r = store_call(store, STATEMENT_DOCUMENT_UNSEALED, &args, &rows);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        Document *documents = arena_array(arena, n + 1, sizeof *documents);
        for (size_t i = 0; i < n; i++) {
                documents[i].id = pg_i64(rows, i, DOCUMENT_UNSEALED_ID);
                documents[i].body = pg_bytes(rows, i, DOCUMENT_UNSEALED_BODY, arena, &documents[i].size);
        }
        *ret = documents;
        *ret_n = n;
        return 0;
}

int document_seal(Store *store, const Document *document) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, document->id);
        pg_arg_bytes(&args, document->body, document->size);
        pg_arg_text(&args, document->header);
        pg_arg_text(&args, document->recipient);
        pg_arg_text(&args, document->escrow);
        return store_call(store, STATEMENT_DOCUMENT_SEAL, &args, NULL);
}

int document_by_file_name(Store *store, const char *name, Arena *arena, Document *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        size_t n;
        pg_arg_text(&args, name);
        int r = store_call(store, STATEMENT_DOCUMENT_BY_FILE_NAME, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) != 1)
                return DOCUMENT_STORE_E_NONE;
        *ret = (Document){ .id = pg_i64(rows, 0, DOCUMENT_BY_FILE_NAME_ID),
                           .sha256 = pg_bytes(rows, 0, DOCUMENT_BY_FILE_NAME_SHA256, arena, &n) };
        return 0;
}

/* --- folders ---------------------------------------------------------------------------------------------
 */

int folder_ensure(Store *store, const char *id, const char *host, const char *path, bool *ret_new) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, id);
        pg_arg_text(&args, host);
        pg_arg_text(&args, path);
        int r = store_call(store, STATEMENT_FOLDER_ENSURE, &args, &rows);
        if (r)
                return err_trace(r);
        *ret_new = pg_rows_count(rows) > 0;
        return 0;
}

int folder_give_up(Store *store, const char *id, Date on, const char *by) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, id);
        pg_arg_date(&args, on);
        pg_arg_text(&args, by);
        int r = store_call(store, STATEMENT_FOLDER_GIVE_UP, &args, &rows);
        if (r)
                return err_trace(r);
        return pg_rows_count(rows) ? 0 : DOCUMENT_STORE_E_NONE;
}

int folder_list(Store *store, PgRows **ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        return store_call(store, STATEMENT_FOLDER_LIST, &args, ret);
}

/* --- copies ----------------------------------------------------------------------------------------------
 */

int copy_insert(Store *store, const char *folder, const char *name, int64_t document, bool written) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, folder);
        pg_arg_text(&args, name);
        pg_arg_i64(&args, document);
        pg_arg_bool(&args, written);
        return store_call(store, STATEMENT_DOCUMENT_COPY_INSERT, &args, NULL);
}

int copy_known(Store *store, const char *folder, const char *name, bool *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, folder);
        pg_arg_text(&args, name);
        int r = store_call(store, STATEMENT_DOCUMENT_COPY_KNOWN, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_rows_count(rows) > 0;
        return 0;
}

int copy_end(Store *store, int64_t document, const char *folder) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, document);
        pg_arg_text(&args, folder);
        return store_call(store, STATEMENT_DOCUMENT_COPY_END, &args, NULL);
}

/* Of those that are pending a row says also of which document; none: it is gone. */
static void read_copies(const PgRows *rows, bool pending, Arena *arena, DocumentCopy **ret, size_t *ret_n) {
        size_t n = pg_rows_count(rows);
        DocumentCopy *copies = arena_array(arena, n + 1, sizeof *copies);
        for (size_t i = 0; i < n; i++)
                copies[i] = (DocumentCopy){
                        .id = pg_i64(rows, i, DOCUMENT_COPY_ID),
                        .name = arena_strdup(arena, pg_text(rows, i, DOCUMENT_COPY_NAME)),
                        .document = pending ? pg_i64(rows, i, DOCUMENT_COPY_PENDING_DOCUMENT) : 0,
                };
        *ret = copies;
        *ret_n = n;
}

int copy_pending(Store *store, const char *folder, int64_t after, int limit, Arena *arena, DocumentCopy **ret,
                 size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, folder);
        pg_arg_i64(&args, after);
        pg_arg_i64(&args, limit);
        int r = store_call(store, STATEMENT_DOCUMENT_COPY_PENDING, &args, &rows);
        if (r)
                return err_trace(r);
        read_copies(rows, true, arena, ret, ret_n);
        return 0;
}

int copy_settle(Store *store, const DocumentCopy *copies, size_t n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        int64_t *ids = arena_array(arena, n + 1, sizeof *ids);
        const char **outcomes = arena_array(arena, n + 1, sizeof *outcomes);
        size_t done = 0;
        for (size_t i = 0; i < n; i++)
                if (copies[i].outcome) {
                        ids[done] = copies[i].id;
                        outcomes[done++] = copies[i].outcome;
                }
        if (done == 0)
                return 0;
        pg_arg_i64s(&args, ids, done);
        pg_arg_texts(&args, outcomes, done);
        return store_call(store, STATEMENT_DOCUMENT_COPY_SETTLE, &args, NULL);
}

int copy_removed(Store *store, const char *token, const char *folder, int64_t after, int limit, Arena *arena,
                 DocumentCopy **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, token);
        pg_arg_text(&args, folder);
        pg_arg_i64(&args, after);
        pg_arg_i64(&args, limit);
        int r = store_call(store, STATEMENT_DOCUMENT_COPY_REMOVED, &args, &rows);
        if (r)
                return err_trace(r);
        read_copies(rows, false, arena, ret, ret_n);
        return 0;
}

int copy_reopen(Store *store, const int64_t *ids, size_t n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64s(&args, ids, n);
        return store_call(store, STATEMENT_DOCUMENT_COPY_REOPEN, &args, NULL);
}

int copy_left(Store *store, const char *token, Arena *arena, CopiesLeft **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, token);
        int r = store_call(store, STATEMENT_DOCUMENT_COPY_LEFT, &args, &rows);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        CopiesLeft *left = arena_array(arena, n + 1, sizeof *left);
        for (size_t i = 0; i < n; i++)
                left[i] = (CopiesLeft){
                        .folder = arena_strdup(arena, pg_text(rows, i, DOCUMENT_COPY_LEFT_ID)),
                        .host = arena_strdup(arena, pg_text(rows, i, DOCUMENT_COPY_LEFT_HOST)),
                        .path = arena_strdup(arena, pg_text(rows, i, DOCUMENT_COPY_LEFT_PATH)),
                        .n = pg_i64(rows, i, DOCUMENT_COPY_LEFT_COPIES),
                        .first = arena_strdup(arena, pg_text(rows, i, DOCUMENT_COPY_LEFT_FIRST)),
                        .last = arena_strdup(arena, pg_text(rows, i, DOCUMENT_COPY_LEFT_LAST)),
                };
        *ret = left;
        *ret_n = n;
        return 0;
}

int copy_count(Store *store, const char *token, CopyCounts *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, token);
        int r = store_call(store, STATEMENT_DOCUMENT_COPY_COUNT, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = (CopyCounts){ .destroyed = pg_i64(rows, 0, DOCUMENT_COPY_COUNT_DESTROYED),
                             .missing = pg_i64(rows, 0, DOCUMENT_COPY_COUNT_MISSING),
                             .out_of_reach = pg_i64(rows, 0, DOCUMENT_COPY_COUNT_OUT_OF_REACH) };
        return 0;
}
