#include "store/job.h"

#include "base/error.h"
#include "base/text.h"
#include "store/call.h"
#include "store/json.h"

#include <stdlib.h>

static const char *job_key(Arena *arena, JobKind kind, const char *of) {
        const char *word = job_kind_to_string(kind);
        return of ? arena_printf(arena, "%s:%s", word, of) : word;
}

static int enqueue(Store *store, Statement statement, JobKind kind, const char *of, json_t *arguments,
                   Date day) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        char *text = arguments ? json_canonical(arguments) : NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, job_kind_to_string(kind));
        pg_arg_text(&args, text);
        pg_arg_text(&args, job_key(arena, kind, of));
        pg_arg_date(&args, day);
        int r = store_call(store, statement, &args, NULL);
        free(text);
        json_decref(arguments);
        return err_trace(r);
}

int job_enqueue(Store *store, JobKind kind, const char *of, json_t *arguments, Date run_on) {
        return enqueue(store, STATEMENT_JOB_ENQUEUE, kind, of, arguments, run_on);
}

int job_schedule(Store *store, JobKind kind, const char *of, json_t *arguments, Date day) {
        return enqueue(store, STATEMENT_JOB_SCHEDULE, kind, of, arguments, day);
}

int job_enqueue_sequencer(Store *store, Date day, bool *ret_new) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_date(&args, day);
        int r = store_call(store, STATEMENT_JOB_ENQUEUE_SEQUENCER, &args, &rows);
        if (r == 0)
                *ret_new = pg_rows_affected(rows) > 0;
        return err_trace(r);
}

/* --- for workers ---------------------------------------------------------------------------------------- */

static const char *keep(Arena *arena, const PgRows *rows, size_t row, int column) {
        return arena_strdup(arena, pg_text(rows, row, column));
}

int job_claim(Store *store, const JobClaim *claim, Arena *arena, Job *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_date(&args, claim->today);
        pg_arg_text(&args, claim->owner);
        pg_arg_i64(&args, claim->lease_seconds);
        pg_arg_i64(&args, claim->lanes);
        pg_arg_i64(&args, claim->least);
        int r = store_call(store, STATEMENT_JOB_CLAIM, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return JOB_E_NONE;
        *ret = (Job){
                .id = pg_i64(rows, 0, JOB_CLAIM_ID),
                .kind = keep(arena, rows, 0, JOB_CLAIM_KIND),
                .arguments = keep(arena, rows, 0, JOB_CLAIM_ARGUMENTS),
                .key = keep(arena, rows, 0, JOB_CLAIM_KEY),
                .run_on = pg_date(rows, 0, JOB_CLAIM_RUN_ON),
                .attempts = (int)pg_i64(rows, 0, JOB_CLAIM_ATTEMPTS),
                .setbacks = (int)pg_i64(rows, 0, JOB_CLAIM_SETBACKS),
                .urgency = (JobUrgency)pg_i64(rows, 0, JOB_CLAIM_URGENCY),
        };
        return 0;
}

int job_wanted(Store *store, const JobClaim *claim, JobUrgency than, bool turn_over, bool *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_date(&args, claim->today);
        pg_arg_i64(&args, than);
        pg_arg_bool(&args, turn_over);
        pg_arg_i64(&args, claim->lanes);
        int r = store_call(store, STATEMENT_JOB_WANTED, &args, &rows);
        if (r == 0)
                *ret = pg_bool(rows, 0, JOB_WANTED_WANTED);
        return err_trace(r);
}

/* Every statement about a claimed job begins with its id and its owner, and touches it only while the lease
 * is the owner's. */
static int of_owner(Store *store, Statement statement, PgArgs *args) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, statement, args, &rows);
        if (r)
                return err_trace(r);
        return pg_rows_affected(rows) == 1 ? 0 : JOB_E_GONE;
}

int job_renew(Store *store, const Job *job, const char *owner, int lease_seconds,
              const JobProgress *progress) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, job->id);
        pg_arg_text(&args, owner);
        pg_arg_i64(&args, lease_seconds);
        pg_arg_i64(&args, progress->done);
        pg_arg_i64(&args, progress->total);
        pg_arg_bool(&args, progress->lasting);
        return of_owner(store, STATEMENT_JOB_RENEW, &args);
}

int job_finish(Store *store, const Job *job, const char *owner) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, job->id);
        pg_arg_text(&args, owner);
        return of_owner(store, STATEMENT_JOB_FINISH, &args);
}

int job_give_back(Store *store, const Job *job, const char *owner, const char *reason, bool setback,
                  int wait_seconds) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, job->id);
        pg_arg_text(&args, owner);
        pg_arg_text(&args, reason);
        pg_arg_i64(&args, wait_seconds);
        pg_arg_i64(&args, job->setbacks + setback);
        return of_owner(store, STATEMENT_JOB_GIVE_BACK, &args);
}

int job_retry_later(Store *store, const Job *job, const char *owner, const char *reason, int wait_seconds) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, job->id);
        pg_arg_text(&args, owner);
        pg_arg_text(&args, reason);
        pg_arg_i64(&args, wait_seconds);
        return of_owner(store, STATEMENT_JOB_RETRY_LATER, &args);
}

int job_fail(Store *store, const Job *job, const char *owner, const char *reason) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, job->id);
        pg_arg_text(&args, owner);
        pg_arg_text(&args, reason);
        return of_owner(store, STATEMENT_JOB_FAIL, &args);
}

static int orphans(Store *store, Statement statement, const PgArgs *args, Arena *arena, JobOrphan **ret,
                   size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, statement, args, &rows);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++)
                (*ret)[i] = (JobOrphan){
                        .id = pg_i64(rows, i, JOB_ORPHAN_ID),
                        .kind = keep(arena, rows, i, JOB_ORPHAN_KIND),
                        .failed = str_eq(pg_text(rows, i, JOB_ORPHAN_STATE), "failed"),
                };
        return 0;
}

