#include "store/run-beside.h"

#include "base/error.h"
#include "store/call.h"

int run_plan_alone(Store *store, const char *register_name) {
        return store_call(store, run_plan_alone, NULL, .register_name = register_name);
}

int run_beside(Store *store, const Run *run, int64_t *ret_runs, int64_t *ret_subjects) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, run_beside, &rows, .register_name = run->register_name, .rule = run->rule,
                           .run = run->id);
        if (r)
                return err_trace(r);
        *ret_runs = pg_i64(rows, 0, RUN_BESIDE_RUNS);
        *ret_subjects = pg_i64(rows, 0, RUN_BESIDE_SUBJECTS);
        return 0;
}

int run_unplanned(Store *store, const Run *run, Arena *arena, const char ***keys, size_t *n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, run_unplanned, &rows, .register_name = run->register_name,
                           .rule = run->rule, .run = run->id, .keys = { *keys, *n });
        return r ? err_trace(r) : store_read_texts(rows, 0, RUN_UNPLANNED_KEYS, arena, keys, n);
}
