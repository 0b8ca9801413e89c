#include "store/replay.h"

#include "base/error.h"
#include "store/call.h"

int replay_touch_clear(Store *store, int64_t closing) {
        return store_call(store, replay_touch_clear, NULL, .closing = closing);
}

int replay_touch_insert(Store *store, int64_t closing, const ReplayTouches *touches) {
        if (touches->n == 0)
                return 0;
        return store_call(store, replay_touch_insert, NULL, .closing = closing,
                          .keys = { touches->keys, touches->n },
                          .attributes = { touches->attributes, touches->n },
                          .fingerprints = { touches->fingerprints, touches->n, STONE_SIZE });
}

int replay_classify(Store *store, int64_t closing, bool anew, ReplayVerdict *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, replay_classify, &rows, .closing = closing, .anew = anew);
        if (r)
                return err_trace(r);
        *ret = (ReplayVerdict){ .matched = pg_i64(rows, 0, REPLAY_CLASSIFY_MATCHED),
                                .anew = pg_i64(rows, 0, REPLAY_CLASSIFY_ANEW),
                                .fresh = pg_i64(rows, 0, REPLAY_CLASSIFY_FRESH) };
        return 0;
}

int replay_counts(Store *store, int64_t closing, ReplayCounts *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, replay_counts, &rows, .closing = closing);
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
        return store_call(store, replay_plan, NULL, .closing = closing, .planned_by = plan->planned_by,
                          .on = on, .approval = approval_to_string(plan->approval), .belt = plan->belt,
                          .changed = changed);
}

int replay_plan_get(Store *store, int64_t closing, Arena *arena, ReplayPlan *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, replay_plan_get, &rows, .closing = closing);
        if (r)
                return err_trace(r);
        *ret = (ReplayPlan){ .planned_by = arena_strdup(arena, pg_text(rows, 0, REPLAY_PLAN_GET_PLANNED_BY)),
                             .belt = arena_strdup(arena, pg_text(rows, 0, REPLAY_PLAN_GET_BELT)),
                             .approved_by =
                                     arena_strdup(arena, pg_text(rows, 0, REPLAY_PLAN_GET_APPROVED_BY)) };
        return !ret->planned_by || approval_from_string(pg_text(rows, 0, REPLAY_PLAN_GET_APPROVAL),
                                                        &ret->approval)
                       ? 0
                       : err_origin(-EBADMSG);
}

int replay_approve(Store *store, int64_t closing, const char *name, Date on, int64_t *ret_approvals) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, replay_approve, &rows, .closing = closing, .name = name, .on = on);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return REPLAY_E_REPEATED;
        *ret_approvals = pg_i64(rows, 0, REPLAY_APPROVE_APPROVALS);
        return 0;
}

int replay_approved(Store *store, int64_t closing) {
        return store_call(store, replay_approved, NULL, .closing = closing);
}

int replay_answer(Store *store, int64_t closing, const ReplayAnswer *answer, Arena *arena, int64_t *ret_n,
                  const char **ret_asked) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, replay_answer, &rows, .closing = closing,
                           .ids = { answer->ids, answer->ids ? answer->n : 0 }, .anew = !answer->ids,
                           .answer = answer->goes ? "goes" : "stays", .by = answer->by, .on = answer->on,
                           .why = answer->why);
        if (r)
                return err_trace(r);
        *ret_n = pg_i64(rows, 0, REPLAY_ANSWER_ANSWERED);
        *ret_asked = arena_strdup(arena, pg_text(rows, 0, REPLAY_ANSWER_KINDS));
        return 0;
}

int replay_list(Store *store, int64_t closing, bool all, int64_t limit, Arena *arena, ReplayRecord **ret,
                size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, replay_list, &rows, .closing = closing, .all = all, .limit = limit);
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

static int replay_read_keys(int r, const PgRows *rows, Arena *arena, const char ***ret, size_t *ret_n) {
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
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, replay_next, &rows, .closing = closing, .after = after ? after : "",
                           .limit = limit);
        return replay_read_keys(r, rows, arena, ret, ret_n);
}

int replay_same(Store *store, int64_t closing, const ReplayTouches *now, Arena *arena, const char ***ret,
                size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, replay_same, &rows, .closing = closing, .keys = { now->keys, now->n },
                           .attributes = { now->attributes, now->n },
                           .fingerprints = { now->fingerprints, now->n, STONE_SIZE });
        return replay_read_keys(r, rows, arena, ret, ret_n);
}

int replay_destroyed(Store *store, int64_t closing, const char *const *keys, size_t n) {
        return store_call(store, replay_destroyed, NULL, .closing = closing, .keys = { keys, n });
}

int replay_place(Store *store, int64_t closing, const char *place, int64_t rows, int64_t *ret_id,
                 bool *ret_answered) {
        _cleanup_(pg_rows_freep) PgRows *found = NULL;
        int r = store_call(store, replay_place, &found, .closing = closing, .place = place, .rows = rows);
        if (r)
                return err_trace(r);
        *ret_id = pg_i64(found, 0, REPLAY_PLACE_ID);
        *ret_answered = pg_bool(found, 0, REPLAY_PLACE_ANSWERED);
        return 0;
}

int replay_places_forget(Store *store, int64_t closing, const char *const *places, size_t n) {
        return store_call(store, replay_places_forget, NULL, .closing = closing, .places = { places, n });
}

int replay_forget(Store *store, int64_t closing) {
        return store_call(store, replay_forget, NULL, .closing = closing);
}
