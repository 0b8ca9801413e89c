#include "store/document.h"

#include "base/error.h"
#include "store/call.h"

int document_insert(Store *store, Document *document) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, document_insert, &rows, .kind = document_kind_to_string(document->kind),
                           .format = document_format_to_string(document->format),
                           .language = document->language, .subject = document->subject,
                           .sha256 = { document->sha256, 32 }, .body = { document->body, document->size },
                           .made_on = document->made_on, .header = document->header,
                           .recipient = document->recipient, .escrow = document->escrow);
        if (r)
                return err_trace(r);
        document->id = pg_i64(rows, 0, DOCUMENT_INSERT_ID);
        return 0;
}

int document_body(Store *store, int64_t id, Arena *arena, Document *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        size_t n;
        int r = store_call(store, document_body, &rows, .id = id);
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
        int r = store_call(store, document_unsealed, &rows, .after = after, .limit = limit);
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
        return store_call(store, document_seal, NULL, .id = document->id,
                          .body = { document->body, document->size }, .header = document->header,
                          .recipient = document->recipient, .escrow = document->escrow);
}

int document_by_file_name(Store *store, const char *name, Arena *arena, Document *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        size_t n;
        int r = store_call(store, document_by_file_name, &rows, .name = name);
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
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, folder_ensure, &rows, .id = id, .host = host, .path = path);
        if (r)
                return err_trace(r);
        *ret_new = pg_rows_count(rows) > 0;
        return 0;
}

int folder_give_up(Store *store, const char *id, Date on, const char *by) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, folder_give_up, &rows, .id = id, .on = on, .by = by);
        if (r)
                return err_trace(r);
        return pg_rows_count(rows) ? 0 : DOCUMENT_STORE_E_NONE;
}

int folder_list(Store *store, PgRows **ret) {
        return store_call(store, folder_list, ret);
}

/* --- copies ----------------------------------------------------------------------------------------------
 */

int copy_insert(Store *store, const char *folder, const char *name, int64_t document, bool written) {
        return store_call(store, document_copy_insert, NULL, .folder = folder, .name = name,
                          .document = document, .written = written);
}

int copy_known(Store *store, const char *folder, const char *name, bool *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, document_copy_known, &rows, .folder = folder, .name = name);
        if (r)
                return err_trace(r);
        *ret = pg_rows_count(rows) > 0;
        return 0;
}

int copy_end(Store *store, int64_t document, const char *folder) {
        return store_call(store, document_copy_end, NULL, .document = document, .folder = folder);
}

int copy_take(Store *store, const char *folder, const char *name, bool *ret_known) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, document_copy_take, &rows, .folder = folder, .name = name);
        if (r)
                return err_trace(r);
        *ret_known = pg_rows_count(rows) > 0;
        return 0;
}

int copy_where(Store *store, int64_t document, bool *ret_taken, bool *ret_lies) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, document_copy_where, &rows, .document = document);
        if (r)
                return err_trace(r);
        *ret_taken = pg_bool(rows, 0, DOCUMENT_COPY_WHERE_TAKEN);
        *ret_lies = pg_bool(rows, 0, DOCUMENT_COPY_WHERE_LIES);
        return 0;
}

int copy_letters(Store *store, const char *folder, PgRows **ret) {
        return store_call(store, document_copy_letters, ret, .folder = folder);
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
        int r = store_call(store, document_copy_pending, &rows, .folder = folder, .after = after,
                           .limit = limit);
        if (r)
                return err_trace(r);
        read_copies(rows, true, arena, ret, ret_n);
        return 0;
}

int copy_settle(Store *store, const DocumentCopy *copies, size_t n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
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
        return store_call(store, document_copy_settle, NULL, .ids = { ids, done },
                          .outcomes = { outcomes, done });
}

int copy_removed(Store *store, const char *token, const char *folder, int64_t after, int limit, Arena *arena,
                 DocumentCopy **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, document_copy_removed, &rows, .token = token, .folder = folder,
                           .after = after, .limit = limit);
        if (r)
                return err_trace(r);
        read_copies(rows, false, arena, ret, ret_n);
        return 0;
}

int copy_reopen(Store *store, const int64_t *ids, size_t n) {
        return store_call(store, document_copy_reopen, NULL, .ids = { ids, n });
}

int copy_left(Store *store, const char *token, Arena *arena, CopiesLeft **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, document_copy_left, &rows, .token = token);
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
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, document_copy_count, &rows, .token = token);
        if (r)
                return err_trace(r);
        *ret = (CopyCounts){ .destroyed = pg_i64(rows, 0, DOCUMENT_COPY_COUNT_DESTROYED),
                             .missing = pg_i64(rows, 0, DOCUMENT_COPY_COUNT_MISSING),
                             .out_of_reach = pg_i64(rows, 0, DOCUMENT_COPY_COUNT_OUT_OF_REACH) };
        return 0;
}
