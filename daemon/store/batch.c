#include "store/batch.h"

#include "base/error.h"
#include "base/text.h"
#include "store/call.h"
#include "store/restore.h"

#include <jansson.h>

int store_read_texts(const PgRows *rows, size_t row, int column, Arena *arena, const char ***ret,
                     size_t *ret_n) {
        const char *text = pg_text(rows, row, column);
        json_t *array = json_loads(text ? text : "[]", 0, NULL);
        if (!json_is_array(array)) {
                json_decref(array);
                return err_origin(-EBADMSG);
        }
        const char **items = arena_array(arena, json_array_size(array) + 1, sizeof *items);
        for (size_t i = 0; i < json_array_size(array); i++)
                items[i] = arena_strdup(arena, json_string_value(json_array_get(array, i)));
        *ret_n = json_array_size(array);
        *ret = items;
        json_decref(array);
        return 0;
}

int batch_insert(Store *store, const Batch *first, size_t size) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, first->run);
        pg_arg_i64(&args, first->seq);
        pg_arg_texts(&args, first->keys, first->n_keys);
        pg_arg_i64(&args, (int64_t)size);
        return store_call(store, STATEMENT_BATCH_INSERT, &args, NULL);
}

int batch_claim(Store *store, int64_t run, int64_t after, Arena *arena, Batch *ret) {
        static const Statement ways[] = { STATEMENT_BATCH_CLAIM_FREE, STATEMENT_BATCH_CLAIM_WAIT };
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, run);
        pg_arg_i64(&args, after);
        for (size_t i = 0; i < ELEMENTS(ways); i++) {
                _cleanup_(pg_rows_freep) PgRows *rows = NULL;
                int r = store_call(store, ways[i], &args, &rows);
                if (r)
                        return err_trace(r);
                if (pg_rows_count(rows) == 0)
                        continue;
                *ret = (Batch){ .run = run, .seq = pg_i64(rows, 0, BATCH_CLAIM_SEQ) };
                return store_read_texts(rows, 0, BATCH_CLAIM_KEYS, arena, &ret->keys, &ret->n_keys);
        }
        return RUN_E_END;
}

int batch_done(Store *store, const Batch *batch, Date on) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, batch->run);
        pg_arg_i64(&args, batch->seq);
        pg_arg_date(&args, on);
        pg_arg_i64(&args, batch->disposed);
        pg_arg_i64(&args, batch->held);
        pg_arg_i64(&args, batch->changed);
        pg_arg_i64(&args, batch->shared);
        pg_arg_bytes(&args, batch->digest, 32);
        pg_arg_text(&args, batch->went);
        pg_arg_text(&args, batch->wrote);
        int r = store_call(store, STATEMENT_BATCH_DONE, &args, &rows);
        if (r)
                return err_trace(r);
        return pg_rows_count(rows) ? 0 : err_origin(-ESTALE); /* it was locked as not done */
}

int batch_totals(Store *store, int64_t run, Arena *arena, BatchTotals *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, run);
        int r = store_call(store, STATEMENT_BATCH_TOTALS, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = (BatchTotals){
                .batches = pg_i64(rows, 0, BATCH_TOTALS_BATCHES),
                .done = pg_i64(rows, 0, BATCH_TOTALS_DONE),
                .disposed = pg_i64(rows, 0, BATCH_TOTALS_DISPOSED),
                .held = pg_i64(rows, 0, BATCH_TOTALS_HELD),
                .changed = pg_i64(rows, 0, BATCH_TOTALS_CHANGED),
                .shared = pg_i64(rows, 0, BATCH_TOTALS_SHARED),
                .first_on = pg_date(rows, 0, BATCH_TOTALS_FIRST_ON),
                .last_on = pg_date(rows, 0, BATCH_TOTALS_LAST_ON),
                .digest = arena_strdup(arena, pg_text(rows, 0, BATCH_TOTALS_DIGEST)),
                .went = arena_strdup(arena, pg_text(rows, 0, BATCH_TOTALS_WENT)),
                .wrote = arena_strdup(arena, pg_text(rows, 0, BATCH_TOTALS_WROTE)),
        };
        return 0;
}

