#include "store/run.h"

#include "base/error.h"
#include "store/call.h"
#include "store/job.h"

#include <assert.h>
#include <jansson.h>

/* One number in, at most one number out. */
static int call_number(Store *store, Statement statement, int64_t run, int64_t *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, run);
        int r = store_call(store, statement, &args, &rows);
        if (r)
                return err_trace(r);
        if (ret)
                *ret = pg_i64(rows, 0, APPROVAL_COUNT_N);
        return 0;
}

static const char *copy(const PgRows *rows, size_t row, int column, Arena *arena) {
        return arena_strdup(arena, pg_text(rows, row, column));
}

int run_insert(Store *store, const Run *run, int64_t *ret_id) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, run->register_name);
        pg_arg_text(&args, run->rule);
        pg_arg_text(&args, run->rule_text);
        pg_arg_text(&args, run->policy_version);
        pg_arg_text(&args, run->disposal);
        pg_arg_text(&args, run->approval);
        pg_arg_text(&args, run->belt);
        pg_arg_date(&args, run->as_of);
        pg_arg_text(&args, run->planned_by);
        pg_arg_text(&args, run->entity);
        int r = store_call(store, STATEMENT_RUN_INSERT, &args, &rows);
        if (r == PG_E_CONFLICT)
                return RUN_E_OPEN;
        if (r)
                return err_trace(r);
        *ret_id = pg_i64(rows, 0, RUN_INSERT_ID);
        return 0;
}

int run_totals(Store *store, const Run *run) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, run->id);
        pg_arg_i64(&args, run->subjects);
        pg_arg_i64(&args, run->rows);
        pg_arg_i64(&args, run->held);
        pg_arg_text(&args, run->approval);
        pg_arg_text(&args, run->belt);
        return store_call(store, STATEMENT_RUN_TOTALS, &args, NULL);
}

static int run_of_row(const PgRows *rows, size_t i, Arena *arena, Run *ret) {
        *ret = (Run){
                .id = pg_i64(rows, i, RUN_VIEW_ID),
                .register_name = copy(rows, i, RUN_VIEW_REGISTER, arena),
                .rule = copy(rows, i, RUN_VIEW_RULE, arena),
                .rule_text = copy(rows, i, RUN_VIEW_RULE_TEXT, arena),
                .policy_version = copy(rows, i, RUN_VIEW_POLICY_VERSION, arena),
                .disposal = copy(rows, i, RUN_VIEW_DISPOSAL, arena),
                .approval = copy(rows, i, RUN_VIEW_APPROVAL, arena),
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
        return run_state_from_string(pg_text(rows, i, RUN_VIEW_STATE), &ret->state) ? 0
                                                                                    : err_origin(-EBADMSG);
}

int run_get(Store *store, int64_t id, Arena *arena, Run *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, id);
        int r = store_call(store, STATEMENT_RUN_GET, &args, &rows);
        if (r)
                return err_trace(r);
        return pg_rows_count(rows) ? run_of_row(rows, 0, arena, ret) : RUN_E_NONE;
}

int run_find_open(Store *store, const char *register_name, const char *rule, int64_t *ret_id) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, register_name);
        pg_arg_text(&args, rule);
        int r = store_call(store, STATEMENT_RUN_OPEN, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RUN_E_NONE;
        *ret_id = pg_i64(rows, 0, RUN_OPEN_ID);
        return 0;
}

int run_list(Store *store, const char *register_name, int64_t limit, Arena *arena, Run **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, register_name);
        pg_arg_i64(&args, limit);
        int r = store_call(store, STATEMENT_RUN_LIST, &args, &rows);
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
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        assert(run_state_step(from, to));
        pg_arg_i64(&args, id);
        pg_arg_text(&args, run_state_to_string(from));
        pg_arg_text(&args, run_state_to_string(to));
        pg_arg_text(&args, reason);
        int r = store_call(store, STATEMENT_RUN_STEP, &args, &rows);
        if (r)
                return err_trace(r);
        return pg_rows_count(rows) ? 0 : RUN_E_MOVED;
}

