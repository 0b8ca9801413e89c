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

int job_enqueue(Store *store, JobKind kind, const char *of, json_t *arguments, Date run_on) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        char *text = arguments ? json_canonical(arguments) : NULL;
        int r = store_call(store, job_enqueue, NULL, .kind = job_kind_to_string(kind), .arguments = text,
                           .key = job_key(arena, kind, of), .day = run_on);
        free(text);
        json_decref(arguments);
        return err_trace(r);
}

int job_schedule(Store *store, JobKind kind, const char *of, json_t *arguments, Date day) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        char *text = arguments ? json_canonical(arguments) : NULL;
        int r = store_call(store, job_schedule, NULL, .kind = job_kind_to_string(kind), .arguments = text,
                           .key = job_key(arena, kind, of), .day = day);
        free(text);
        json_decref(arguments);
        return err_trace(r);
}

int job_enqueue_sequencer(Store *store, Date day, bool *ret_new) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_enqueue_sequencer, &rows, .day = day);
        if (r == 0)
                *ret_new = pg_rows_affected(rows) > 0;
        return err_trace(r);
}

/* --- for workers ---------------------------------------------------------------------------------------- */

static const char *job_text(Arena *arena, const PgRows *rows, size_t row, int column) {
        return arena_strdup(arena, pg_text(rows, row, column));
}

int job_claim(Store *store, const JobClaim *claim, Arena *arena, Job *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_claim, &rows, .today = claim->today, .owner = claim->owner,
                           .lease_seconds = claim->lease_seconds, .lanes = claim->lanes,
                           .least = claim->least);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return JOB_E_NONE;
        *ret = (Job){
                .id = pg_i64(rows, 0, JOB_CLAIM_ID),
                .kind = job_text(arena, rows, 0, JOB_CLAIM_KIND),
                .arguments = job_text(arena, rows, 0, JOB_CLAIM_ARGUMENTS),
                .key = job_text(arena, rows, 0, JOB_CLAIM_KEY),
                .run_on = pg_date(rows, 0, JOB_CLAIM_RUN_ON),
                .attempts = (int)pg_i64(rows, 0, JOB_CLAIM_ATTEMPTS),
                .setbacks = (int)pg_i64(rows, 0, JOB_CLAIM_SETBACKS),
                .urgency = (JobUrgency)pg_i64(rows, 0, JOB_CLAIM_URGENCY),
        };
        return 0;
}

int job_wanted(Store *store, const JobClaim *claim, JobUrgency than, bool turn_over, bool *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_wanted, &rows, .today = claim->today, .than = than,
                           .turn_over = turn_over, .lanes = claim->lanes);
        if (r == 0)
                *ret = pg_bool(rows, 0, JOB_WANTED_WANTED);
        return err_trace(r);
}

/* Every statement about a claimed job names its owner, and touches it only while the lease is the owner's. */
static int of_owner(int r, const PgRows *rows) {
        if (r)
                return err_trace(r);
        return pg_rows_affected(rows) == 1 ? 0 : JOB_E_GONE;
}

int job_renew(Store *store, const Job *job, const char *owner, int lease_seconds,
              const JobProgress *progress) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_renew, &rows, .id = job->id, .owner = owner,
                           .lease_seconds = lease_seconds, .done = progress->done, .total = progress->total,
                           .lasting = progress->lasting);
        return of_owner(r, rows);
}

int job_finish(Store *store, const Job *job, const char *owner) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_finish, &rows, .id = job->id, .owner = owner);
        return of_owner(r, rows);
}

int job_give_back(Store *store, const Job *job, const char *owner, const char *reason, bool setback,
                  int wait_seconds) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_give_back, &rows, .id = job->id, .owner = owner, .reason = reason,
                           .wait_seconds = wait_seconds, .setbacks = job->setbacks + setback);
        return of_owner(r, rows);
}

int job_retry_later(Store *store, const Job *job, const char *owner, const char *reason, int wait_seconds) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_retry_later, &rows, .id = job->id, .owner = owner, .reason = reason,
                           .wait_seconds = wait_seconds);
        return of_owner(r, rows);
}

int job_fail(Store *store, const Job *job, const char *owner, const char *reason) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_fail, &rows, .id = job->id, .owner = owner, .reason = reason);
        return of_owner(r, rows);
}

static int orphans(int r, const PgRows *rows, Arena *arena, JobOrphan **ret, size_t *ret_n) {
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++) {
                JobState state;
                if (!job_state_from_string(pg_text(rows, i, JOB_ORPHAN_STATE), &state))
                        return err_origin(-EBADMSG);
                (*ret)[i] = (JobOrphan){
                        .id = pg_i64(rows, i, JOB_ORPHAN_ID),
                        .kind = job_text(arena, rows, i, JOB_ORPHAN_KIND),
                        .failed = state == JOB_STATE_FAILED,
                };
        }
        return 0;
}

