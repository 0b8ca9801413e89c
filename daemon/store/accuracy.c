#include "store/accuracy.h"

#include "base/error.h"
#include "base/text.h"
#include "store/call.h"

int sweep_begin(Store *store, const char *source, const char *register_name, Date on, int64_t sample,
                Arena *arena, SweepState *ret) {
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, source);
        pg_arg_text(&args, register_name);
        pg_arg_date(&args, on);
        if (sample > 0)
                pg_arg_i64(&args, sample);
        else
                pg_arg_text(&args, NULL);
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, STATEMENT_SWEEP_BEGIN, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = (SweepState){
                .id = pg_i64(rows, 0, SWEEP_BEGIN_ID),
                .after = arena_strdup(arena, pg_text(rows, 0, SWEEP_BEGIN_AFTER_KEY)),
                .asked = pg_i64(rows, 0, SWEEP_BEGIN_ASKED),
                .sample = pg_i64(rows, 0, SWEEP_BEGIN_SAMPLE),
                .fresh = pg_bool(rows, 0, SWEEP_BEGIN_FRESH),
        };
        return 0;
}

int sweep_take(Store *store, int64_t sweep, bool *ret_got) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, sweep);
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, STATEMENT_SWEEP_TAKE, &args, &rows);
        if (r == 0)
                *ret_got = pg_rows_count(rows) == 1;
        return err_trace(r);
}

int sweep_leave(Store *store, int64_t sweep) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, sweep);
        return store_call(store, STATEMENT_SWEEP_LEAVE, &args, NULL);
}

int sweep_progress(Store *store, int64_t sweep, const char *after, const SweepCounts *more) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, sweep);
        pg_arg_text(&args, after);
        pg_arg_i64(&args, more->subjects);
        pg_arg_i64(&args, more->asked);
        pg_arg_i64(&args, more->agreed);
        pg_arg_i64(&args, more->differed);
        pg_arg_i64(&args, more->withheld);
        pg_arg_i64(&args, more->unknown);
        return store_call(store, STATEMENT_SWEEP_PROGRESS, &args, NULL);
}

int sweep_finish(Store *store, int64_t sweep, SweepCounts *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, sweep);
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, STATEMENT_SWEEP_FINISH, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) != 1)
                return err_origin(-ESTALE); /* somebody else has finished it, in spite of the lock */
        *ret = (SweepCounts){ pg_i64(rows, 0, SWEEP_FINISH_SUBJECTS), pg_i64(rows, 0, SWEEP_FINISH_ASKED),
                              pg_i64(rows, 0, SWEEP_FINISH_AGREED),   pg_i64(rows, 0, SWEEP_FINISH_DIFFERED),
                              pg_i64(rows, 0, SWEEP_FINISH_WITHHELD), pg_i64(rows, 0, SWEEP_FINISH_UNKNOWN) };
        return 0;
}

int subject_checks_due(Store *store, int64_t sweep, const char *source, const char *register_name,
                       const char *const *keys, size_t n, Date stale, Arena *arena, const char ***ret,
                       size_t *ret_n) {
        PgArgs args = PG_ARGS(arena);
        pg_arg_texts(&args, keys, n);
        pg_arg_text(&args, register_name);
        pg_arg_text(&args, source);
        pg_arg_date(&args, stale);
        pg_arg_i64(&args, sweep);
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, STATEMENT_SUBJECT_CHECKS_DUE, &args, &rows);
        if (r)
                return err_trace(r);
        const char **due = arena_array(arena, pg_rows_count(rows) + 1, sizeof *due);
        for (size_t i = 0; i < pg_rows_count(rows); i++)
                due[i] = arena_strdup(arena, pg_text(rows, i, SUBJECT_CHECKS_DUE_KEY));
        *ret = due;
        *ret_n = pg_rows_count(rows);
        return 0;
}

