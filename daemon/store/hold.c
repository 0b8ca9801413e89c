#include "store/hold.h"

#include "base/error.h"
#include "store/call.h"

int hold_insert(Store *store, const Hold *hold, int64_t *ret_id) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, hold->register_name);
        pg_arg_text(&args, hold->rule);
        pg_arg_text(&args, hold->subject);
        pg_arg_text(&args, hold->reason);
        pg_arg_text(&args, hold->set_by);
        pg_arg_date(&args, hold->set_on);
        pg_arg_date(&args, hold->review_on);
        int r = store_call(store, STATEMENT_HOLD_INSERT, &args, &rows);
        if (r)
                return r < 0 ? err_trace(r) : r;
        *ret_id = pg_i64(rows, 0, 0);
        return 0;
}

int hold_release(Store *store, int64_t id, const char *by, Date on, const char *reason) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, id);
        pg_arg_text(&args, by);
        pg_arg_date(&args, on);
        pg_arg_text(&args, reason);
        int r = store_call(store, STATEMENT_HOLD_RELEASE, &args, &rows);
        if (r)
                return r < 0 ? err_trace(r) : r;
        return pg_rows_count(rows) ? 0 : HOLD_E_NONE;
}

int hold_list(Store *store, int64_t id, bool released_too, Arena *arena, Hold **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, id ? arena_printf(arena, "%lld", (long long)id) : NULL);
        pg_arg_bool(&args, released_too);
        int r = store_call(store, STATEMENT_HOLD_LIST, &args, &rows);
        if (r)
                return r < 0 ? err_trace(r) : r;
        size_t n = pg_rows_count(rows);
        Hold *holds = arena_array(arena, n + 1, sizeof *holds);
        for (size_t i = 0; i < n; i++)
                holds[i] = (Hold){
                        .id = pg_i64(rows, i, 0),
                        .register_name = arena_strdup(arena, pg_text(rows, i, 1)),
                        .rule = arena_strdup(arena, pg_text(rows, i, 2)),
                        .key = arena_strdup(arena, pg_text(rows, i, 3)),
                        .reason = arena_strdup(arena, pg_text(rows, i, 4)),
                        .set_by = arena_strdup(arena, pg_text(rows, i, 5)),
                        .set_on = pg_date(rows, i, 6),
                        .review_on = pg_date(rows, i, 7),
                        .released_by = arena_strdup(arena, pg_text(rows, i, 8)),
                        .released_on = pg_date(rows, i, 9),
                        .release_reason = arena_strdup(arena, pg_text(rows, i, 10)),
                        .subject = arena_strdup(arena, pg_text(rows, i, 11)),
                };
        *ret = holds;
        *ret_n = n;
        return 0;
}

int hold_match(Store *store, const char *register_name, const char *rule, const char *const *keys, size_t n,
               Arena *arena, HoldMatch **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, register_name);
        pg_arg_text(&args, rule);
        pg_arg_texts(&args, keys, n);
        int r = store_call(store, STATEMENT_HOLD_MATCH, &args, &rows);
        if (r)
                return r < 0 ? err_trace(r) : r;
        size_t matches = pg_rows_count(rows);
        HoldMatch *items = arena_array(arena, matches + 1, sizeof *items);
        for (size_t i = 0; i < matches; i++)
                items[i] = (HoldMatch){ pg_i64(rows, i, 0), arena_strdup(arena, pg_text(rows, i, 1)) };
        *ret = items;
        *ret_n = matches;
        return 0;
}
