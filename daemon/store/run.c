#include "store/run.h"

#include "base/error.h"
#include "store/call.h"
#include "store/job.h"

#include <assert.h>
#include <jansson.h>

static int run_number(int r, const PgRows *rows, int64_t *ret) {
        if (r == 0)
                *ret = pg_i64(rows, 0, APPROVAL_COUNT_N);
        return err_trace(r);
}

static const char *copy(const PgRows *rows, size_t row, int column, Arena *arena) {
        return arena_strdup(arena, pg_text(rows, row, column));
}

int run_insert(Store *store, const Run *run, int64_t *ret_id) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, run_insert, &rows, .register_name = run->register_name, .rule = run->rule,
                           .rule_text = run->rule_text, .policy_version = run->policy_version,
                           .disposal = disposal_to_string(run->disposal),
                           .approval = approval_to_string(run->approval), .belt = run->belt,
                           .as_of = run->as_of, .planned_by = run->planned_by, .entity = run->entity);
        if (r)
                return err_trace(r);
        *ret_id = pg_i64(rows, 0, RUN_INSERT_ID);
        return 0;
}

int run_totals(Store *store, const Run *run) {
        return store_call(store, run_totals, NULL, .id = run->id, .subjects = run->subjects,
                          .rows = run->rows, .held = run->held, .approval = approval_to_string(run->approval),
                          .belt = run->belt);
}

static int run_of_row(const PgRows *rows, size_t i, Arena *arena, Run *ret) {
        *ret = (Run){
                .id = pg_i64(rows, i, RUN_VIEW_ID),
                .register_name = copy(rows, i, RUN_VIEW_REGISTER, arena),
                .rule = copy(rows, i, RUN_VIEW_RULE, arena),
                .rule_text = copy(rows, i, RUN_VIEW_RULE_TEXT, arena),
                .policy_version = copy(rows, i, RUN_VIEW_POLICY_VERSION, arena),
                .belt = copy(rows, i, RUN_VIEW_BELT, arena),
                .as_of = pg_date(rows, i, RUN_VIEW_AS_OF),
                .reason = copy(rows, i, RUN_VIEW_REASON, arena),
                .subjects = pg_i64(rows, i, RUN_VIEW_SUBJECTS),
                .rows = pg_i64(rows, i, RUN_VIEW_ROWS),
                .held = pg_i64(rows, i, RUN_VIEW_HELD),
                .planned_by = copy(rows, i, RUN_VIEW_PLANNED_BY, arena),
                .approved_by = copy(rows, i, RUN_VIEW_APPROVED_BY, arena),
                .token = copy(rows, i, RUN_VIEW_TOKEN, arena),
                .entity = copy(rows, i, RUN_VIEW_ENTITY, arena),
        };
        return run_state_from_string(pg_text(rows, i, RUN_VIEW_STATE), &ret->state) &&
                               disposal_from_string(pg_text(rows, i, RUN_VIEW_DISPOSAL), &ret->disposal) &&
                               approval_from_string(pg_text(rows, i, RUN_VIEW_APPROVAL), &ret->approval)
                       ? 0
                       : err_origin(-EBADMSG);
}

int run_get(Store *store, int64_t id, Arena *arena, Run *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, run_get, &rows, .id = id);
        if (r)
                return err_trace(r);
        return pg_rows_count(rows) ? run_of_row(rows, 0, arena, ret) : RUN_E_NONE;
}

int run_find_open(Store *store, const char *register_name, const char *rule, int64_t *ret_id) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, run_open, &rows, .register_name = register_name, .rule = rule);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RUN_E_NONE;
        *ret_id = pg_i64(rows, 0, RUN_OPEN_ID);
        return 0;
}

int run_list(Store *store, const char *register_name, int64_t limit, Arena *arena, Run **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, run_list, &rows, .register_name = register_name, .limit = limit);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        Run *runs = arena_array(arena, n + 1, sizeof *runs);
        for (size_t i = 0; r == 0 && i < n; i++)
                r = run_of_row(rows, i, arena, &runs[i]);
        if (r)
                return err_trace(r);
        *ret = runs;
        *ret_n = n;
        return 0;
}