int job_orphans(Store *store, const char *slot, int max_attempts, int wait_seconds, Arena *arena,
                JobOrphan **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_orphans, &rows, .slot = slot, .max_attempts = max_attempts,
                           .wait_seconds = wait_seconds);
        return orphans(r, rows, arena, ret, ret_n);
}

int job_bury(Store *store, int max_attempts, Arena *arena, JobOrphan **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_bury, &rows, .max_attempts = max_attempts);
        return orphans(r, rows, arena, ret, ret_n);
}

static int one_date(int r, const PgRows *rows, Date *ret) {
        if (r)
                return err_trace(r);
        *ret = pg_date(rows, 0, JOB_BRING_NEAR_DAY);
        return 0;
}

int job_bring_near(Store *store, Date today, Date *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_bring_near, &rows, .today = today);
        return one_date(r, rows, ret);
}

int job_day_before(Store *store, JobKind kind, const char *of, Date day, Date *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_day_before, &rows, .key = job_key(arena, kind, of), .day = day);
        return one_date(r, rows, ret);
}

int job_next_in(Store *store, const JobClaim *claim, int most_seconds, bool *ret_any, int64_t *ret_seconds) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_next_in, &rows, .today = claim->today, .most_seconds = most_seconds,
                           .least = claim->least);
        if (r)
                return err_trace(r);
        *ret_any = !pg_is_null(rows, 0, JOB_NEXT_IN_SECONDS);
        *ret_seconds = pg_i64(rows, 0, JOB_NEXT_IN_SECONDS);
        return 0;
}

int job_tidy(Store *store, Date today, int keep_days) {
        return store_call(store, job_tidy, NULL, .today = today, .keep_days = keep_days);
}

int job_listen(Store *store) {
        return pg_listen(store_pg(store), "muniment_job");
}

/* --- for people ----------------------------------------------------------------------------------------- */

int job_counts(Store *store, Date today, JobCounts *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL, *workers = NULL;
        int r = store_call(store, job_counts, &rows, .today = today);
        if (r == 0)
                r = store_call(store, worker_count, &workers);
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

static int view_of(const PgRows *rows, size_t row, Arena *arena, JobView *ret) {
        *ret = (JobView){
                .job = { .id = pg_i64(rows, row, JOB_VIEW_ID),
                         .kind = job_text(arena, rows, row, JOB_VIEW_KIND),
                         .run_on = pg_date(rows, row, JOB_VIEW_RUN_ON),
                         .attempts = (int)pg_i64(rows, row, JOB_VIEW_ATTEMPTS),
                         .key = job_text(arena, rows, row, JOB_VIEW_KEY) },
                .reason = job_text(arena, rows, row, JOB_VIEW_REASON),
                .progress =
                        pg_is_null(rows, row, JOB_VIEW_PROGRESS) ? -1 : pg_i64(rows, row, JOB_VIEW_PROGRESS),
                .total = pg_is_null(rows, row, JOB_VIEW_TOTAL) ? -1 : pg_i64(rows, row, JOB_VIEW_TOTAL),
                .not_before = job_text(arena, rows, row, JOB_VIEW_NOT_BEFORE),
                .created_at = job_text(arena, rows, row, JOB_VIEW_CREATED_AT),
                .started_at = job_text(arena, rows, row, JOB_VIEW_STARTED_AT),
                .finished_at = job_text(arena, rows, row, JOB_VIEW_FINISHED_AT),
        };
        return job_state_from_string(pg_text(rows, row, JOB_VIEW_STATE), &ret->state) ? 0
                                                                                      : err_origin(-EBADMSG);
}

int job_list(Store *store, const char *state, const char *kind, int limit, Arena *arena, JobView **ret,
             size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_list, &rows, .state = state, .kind = kind, .limit = limit);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n, sizeof **ret);
        for (size_t i = 0; r == 0 && i < *ret_n; i++)
                r = view_of(rows, i, arena, &(*ret)[i]);
        return err_trace(r);
}

int job_show(Store *store, int64_t id, Arena *arena, JobView *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_show, &rows, .id = id);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return JOB_E_GONE;
        r = view_of(rows, 0, arena, ret);
        ret->job.arguments = job_text(arena, rows, 0, JOB_SHOW_ARGUMENTS);
        return err_trace(r);
}

int job_requeue(Store *store, int64_t id) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_requeue, &rows, .id = id);
        r = of_owner(r, rows);
        return r == 0 ? store_call(store, job_wake, NULL) : err_trace(r);
}

int job_discard(Store *store, int64_t id) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, job_discard, &rows, .id = id);
        return of_owner(r, rows);
}
