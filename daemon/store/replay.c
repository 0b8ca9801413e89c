#include "store/replay.h"

#include "base/error.h"
#include "store/call.h"

static int call_on(Store *store, Statement statement, int64_t closing) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, closing);
        return store_call(store, statement, &args, NULL);
}

static PgArgs touch_args(Arena *arena, int64_t closing, const ReplayTouches *touches) {
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, closing);
        pg_arg_texts(&args, touches->keys, touches->n);
        pg_arg_i64s(&args, touches->attributes, touches->n);
        pg_arg_bytea_array(&args, touches->fingerprints, touches->n, STONE_SIZE);
        return args;
}

int replay_touch_clear(Store *store, int64_t closing) {
        return call_on(store, STATEMENT_REPLAY_TOUCH_CLEAR, closing);
}

int replay_touch_insert(Store *store, int64_t closing, const ReplayTouches *touches) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        if (touches->n == 0)
                return 0;
        PgArgs args = touch_args(arena, closing, touches);
        return store_call(store, STATEMENT_REPLAY_TOUCH_INSERT, &args, NULL);
}

int replay_classify(Store *store, int64_t closing, bool anew, ReplayVerdict *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, closing);
        pg_arg_bool(&args, anew);
        int r = store_call(store, STATEMENT_REPLAY_CLASSIFY, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = (ReplayVerdict){ .matched = pg_i64(rows, 0, REPLAY_CLASSIFY_MATCHED),
                                .anew = pg_i64(rows, 0, REPLAY_CLASSIFY_ANEW),
                                .fresh = pg_i64(rows, 0, REPLAY_CLASSIFY_FRESH) };
        return 0;
}

int replay_counts(Store *store, int64_t closing, ReplayCounts *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, closing);
        int r = store_call(store, STATEMENT_REPLAY_COUNTS, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = (ReplayCounts){ .goes = pg_i64(rows, 0, REPLAY_COUNTS_GOES),
                               .unapproved = pg_i64(rows, 0, REPLAY_COUNTS_UNAPPROVED),
                               .unanswered = pg_i64(rows, 0, REPLAY_COUNTS_UNANSWERED),
                               .stay = pg_i64(rows, 0, REPLAY_COUNTS_STAY),
                               .places = pg_i64(rows, 0, REPLAY_COUNTS_PLACES),
                               .places_unanswered = pg_i64(rows, 0, REPLAY_COUNTS_PLACES_UNANSWERED) };
        return 0;
}

int replay_plan(Store *store, int64_t closing, const ReplayPlan *plan, Date on, bool changed) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, closing);
        pg_arg_text(&args, plan->planned_by);
        pg_arg_date(&args, on);
        pg_arg_text(&args, plan->approval);
        pg_arg_text(&args, plan->belt);
        pg_arg_bool(&args, changed);
        return store_call(store, STATEMENT_REPLAY_PLAN, &args, NULL);
}

int replay_plan_get(Store *store, int64_t closing, Arena *arena, ReplayPlan *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, closing);
        int r = store_call(store, STATEMENT_REPLAY_PLAN_GET, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = (ReplayPlan){ .planned_by = arena_strdup(arena, pg_text(rows, 0, REPLAY_PLAN_GET_PLANNED_BY)),
                             .approval = arena_strdup(arena, pg_text(rows, 0, REPLAY_PLAN_GET_APPROVAL)),
                             .belt = arena_strdup(arena, pg_text(rows, 0, REPLAY_PLAN_GET_BELT)),
                             .approved_by =
                                     arena_strdup(arena, pg_text(rows, 0, REPLAY_PLAN_GET_APPROVED_BY)) };
        return 0;
}

int replay_approve(Store *store, int64_t closing, const char *name, Date on, int64_t *ret_approvals) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, closing);
        pg_arg_text(&args, name);
        pg_arg_date(&args, on);
        int r = store_call(store, STATEMENT_REPLAY_APPROVE, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return REPLAY_E_REPEATED;
        *ret_approvals = pg_i64(rows, 0, REPLAY_APPROVE_APPROVALS);
        return 0;
}

int replay_approved(Store *store, int64_t closing) {
        return call_on(store, STATEMENT_REPLAY_APPROVED, closing);
}

