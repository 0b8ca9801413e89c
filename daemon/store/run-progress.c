#include "store/run-progress.h"

#include "base/error.h"
#include "store/call.h"

int run_progress(Store *store, int64_t id, Arena *arena, RunProgress *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, id);
        int r = store_call(store, STATEMENT_RUN_PROGRESS, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RUN_E_NONE;
        *ret = (RunProgress){
                .counts = arena_strdup(arena, pg_text(rows, 0, 0)),
                .batches = pg_i64(rows, 0, 1),
                .done = pg_i64(rows, 0, 2),
                .expected = arena_strdup(arena, pg_text(rows, 0, 3)),
                .waits = arena_strdup(arena, pg_text(rows, 0, 4)),
                .waits_until = arena_strdup(arena, pg_text(rows, 0, 5)),
        };
        return 0;
}

int run_counted(Store *store, int64_t id, const char *counts, int64_t rows) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *done = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, id);
        pg_arg_text(&args, counts);
        pg_arg_i64(&args, rows);
        int r = store_call(store, STATEMENT_RUN_COUNTED, &args, &done);
        if (r)
                return err_trace(r);
        return pg_rows_count(done) ? 0 : RUN_E_MOVED;
}

int batch_keys(Store *store, int64_t run, int64_t after, Arena *arena, Batch *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, run);
        pg_arg_i64(&args, after);
        int r = store_call(store, STATEMENT_BATCH_KEYS, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RUN_E_END;
        *ret = (Batch){ .run = run, .seq = pg_i64(rows, 0, 0) };
        return store_read_texts(rows, 0, 1, arena, &ret->keys, &ret->n_keys);
}

int run_sample(Store *store, int64_t id, int64_t n, Arena *arena, const char ***ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, id);
        pg_arg_i64(&args, n);
        int r = store_call(store, STATEMENT_RUN_SAMPLE, &args, &rows);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n + 1, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++)
                (*ret)[i] = arena_strdup(arena, pg_text(rows, i, 0));
        return 0;
}

int run_open_list(Store *store, int64_t most, Arena *arena, OpenRun **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, most);
        int r = store_call(store, STATEMENT_RUN_OPEN_LIST, &args, &rows);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n + 1, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++)
                (*ret)[i] = (OpenRun){
                        .id = pg_i64(rows, i, 0),
                        .register_name = arena_strdup(arena, pg_text(rows, i, 1)),
                        .rule = arena_strdup(arena, pg_text(rows, i, 2)),
                        .state = arena_strdup(arena, pg_text(rows, i, 3)),
                        .needs = arena_strdup(arena, pg_text(rows, i, 4)),
                        .batches = pg_i64(rows, i, 5),
                        .done = pg_i64(rows, i, 6),
                        .waits = arena_strdup(arena, pg_text(rows, i, 7)),
                };
        return 0;
}