int run_lock(Store *store, int64_t id, RunState *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, id);
        int r = store_call(store, STATEMENT_RUN_LOCK, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RUN_E_NONE;
        return run_state_from_string(pg_text(rows, 0, RUN_LOCK_STATE), ret) ? 0 : err_origin(-EBADMSG);
}

int run_approve(Store *store, int64_t id, const char *name, Date on) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, id);
        pg_arg_text(&args, name);
        pg_arg_date(&args, on);
        int r = store_call(store, STATEMENT_APPROVAL_INSERT, &args, &rows);
        if (r)
                return err_trace(r);
        return pg_rows_count(rows) ? 0 : RUN_E_REPEATED;
}

int run_approvals(Store *store, int64_t id, int64_t *ret) {
        return call_number(store, STATEMENT_APPROVAL_COUNT, id, ret);
}

int run_forget(Store *store, int64_t run) {
        int r = call_number(store, STATEMENT_BATCH_FORGET, run, NULL);
        return r ? err_trace(r) : call_number(store, STATEMENT_DISPOSED_FORGET, run, NULL);
}

int tombstone_count(Store *store, int64_t run, int64_t *ret) {
        return call_number(store, STATEMENT_TOMBSTONE_COUNT, run, ret);
}

int verification_insert(Store *store, int64_t run, const Verification *verification) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, run);
        pg_arg_date(&args, verification->on);
        pg_arg_bool(&args, verification->clean);
        pg_arg_text(&args, verification->grade);
        pg_arg_i64(&args, verification->places);
        pg_arg_text(&args, verification->findings);
        pg_arg_text(&args, verification->traces);
        pg_arg_text(&args, verification->notes);
        return store_call(store, STATEMENT_VERIFICATION_INSERT, &args, NULL);
}

int verification_last(Store *store, int64_t run, Arena *arena, Verification *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, run);
        int r = store_call(store, STATEMENT_VERIFICATION_LAST, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RUN_E_NONE;
        *ret = (Verification){
                .clean = pg_bool(rows, 0, VERIFICATION_LAST_CLEAN),
                .grade = copy(rows, 0, VERIFICATION_LAST_GRADE, arena),
                .places = pg_i64(rows, 0, VERIFICATION_LAST_PLACES),
                .findings = copy(rows, 0, VERIFICATION_LAST_FINDINGS, arena),
                .on = pg_date(rows, 0, VERIFICATION_LAST_VERIFIED_ON),
                .traces = copy(rows, 0, VERIFICATION_LAST_TRACES, arena),
                .notes = copy(rows, 0, VERIFICATION_LAST_NOTES, arena),
        };
        return 0;
}

int finding_decide(Store *store, int64_t run, const char *findings, const char *because, const char *name,
                   Date on) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, run);
        pg_arg_text(&args, findings);
        pg_arg_text(&args, because);
        pg_arg_text(&args, name);
        pg_arg_date(&args, on);
        return store_call(store, STATEMENT_FINDING_DECIDE, &args, NULL);
}

int finding_decisions(Store *store, int64_t run, Arena *arena, const char **ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, run);
        int r = store_call(store, STATEMENT_FINDING_DECISIONS, &args, &rows);
        if (r == 0)
                *ret = copy(rows, 0, FINDING_DECISIONS_DECISIONS, arena);
        return err_trace(r);
}

static int call_place(Store *store, Statement statement, int64_t run, const char *place, PgRows **ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, run);
        pg_arg_text(&args, place);
        return store_call(store, statement, &args, ret);
}

int reclaimed_insert(Store *store, int64_t run, const char *place) {
        return call_place(store, STATEMENT_RECLAIMED_INSERT, run, place, NULL);
}

int reclaimed_find(Store *store, int64_t run, const char *place, bool *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = call_place(store, STATEMENT_RECLAIMED_FIND, run, place, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_rows_count(rows) > 0;
        return 0;
}

int reclaimed_forget(Store *store, int64_t run) {
        return call_number(store, STATEMENT_RECLAIMED_FORGET, run, NULL);
}

int run_enqueue(Store *store, int64_t id, Date day) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        return job_enqueue(store, JOB_RETENTION_CARRY_OUT, arena_printf(arena, "%lld", (long long)id),
                           json_pack("{s:I}", "run", (json_int_t)id), day);
}