int replay_answer(Store *store, int64_t closing, const ReplayAnswer *answer, Arena *arena, int64_t *ret_n,
                  const char **ret_asked) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, closing);
        if (answer->ids)
                pg_arg_i64s(&args, answer->ids, answer->n);
        else
                pg_arg_text(&args, NULL);
        pg_arg_text(&args, answer->goes ? "goes" : "stays");
        pg_arg_text(&args, answer->by);
        pg_arg_date(&args, answer->on);
        pg_arg_text(&args, answer->why);
        int r = store_call(store, STATEMENT_REPLAY_ANSWER, &args, &rows);
        if (r)
                return err_trace(r);
        *ret_n = pg_i64(rows, 0, REPLAY_ANSWER_ANSWERED);
        *ret_asked = arena_strdup(arena, pg_text(rows, 0, REPLAY_ANSWER_KINDS));
        return 0;
}

int replay_list(Store *store, int64_t closing, bool all, int64_t limit, Arena *arena, ReplayRecord **ret,
                size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, closing);
        pg_arg_bool(&args, all);
        pg_arg_i64(&args, limit);
        int r = store_call(store, STATEMENT_REPLAY_LIST, &args, &rows);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n + 1, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++)
                (*ret)[i] =
                        (ReplayRecord){ .id = pg_i64(rows, i, REPLAY_LIST_ID),
                                        .key = arena_strdup(arena, pg_text(rows, i, REPLAY_LIST_KEY)),
                                        .place = arena_strdup(arena, pg_text(rows, i, REPLAY_LIST_PLACE)),
                                        .rows = pg_i64(rows, i, REPLAY_LIST_ROWS),
                                        .asked = arena_strdup(arena, pg_text(rows, i, REPLAY_LIST_ASKED)),
                                        .answer = arena_strdup(arena, pg_text(rows, i, REPLAY_LIST_ANSWER)),
                                        .answered = arena_strdup(arena,
                                                                 pg_text(rows, i, REPLAY_LIST_ANSWERED_BY)),
                                        .approved = pg_bool(rows, i, REPLAY_LIST_APPROVED) };
        return 0;
}

static int read_keys(Store *store, Statement statement, const PgArgs *args, Arena *arena, const char ***ret,
                     size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, statement, args, &rows);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n + 1, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++)
                (*ret)[i] = arena_strdup(arena, pg_text(rows, i, REPLAY_NEXT_KEY));
        return 0;
}

int replay_next(Store *store, int64_t closing, const char *after, int64_t limit, Arena *arena,
                const char ***ret, size_t *ret_n) {
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, closing);
        pg_arg_text(&args, after ? after : "");
        pg_arg_i64(&args, limit);
        return read_keys(store, STATEMENT_REPLAY_NEXT, &args, arena, ret, ret_n);
}

int replay_same(Store *store, int64_t closing, const ReplayTouches *now, Arena *arena, const char ***ret,
                size_t *ret_n) {
        PgArgs args = touch_args(arena, closing, now);
        return read_keys(store, STATEMENT_REPLAY_SAME, &args, arena, ret, ret_n);
}

static int call_on_texts(Store *store, Statement statement, int64_t closing, const char *const *items,
                         size_t n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, closing);
        pg_arg_texts(&args, items, n);
        return store_call(store, statement, &args, NULL);
}

int replay_destroyed(Store *store, int64_t closing, const char *const *keys, size_t n) {
        return call_on_texts(store, STATEMENT_REPLAY_DESTROYED, closing, keys, n);
}

int replay_place(Store *store, int64_t closing, const char *place, int64_t rows, int64_t *ret_id,
                 bool *ret_answered) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *found = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, closing);
        pg_arg_text(&args, place);
        pg_arg_i64(&args, rows);
        int r = store_call(store, STATEMENT_REPLAY_PLACE, &args, &found);
        if (r)
                return err_trace(r);
        *ret_id = pg_i64(found, 0, REPLAY_PLACE_ID);
        *ret_answered = pg_bool(found, 0, REPLAY_PLACE_ANSWERED);
        return 0;
}

int replay_places_forget(Store *store, int64_t closing, const char *const *places, size_t n) {
        return call_on_texts(store, STATEMENT_REPLAY_PLACES_FORGET, closing, places, n);
}

int replay_forget(Store *store, int64_t closing) {
        return call_on(store, STATEMENT_REPLAY_FORGET, closing);
}
