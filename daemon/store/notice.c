#include "store/notice.h"

#include "base/error.h"
#include "store/call.h"

int obligation_insert(Store *store, const Obligation *o, bool *ret_new) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, obligation_insert, &rows, .subject = o->subject, .notice = o->notice,
                           .audience = audience_to_string(o->audience), .recipient = o->recipient,
                           .obtained = o->obtained, .due = o->due);
        if (r)
                return err_trace(r);
        *ret_new = pg_rows_count(rows) > 0;
        return 0;
}

int obligations_open(Store *store, int64_t *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, obligations_open, &rows);
        if (r == 0)
                *ret = pg_i64(rows, 0, OBLIGATIONS_OPEN_N);
        return err_trace(r);
}

int obligation_next(Store *store, const ObligationSlice *slice, int64_t after, int limit, Arena *arena,
                    int64_t **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, obligation_next, &rows, .after = after, .limit = limit, .of = slice->of,
                           .nth = slice->nth);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        int64_t *ids = arena_array(arena, n, sizeof *ids);
        for (size_t i = 0; i < n; i++)
                ids[i] = pg_i64(rows, i, OBLIGATION_NEXT_ID);
        *ret = ids;
        *ret_n = n;
        return 0;
}

static int obligation_of_row(const PgRows *rows, size_t i, Arena *arena, Obligation *ret) {
        ObligationState state;
        Audience audience;
        if (!obligation_state_from_string(pg_text(rows, i, OBLIGATION_LOAD_STATE), &state) ||
            !audience_from_string(pg_text(rows, i, OBLIGATION_LOAD_AUDIENCE), &audience))
                return err_origin(-EBADMSG);
        *ret = (Obligation){
                .id = pg_i64(rows, i, OBLIGATION_LOAD_ID),
                .subject = arena_strdup(arena, pg_text(rows, i, OBLIGATION_LOAD_SUBJECT)),
                .notice = arena_strdup(arena, pg_text(rows, i, OBLIGATION_LOAD_NOTICE)),
                .audience = audience,
                .recipient = arena_strdup(arena, pg_text(rows, i, OBLIGATION_LOAD_RECIPIENT)),
                .obtained = pg_date(rows, i, OBLIGATION_LOAD_OBTAINED_ON),
                .due = pg_date(rows, i, OBLIGATION_LOAD_DUE_ON),
                .state = state,
                .reason = arena_strdup(arena, pg_text(rows, i, OBLIGATION_LOAD_REASON)),
                .register_name = arena_strdup(arena, pg_text(rows, i, OBLIGATION_LOAD_REGISTER)),
                .subject_key = arena_strdup(arena, pg_text(rows, i, OBLIGATION_LOAD_SUBJECT_KEY)),
                .stop = { pg_i64(rows, i, OBLIGATION_LOAD_DIFFERENCE),
                          pg_bool(rows, i, OBLIGATION_LOAD_STANDS) },
        };
        return 0;
}

static int read_one(int r, const PgRows *rows, Arena *arena, Obligation *ret) {
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return NOTICE_STORE_E_NONE;
        return obligation_of_row(rows, 0, arena, ret);
}

int obligation_load(Store *store, int64_t id, Arena *arena, Obligation *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, obligation_load, &rows, .id = id);
        return read_one(r, rows, arena, ret);
}

int obligation_lock(Store *store, int64_t id, Arena *arena, Obligation *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, obligation_lock, &rows, .id = id);
        return read_one(r, rows, arena, ret);
}

int obligation_list(Store *store, Date due_by, Arena *arena, Obligation **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, obligation_list, &rows, .due_by = due_by);
        size_t n = r ? 0 : pg_rows_count(rows);
        Obligation *list = arena_array(arena, n, sizeof *list);
        for (size_t i = 0; r == 0 && i < n; i++)
                r = obligation_of_row(rows, i, arena, &list[i]);
        if (r)
                return err_trace(r);
        *ret = list;
        *ret_n = n;
        return 0;
}

int obligation_set_state(Store *store, int64_t id, ObligationState state, const char *reason) {
        return store_call(store, obligation_set_state, NULL, .id = id,
                          .state = obligation_state_to_string(state), .reason = reason);
}

int notice_insert(Store *store, const Notice *notice, int64_t *ret_id) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, notice_insert, &rows, .obligation = notice->obligation,
                           .language = notice->language, .document = notice->document, .pages = notice->pages,
                           .made_on = notice->made_on);
        if (r)
                return err_trace(r);
        *ret_id = pg_i64(rows, 0, NOTICE_INSERT_ID);
        return 0;
}

int notice_of_obligation(Store *store, int64_t obligation, Arena *arena, Notice *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, notice_of_obligation, &rows, .obligation = obligation);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return NOTICE_STORE_E_NONE;
        *ret = (Notice){
                .id = pg_i64(rows, 0, NOTICE_OF_OBLIGATION_ID),
                .obligation = obligation,
                .language = arena_strdup(arena, pg_text(rows, 0, NOTICE_OF_OBLIGATION_LANGUAGE)),
                .pages = (int)pg_i64(rows, 0, NOTICE_OF_OBLIGATION_PAGES),
                .made_on = pg_date(rows, 0, NOTICE_OF_OBLIGATION_MADE_ON),
                .channel = arena_strdup(arena, pg_text(rows, 0, NOTICE_OF_OBLIGATION_CHANNEL)),
                .delivery = arena_strdup(arena, pg_text(rows, 0, NOTICE_OF_OBLIGATION_STATE)),
        };
        return 0;
}