int job_orphans(Store *store, const char *slot, int max_attempts, int wait_seconds, Arena *arena,
                JobOrphan **ret, size_t *ret_n) {
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, slot);
        pg_arg_i64(&args, max_attempts);
        pg_arg_i64(&args, wait_seconds);
        return orphans(store, STATEMENT_JOB_ORPHANS, &args, arena, ret, ret_n);
}

int job_bury(Store *store, int max_attempts, Arena *arena, JobOrphan **ret, size_t *ret_n) {
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, max_attempts);
        return orphans(store, STATEMENT_JOB_BURY, &args, arena, ret, ret_n);
}

static int one_date(Store *store, Statement statement, const PgArgs *args, Date *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, statement, args, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_date(rows, 0, JOB_BRING_NEAR_DAY);
        return 0;
}

int job_bring_near(Store *store, Date today, Date *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_date(&args, today);
        return one_date(store, STATEMENT_JOB_BRING_NEAR, &args, ret);
}

int job_day_before(Store *store, JobKind kind, const char *of, Date day, Date *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, job_key(arena, kind, of));
        pg_arg_date(&args, day);
        return one_date(store, STATEMENT_JOB_DAY_BEFORE, &args, ret);
}

int job_next_in(Store *store, const JobClaim *claim, int most_seconds, bool *ret_any, int64_t *ret_seconds) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_date(&args, claim->today);
        pg_arg_i64(&args, most_seconds);
        pg_arg_i64(&args, claim->least);
        int r = store_call(store, STATEMENT_JOB_NEXT_IN, &args, &rows);
        if (r)
                return err_trace(r);
        *ret_any = !pg_is_null(rows, 0, JOB_NEXT_IN_SECONDS);
        *ret_seconds = pg_i64(rows, 0, JOB_NEXT_IN_SECONDS);
        return 0;
}

int job_tidy(Store *store, Date today, int keep_days) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_date(&args, today);
        pg_arg_i64(&args, keep_days);
        return store_call(store, STATEMENT_JOB_TIDY, &args, NULL);
}

int job_listen(Store *store) {
        return pg_listen(store_pg(store), "muniment_job");
}

/* --- for people ----------------------------------------------------------------------------------------- */

int job_counts(Store *store, Date today, JobCounts *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL, *workers = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_date(&args, today);
        int r = store_call(store, STATEMENT_JOB_COUNTS, &args, &rows);
        if (r == 0)
                r = store_call(store, STATEMENT_WORKER_COUNT, NULL, &workers);
        if (r)
                return err_trace(r);
        *ret = (JobCounts){
                .due = pg_i64(rows, 0, JOB_COUNTS_DUE),
                .waiting = pg_i64(rows, 0, JOB_COUNTS_WAITING),
                .running = pg_i64(rows, 0, JOB_COUNTS_RUNNING),
                .failed = pg_i64(rows, 0, JOB_COUNTS_FAILED),
                .workers = pg_i64(workers, 0, WORKER_COUNT_WORKERS),
        };
        return 0;
}

static JobView view_of(const PgRows *rows, size_t row, Arena *arena) {
        return (JobView){
                .job = { .id = pg_i64(rows, row, JOB_VIEW_ID),
                         .kind = keep(arena, rows, row, JOB_VIEW_KIND),
                         .run_on = pg_date(rows, row, JOB_VIEW_RUN_ON),
                         .attempts = (int)pg_i64(rows, row, JOB_VIEW_ATTEMPTS),
                         .key = keep(arena, rows, row, JOB_VIEW_KEY) },
                .state = keep(arena, rows, row, JOB_VIEW_STATE),
                .reason = keep(arena, rows, row, JOB_VIEW_REASON),
                .progress =
                        pg_is_null(rows, row, JOB_VIEW_PROGRESS) ? -1 : pg_i64(rows, row, JOB_VIEW_PROGRESS),
                .total = pg_is_null(rows, row, JOB_VIEW_TOTAL) ? -1 : pg_i64(rows, row, JOB_VIEW_TOTAL),
                .not_before = keep(arena, rows, row, JOB_VIEW_NOT_BEFORE),
                .created_at = keep(arena, rows, row, JOB_VIEW_CREATED_AT),
                .started_at = keep(arena, rows, row, JOB_VIEW_STARTED_AT),
                .finished_at = keep(arena, rows, row, JOB_VIEW_FINISHED_AT),
        };
}

int job_list(Store *store, const char *state, const char *kind, int limit, Arena *arena, JobView **ret,
             size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, state);
        pg_arg_text(&args, kind);
        pg_arg_i64(&args, limit);
        int r = store_call(store, STATEMENT_JOB_LIST, &args, &rows);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++)
                (*ret)[i] = view_of(rows, i, arena);
        return 0;
}

int job_show(Store *store, int64_t id, Arena *arena, JobView *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, id);
        int r = store_call(store, STATEMENT_JOB_SHOW, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return JOB_E_GONE;
        *ret = view_of(rows, 0, arena);
        ret->job.arguments = keep(arena, rows, 0, JOB_SHOW_ARGUMENTS);
        return 0;
}

static int by_id(Store *store, Statement statement, int64_t id) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, id);
        return of_owner(store, statement, &args);
}

int job_requeue(Store *store, int64_t id) {
        int r = by_id(store, STATEMENT_JOB_REQUEUE, id);
        return r == 0 ? store_call(store, STATEMENT_JOB_WAKE, NULL, NULL) : err_trace(r);
}

int job_discard(Store *store, int64_t id) {
        return by_id(store, STATEMENT_JOB_DISCARD, id);
}
