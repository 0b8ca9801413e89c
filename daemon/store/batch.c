#include "store/batch.h"

#include "base/error.h"
#include "base/text.h"
#include "store/call.h"
#include "store/restore.h"

#include <jansson.h>

int store_read_texts(const PgRows *rows, size_t row, int column, Arena *arena, const char ***ret,
                     size_t *ret_n) {
        const char *text = pg_text(rows, row, column);
        json_auto_t *array = json_loads(text ? text : "[]", 0, NULL);
        if (!json_is_array(array))
                return err_origin(-EBADMSG);
        const char **items = arena_array(arena, json_array_size(array) + 1, sizeof *items);
        for (size_t i = 0; i < json_array_size(array); i++)
                items[i] = arena_strdup(arena, json_string_value(json_array_get(array, i)));
        *ret_n = json_array_size(array);
        *ret = items;
        return 0;
}

int batch_insert(Store *store, const Batch *first, size_t size) {
        return store_call(store, batch_insert, NULL, .run = first->run, .seq = first->seq,
                          .keys = { first->keys, first->n_keys }, .size = (int64_t)size);
}

static int batch_read(int r, const PgRows *rows, int64_t run, Arena *arena, Batch *ret) {
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RUN_E_END;
        *ret = (Batch){ .run = run, .seq = pg_i64(rows, 0, BATCH_CLAIM_SEQ) };
        return store_read_texts(rows, 0, BATCH_CLAIM_KEYS, arena, &ret->keys, &ret->n_keys);
}

int batch_claim(Store *store, int64_t run, int64_t after, Arena *arena, Batch *ret) {
        _cleanup_(pg_rows_freep) PgRows *unlocked = NULL, *any = NULL;
        int r = store_call(store, batch_claim_free, &unlocked, .run = run, .after = after);
        r = batch_read(r, unlocked, run, arena, ret);
        if (r != RUN_E_END)
                return err_trace(r);
        r = store_call(store, batch_claim_wait, &any, .run = run, .after = after);
        return batch_read(r, any, run, arena, ret);
}

int batch_done(Store *store, const Batch *batch, Date on) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, batch_done, &rows, .run = batch->run, .seq = batch->seq, .on = on,
                           .disposed = batch->disposed, .held = batch->held, .changed = batch->changed,
                           .shared = batch->shared, .digest = { batch->digest, 32 }, .went = batch->went,
                           .wrote = batch->wrote, .last_links = batch->last_links,
                           .still_shared = batch->still_shared);
        if (r)
                return err_trace(r);
        return pg_rows_count(rows) ? 0 : err_origin(-ESTALE); /* it was locked as not done */
}

int batch_totals(Store *store, int64_t run, Arena *arena, BatchTotals *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, batch_totals, &rows, .run = run);
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
                .last_links = arena_strdup(arena, pg_text(rows, 0, BATCH_TOTALS_LAST_LINKS)),
                .still_shared = arena_strdup(arena, pg_text(rows, 0, BATCH_TOTALS_STILL_SHARED)),
        };
        return 0;
}

int held_insert(Store *store, const char *register_name, int64_t run, int64_t seq, const Held *held,
                size_t n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
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
        int r = store_call(store, held_refs, NULL, .register_name = register_name, .keys = { subjects, n });
        if (r)
                return err_trace(r);
        return store_call(store, held_insert, NULL, .run = run, .batch = seq, .register_name = register_name,
                          .subject = { subjects, n }, .hold = { holds, n }, .kept_by = { kept, n });
}

int held_met(Store *store, int64_t run, Arena *arena, HoldMet **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, held_met, &rows, .run = run);
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
        if (stones->n == 0)
                return 0;
        return store_call(store, tombstone_insert, NULL,
                          .fingerprints = { stones->fingerprints, stones->n, stones->width }, .run = run->id,
                          .register_name = run->register_name, .on = on, .epoch = stones->epoch,
                          .seq = stones->seq, .marks = { stones->marks, stones->n, STONE_MARK_SIZE });
}

int subject_ref_forget(Store *store, const char *register_name, const char *const *keys, size_t n,
                       const char *token) {
        if (n == 0)
                return 0;
        return store_call(store, subject_ref_forget, NULL, .register_name = register_name,
                          .keys = { keys, n }, .token = token);
}

int disposed_insert(Store *store, int64_t run, const Disposed *disposed) {
        if (disposed->n_keys == 0)
                return 0;
        return store_call(store, disposed_insert, NULL, .run = run, .batch = disposed->batch,
                          .keys = { disposed->keys, disposed->n_keys },
                          .identifiers = { disposed->identifiers, disposed->n_identifiers });
}

int disposed_next(Store *store, int64_t run, int64_t after, Arena *arena, Disposed *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, disposed_next, &rows, .run = run, .after = after);
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