int subject_refs_ensure(Store *store, const char *register_name, const char *const *keys, size_t n,
                        Arena *arena, const char ***ret) {
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, register_name);
        pg_arg_texts(&args, keys, n);
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, STATEMENT_SUBJECT_REFS_ENSURE, &args, &rows);
        if (r)
                return err_trace(r);
        const char **refs = arena_array(arena, n + 1, sizeof *refs);
        for (size_t i = 0; i < pg_rows_count(rows); i++)
                for (size_t k = 0; k < n; k++)
                        if (str_eq(keys[k], pg_text(rows, i, SUBJECT_REFS_ENSURE_SUBJECT_KEY)))
                                refs[k] = arena_strdup(arena, pg_text(rows, i, SUBJECT_REFS_ENSURE_REF));
        for (size_t k = 0; k < n; k++)
                if (!refs[k]) /* another transaction made it at this moment: the slice is done again */
                        return PG_E_RETRY;
        *ret = refs;
        return 0;
}

int subject_checks_record(Store *store, const char *source, int64_t sweep, Date on,
                          const SubjectChecks *checks) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, source);
        pg_arg_i64(&args, sweep);
        pg_arg_date(&args, on);
        pg_arg_texts(&args, checks->subject, checks->n);
        pg_arg_texts(&args, checks->status, checks->n);
        pg_arg_texts(&args, checks->because, checks->n);
        pg_arg_texts(&args, checks->version, checks->n);
        return store_call(store, STATEMENT_SUBJECT_CHECKS_RECORD, &args, NULL);
}

int check_results_record(Store *store, const char *source, Date on, Date next, const CheckResults *results) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, source);
        pg_arg_date(&args, on);
        pg_arg_date(&args, next);
        pg_arg_texts(&args, results->subject, results->n);
        pg_arg_texts(&args, results->attribute, results->n);
        pg_arg_texts(&args, results->outcome, results->n);
        pg_arg_texts(&args, results->grade, results->n);
        pg_arg_texts(&args, results->because, results->n);
        return store_call(store, STATEMENT_CHECK_RESULTS_RECORD, &args, NULL);
}

int discrepancies_record(Store *store, const char *source, Date on, const Discrepancies *found) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, source);
        pg_arg_date(&args, on);
        pg_arg_texts(&args, found->subject, found->n);
        pg_arg_texts(&args, found->attribute, found->n);
        pg_arg_texts(&args, found->kind, found->n);
        pg_arg_texts(&args, found->grade, found->n);
        return store_call(store, STATEMENT_DISCREPANCIES_RECORD, &args, NULL);
}

int discrepancies_gone(Store *store, const char *source, Date on, const Discrepancies *looked,
                       const Discrepancies *found) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, source);
        pg_arg_date(&args, on);
        pg_arg_texts(&args, looked->subject, looked->n);
        pg_arg_texts(&args, looked->attribute, looked->n);
        pg_arg_texts(&args, found->subject, found->n);
        pg_arg_texts(&args, found->attribute, found->n);
        pg_arg_texts(&args, found->kind, found->n);
        pg_arg_texts(&args, looked->kind, looked->n);
        return store_call(store, STATEMENT_DISCREPANCIES_GONE, &args, NULL);
}

int accuracy_sweeps(Store *store, int64_t limit, PgRows **ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, limit);
        return store_call(store, STATEMENT_ACCURACY_SWEEPS, &args, ret);
}

int accuracy_statuses(Store *store, Date today, PgRows **ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_date(&args, today);
        return store_call(store, STATEMENT_ACCURACY_STATUSES, &args, ret);
}

int accuracy_subjects(Store *store, PgRows **ret) {
        return store_call(store, STATEMENT_ACCURACY_SUBJECTS, NULL, ret);
}

int discrepancy_list(Store *store, const char *source, bool standing_too, int64_t limit, PgRows **ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, source);
        pg_arg_i64(&args, limit);
        pg_arg_bool(&args, standing_too);
        return store_call(store, STATEMENT_DISCREPANCY_LIST, &args, ret);
}

int difference_decide(Store *store, int64_t difference, const char *because, const char *by, Date on) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, difference);
        pg_arg_text(&args, because);
        pg_arg_text(&args, by);
        pg_arg_date(&args, on);
        int r = store_call(store, STATEMENT_DIFFERENCE_DECIDE, &args, &rows);
        if (r)
                return err_trace(r);
        if (!pg_text(rows, 0, DIFFERENCE_DECIDE_SETTLED))
                return DIFFERENCE_E_NONE;
        return pg_bool(rows, 0, DIFFERENCE_DECIDE_SETTLED) ? 0 : DIFFERENCE_E_ENDED;
}
