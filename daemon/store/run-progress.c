#include "store/run-progress.h"

#include "base/error.h"
#include "store/batch.h"
#include "store/call.h"

int run_progress(Store *store, int64_t id, Arena *arena, RunProgress *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, run_progress, &rows, .id = id);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RUN_E_NONE;
        *ret = (RunProgress){
                .counts = arena_strdup(arena, pg_text(rows, 0, RUN_PROGRESS_COUNTS)),
                .batches = pg_i64(rows, 0, RUN_PROGRESS_BATCHES),
                .done = pg_i64(rows, 0, RUN_PROGRESS_DONE),
                .expected = arena_strdup(arena, pg_text(rows, 0, RUN_PROGRESS_EXPECTED)),
                .waits = arena_strdup(arena, pg_text(rows, 0, RUN_PROGRESS_WAITS)),
                .waits_until = arena_strdup(arena, pg_text(rows, 0, RUN_PROGRESS_WAITS_UNTIL)),
        };
        return 0;
}

int run_counted(Store *store, int64_t id, const char *counts, int64_t rows) {
        _cleanup_(pg_rows_freep) PgRows *done = NULL;
        int r = store_call(store, run_counted, &done, .id = id, .counts = counts, .rows = rows);
        if (r)
                return err_trace(r);
        return pg_rows_count(done) ? 0 : RUN_E_MOVED;
}

int batch_keys(Store *store, int64_t run, int64_t after, Arena *arena, Batch *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, batch_keys, &rows, .run = run, .after = after);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RUN_E_END;
        *ret = (Batch){ .run = run, .seq = pg_i64(rows, 0, BATCH_KEYS_SEQ) };
        return store_read_texts(rows, 0, BATCH_KEYS_KEYS, arena, &ret->keys, &ret->n_keys);
}

int run_sample(Store *store, int64_t id, int64_t n, Arena *arena, const char ***ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, run_sample, &rows, .id = id, .n = n);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n + 1, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++)
                (*ret)[i] = arena_strdup(arena, pg_text(rows, i, RUN_SAMPLE_KEY));
        return 0;
}

int run_open_list(Store *store, int64_t most, Arena *arena, OpenRun **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, run_open_list, &rows, .most = most);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n + 1, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++) {
                (*ret)[i] = (OpenRun){
                        .id = pg_i64(rows, i, RUN_OPEN_LIST_ID),
                        .register_name = arena_strdup(arena, pg_text(rows, i, RUN_OPEN_LIST_REGISTER)),
                        .rule = arena_strdup(arena, pg_text(rows, i, RUN_OPEN_LIST_RULE)),
                        .batches = pg_i64(rows, i, RUN_OPEN_LIST_BATCHES),
                        .done = pg_i64(rows, i, RUN_OPEN_LIST_DONE),
                        .waits = arena_strdup(arena, pg_text(rows, i, RUN_OPEN_LIST_REASON)),
                };
                if (!run_state_from_string(pg_text(rows, i, RUN_OPEN_LIST_STATE), &(*ret)[i].state) ||
                    !approval_from_string(pg_text(rows, i, RUN_OPEN_LIST_APPROVAL), &(*ret)[i].needs))
                        return err_origin(-EBADMSG);
        }
        return 0;
}
