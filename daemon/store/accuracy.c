#include "store/accuracy.h"

#include "base/error.h"
#include "base/text.h"
#include "store/call.h"

int sweep_begin(Store *store, const char *source, const char *register_name, Date on, int64_t sample,
                Arena *arena, SweepState *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, sweep_begin, &rows, .source = source, .register_name = register_name,
                           .on = on, .sample = sample);
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
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, sweep_take, &rows, .sweep = sweep);
        if (r == 0)
                *ret_got = pg_rows_count(rows) == 1;
        return err_trace(r);
}

int sweep_leave(Store *store, int64_t sweep) {
        return store_call(store, sweep_leave, NULL, .sweep = sweep);
}

int sweep_progress(Store *store, int64_t sweep, const char *after, const SweepCounts *more) {
        return store_call(store, sweep_progress, NULL, .sweep = sweep, .after = after,
                          .subjects = more->subjects, .asked = more->asked, .agreed = more->agreed,
                          .differed = more->differed, .withheld = more->withheld, .unknown = more->unknown);
}

int sweep_finish(Store *store, int64_t sweep, SweepCounts *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, sweep_finish, &rows, .sweep = sweep);
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
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, subject_checks_due, &rows, .keys = { keys, n },
                           .register_name = register_name, .source = source, .stale = stale, .sweep = sweep);
        if (r)
                return err_trace(r);
        const char **due = arena_array(arena, pg_rows_count(rows) + 1, sizeof *due);
        for (size_t i = 0; i < pg_rows_count(rows); i++)
                due[i] = arena_strdup(arena, pg_text(rows, i, SUBJECT_CHECKS_DUE_KEY));
        *ret = due;
        *ret_n = pg_rows_count(rows);
        return 0;
}

int subject_checks_record(Store *store, const char *source, int64_t sweep, Date on,
                          const SubjectChecks *checks) {
        return store_call(store, subject_checks_record, NULL, .source = source, .sweep = sweep, .on = on,
                          .subject = { checks->subject, checks->n }, .status = { checks->status, checks->n },
                          .because = { checks->because, checks->n },
                          .version = { checks->version, checks->n });
}

int check_results_record(Store *store, const char *source, Date on, Date next, const CheckResults *results) {
        return store_call(
                store, check_results_record, NULL, .source = source, .on = on, .next = next,
                .subject = { results->subject, results->n }, .attribute = { results->attribute, results->n },
                .outcome = { results->outcome, results->n }, .grade = { results->grade, results->n },
                .because = { results->because, results->n });
}

int discrepancies_record(Store *store, const char *source, Date on, Date due, const Sealing *sealing,
                         const Discrepancies *found) {
        return store_call(store, discrepancies_record, NULL, .source = source, .on = on, .due = due,
                          .recipient = sealing->recipient, .escrow = sealing->escrow,
                          .subject = { found->subject, found->n },
                          .attribute = { found->attribute, found->n }, .kind = { found->kind, found->n },
                          .grade = { found->grade, found->n }, .because = { found->because, found->n },
                          .version = { found->version, found->n }, .header = { found->header, found->n },
                          .value = { found->value, found->n });
}

int discrepancies_gone(Store *store, const char *source, Date on, const Discrepancies *looked,
                       const Discrepancies *found) {
        return store_call(
                store, discrepancies_gone, NULL, .source = source, .on = on,
                .looked_subject = { looked->subject, looked->n },
                .looked_attribute = { looked->attribute, looked->n },
                .looked_kind = { looked->kind, looked->n }, .found_subject = { found->subject, found->n },
                .found_attribute = { found->attribute, found->n }, .found_kind = { found->kind, found->n });
}

int accuracy_sweeps(Store *store, int64_t limit, PgRows **ret) {
        return store_call(store, accuracy_sweeps, ret, .limit = limit);
}

int accuracy_statuses(Store *store, Date today, PgRows **ret) {
        return store_call(store, accuracy_statuses, ret, .today = today);
}

int accuracy_subjects(Store *store, PgRows **ret) {
        return store_call(store, accuracy_subjects, ret);
}

int accuracy_agreement(Store *store, PgRows **ret) {
        return store_call(store, accuracy_agreement, ret);
}
