#include "store/closing.h"

#include "base/error.h"
#include "store/call.h"

int closing_insert(Store *store, const Closing *closing, bool *ret_new) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, closing_insert, &rows, .register_name = closing->register_name,
                           .reason = closing_reason_to_string(closing->reason),
                           .epoch_found = closing->epoch_found, .epoch_known = closing->epoch_known,
                           .closed_on = closing->closed_on);
        if (r)
                return err_trace(r);
        *ret_new = pg_rows_count(rows) > 0;
        return 0;
}

int closing_rehearse(Store *store, const char *by, Arena *arena, Closing *closing) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, closing_rehearse, &rows, .register_name = closing->register_name,
                           .epoch_found = closing->epoch_found, .epoch_known = closing->epoch_known,
                           .on = closing->closed_on, .by = by);
        if (r)
                return err_trace(r);
        closing->id = pg_i64(rows, 0, CLOSING_REHEARSE_ID);
        closing->token = arena_strdup(arena, pg_text(rows, 0, CLOSING_REHEARSE_TOKEN));
        return 0;
}

int closing_deepen(Store *store, const char *register_name, int64_t epoch_found, int64_t epoch_known) {
        return store_call(store, closing_deepen, NULL, .register_name = register_name,
                          .epoch_found = epoch_found, .epoch_known = epoch_known);
}

int closing_get(Store *store, const char *register_name, Arena *arena, Closing *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, closing_get, &rows, .register_name = register_name);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RESTORE_E_NONE;
        *ret = (Closing){ .id = pg_i64(rows, 0, CLOSING_GET_ID),
                          .token = arena_strdup(arena, pg_text(rows, 0, CLOSING_GET_TOKEN)),
                          .register_name = register_name,
                          .epoch_found = pg_i64(rows, 0, CLOSING_GET_EPOCH_FOUND),
                          .epoch_known = pg_i64(rows, 0, CLOSING_GET_EPOCH_KNOWN),
                          .batches = pg_i64(rows, 0, CLOSING_GET_BATCHES),
                          .destroyed = pg_i64(rows, 0, CLOSING_GET_DESTROYED),
                          .closed_on = pg_date(rows, 0, CLOSING_GET_CLOSED_ON) };
        return closing_reason_from_string(pg_text(rows, 0, CLOSING_GET_REASON), &ret->reason)
                       ? 0
                       : err_origin(-EBADMSG);
}

int closing_lock(Store *store, int64_t id, int64_t *ret_batches) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, closing_lock, &rows, .id = id);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RESTORE_E_NONE;
        *ret_batches = pg_i64(rows, 0, CLOSING_LOCK_BATCHES);
        return 0;
}

int closing_list(Store *store, Arena *arena, Closing **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, closing_list, &rows);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n + 1, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++) {
                (*ret)[i] = (Closing){ .register_name =
                                               arena_strdup(arena, pg_text(rows, i, CLOSING_LIST_REGISTER)),
                                       .closed_on = pg_date(rows, i, CLOSING_LIST_CLOSED_ON),
                                       .id = pg_i64(rows, i, CLOSING_LIST_ID) };
                if (!closing_reason_from_string(pg_text(rows, i, CLOSING_LIST_REASON), &(*ret)[i].reason))
                        return err_origin(-EBADMSG);
        }
        return 0;
}

int closing_batch(Store *store, int64_t id, int64_t batch, int64_t destroyed) {
        return store_call(store, closing_batch, NULL, .id = id, .batch = batch, .destroyed = destroyed);
}

int closing_end(Store *store, int64_t id, Date on, const char *by) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, closing_end, &rows, .id = id, .on = on, .by = by);
        if (r)
                return err_trace(r);
        return pg_rows_count(rows) ? 0 : RESTORE_E_NONE;
}

int replayed_insert(Store *store, int64_t closing, const Replayed *replayed) {
        return store_call(store, replayed_insert, NULL, .closing = closing, .batch = replayed->batch,
                          .keys = { replayed->keys, replayed->n_keys },
                          .identifiers = { replayed->identifiers, replayed->n_identifiers });
}

int replayed_next(Store *store, int64_t closing, int64_t after, Arena *arena, Replayed *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, replayed_next, &rows, .closing = closing, .after = after);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RESTORE_E_NONE;
        *ret = (Replayed){ .batch = pg_i64(rows, 0, REPLAYED_NEXT_BATCH) };
        r = store_read_texts(rows, 0, REPLAYED_NEXT_KEYS, arena, &ret->keys, &ret->n_keys);
        return r ? err_trace(r)
                 : store_read_texts(rows, 0, REPLAYED_NEXT_IDENTIFIERS, arena, &ret->identifiers,
                                    &ret->n_identifiers);
}