int held_insert(Store *store, const char *register_name, int64_t run, int64_t seq, const Held *held,
                size_t n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs refs = PG_ARGS(arena), args = PG_ARGS(arena);
        const char **subjects = arena_array(arena, n + 1, sizeof *subjects),
                   **kept = arena_array(arena, n + 1, sizeof *kept);
        int64_t *holds = arena_array(arena, n + 1, sizeof *holds);
        if (n == 0)
                return 0;
        for (size_t i = 0; i < n; i++) {
                subjects[i] = held[i].subject;
                holds[i] = held[i].hold;
                kept[i] = held[i].kept_by;
        }
        pg_arg_text(&refs, register_name);
        pg_arg_texts(&refs, subjects, n);
        int r = store_call(store, STATEMENT_HELD_REFS, &refs, NULL);
        if (r)
                return err_trace(r);
        pg_arg_i64(&args, run);
        pg_arg_text(&args, seq ? arena_printf(arena, "%lld", (long long)seq) : NULL);
        pg_arg_text(&args, register_name);
        pg_arg_texts(&args, subjects, n);
        pg_arg_i64s(&args, holds, n);
        pg_arg_texts(&args, kept, n);
        return store_call(store, STATEMENT_HELD_INSERT, &args, NULL);
}

int held_met(Store *store, int64_t run, Arena *arena, HoldMet **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, run);
        int r = store_call(store, STATEMENT_HELD_MET, &args, &rows);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n + 1, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++)
                (*ret)[i] = (HoldMet){ .hold = pg_i64(rows, i, HELD_MET_HOLD),
                                       .records = pg_i64(rows, i, HELD_MET_RECORDS),
                                       .kept_by = arena_strdup(arena, pg_text(rows, i, HELD_MET_KEPT_BY)) };
        return 0;
}

int tombstone_insert(Store *store, const Run *run, const Tombstones *stones, Date on) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        if (stones->n == 0)
                return 0;
        pg_arg_bytea_array(&args, stones->fingerprints, stones->n, stones->width);
        pg_arg_i64(&args, run->id);
        pg_arg_text(&args, run->register_name);
        pg_arg_date(&args, on);
        pg_arg_i64(&args, stones->epoch);
        pg_arg_i64(&args, stones->seq);
        pg_arg_bytea_array(&args, stones->marks, stones->n, STONE_MARK_SIZE);
        return store_call(store, STATEMENT_TOMBSTONE_INSERT, &args, NULL);
}

int subject_ref_forget(Store *store, const char *register_name, const char *const *keys, size_t n,
                       const char *token) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        if (n == 0)
                return 0;
        pg_arg_text(&args, register_name);
        pg_arg_texts(&args, keys, n);
        pg_arg_text(&args, token);
        return store_call(store, STATEMENT_SUBJECT_REF_FORGET, &args, NULL);
}

int disposed_insert(Store *store, int64_t run, const Disposed *disposed) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        if (disposed->n_keys == 0)
                return 0;
        pg_arg_i64(&args, run);
        pg_arg_i64(&args, disposed->batch);
        pg_arg_texts(&args, disposed->keys, disposed->n_keys);
        pg_arg_texts(&args, disposed->identifiers, disposed->n_identifiers);
        return store_call(store, STATEMENT_DISPOSED_INSERT, &args, NULL);
}

int disposed_next(Store *store, int64_t run, int64_t after, Arena *arena, Disposed *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, run);
        pg_arg_i64(&args, after);
        int r = store_call(store, STATEMENT_DISPOSED_NEXT, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RUN_E_END;
        *ret = (Disposed){ .batch = pg_i64(rows, 0, DISPOSED_NEXT_BATCH) };
        r = store_read_texts(rows, 0, DISPOSED_NEXT_KEYS, arena, &ret->keys, &ret->n_keys);
        return r ? err_trace(r)
                 : store_read_texts(rows, 0, DISPOSED_NEXT_IDENTIFIERS, arena, &ret->identifiers,
                                    &ret->n_identifiers);
}