int run_step(Store *store, int64_t id, RunState from, RunState to, const char *reason) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        assert(run_state_step(from, to));
        int r = store_call(store, run_step, &rows, .id = id, .from = run_state_to_string(from),
                           .to = run_state_to_string(to), .reason = reason);
        if (r)
                return err_trace(r);
        return pg_rows_count(rows) ? 0 : RUN_E_MOVED;
}

int run_lock(Store *store, int64_t id, RunState *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, run_lock, &rows, .id = id);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RUN_E_NONE;
        return run_state_from_string(pg_text(rows, 0, RUN_LOCK_STATE), ret) ? 0 : err_origin(-EBADMSG);
}

int run_approve(Store *store, int64_t id, const char *name, Date on) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, approval_insert, &rows, .run = id, .name = name, .on = on);
        if (r)
                return err_trace(r);
        return pg_rows_count(rows) ? 0 : RUN_E_REPEATED;
}

int run_approvals(Store *store, int64_t id, int64_t *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, approval_count, &rows, .run = id);
        return run_number(r, rows, ret);
}

int run_forget(Store *store, int64_t run) {
        int r = store_call(store, batch_forget, NULL, .run = run);
        return r ? err_trace(r) : store_call(store, disposed_forget, NULL, .run = run);
}

int tombstone_count(Store *store, int64_t run, int64_t *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, tombstone_count, &rows, .run = run);
        return run_number(r, rows, ret);
}

int verification_insert(Store *store, int64_t run, const Verification *verification) {
        return store_call(store, verification_insert, NULL, .run = run, .on = verification->on,
                          .clean = verification->clean, .grade = promise_to_string(verification->grade),
                          .places = verification->places, .findings = verification->findings,
                          .traces = verification->traces, .notes = verification->notes);
}

int verification_last(Store *store, int64_t run, Arena *arena, Verification *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, verification_last, &rows, .run = run);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RUN_E_NONE;
        *ret = (Verification){
                .clean = pg_bool(rows, 0, VERIFICATION_LAST_CLEAN),
                .grade = promise_from_string(pg_text(rows, 0, VERIFICATION_LAST_GRADE)),
                .places = pg_i64(rows, 0, VERIFICATION_LAST_PLACES),
                .findings = copy(rows, 0, VERIFICATION_LAST_FINDINGS, arena),
                .on = pg_date(rows, 0, VERIFICATION_LAST_VERIFIED_ON),
                .traces = copy(rows, 0, VERIFICATION_LAST_TRACES, arena),
                .notes = copy(rows, 0, VERIFICATION_LAST_NOTES, arena),
        };
        return ret->grade < _PROMISE_MAX ? 0 : err_origin(-EBADMSG);
}

int finding_decide(Store *store, int64_t run, const char *findings, const char *because, const char *name,
                   Date on) {
        return store_call(store, finding_decide, NULL, .run = run, .findings = findings, .because = because,
                          .name = name, .on = on);
}

int finding_decisions(Store *store, int64_t run, Arena *arena, const char **ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, finding_decisions, &rows, .run = run);
        if (r == 0)
                *ret = copy(rows, 0, FINDING_DECISIONS_DECISIONS, arena);
        return err_trace(r);
}

int reclaimed_insert(Store *store, int64_t run, const char *place) {
        return store_call(store, reclaimed_insert, NULL, .run = run, .place = place);
}

int reclaimed_find(Store *store, int64_t run, const char *place, bool *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, reclaimed_find, &rows, .run = run, .place = place);
        if (r)
                return err_trace(r);
        *ret = pg_rows_count(rows) > 0;
        return 0;
}

int reclaimed_forget(Store *store, int64_t run) {
        return store_call(store, reclaimed_forget, NULL, .run = run);
}

int run_enqueue(Store *store, int64_t id, Date day) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        return job_enqueue(store, JOB_RETENTION_CARRY_OUT, arena_printf(arena, "%lld", (long long)id),
                           json_pack("{s:I}", "run", (json_int_t)id), day);
}
