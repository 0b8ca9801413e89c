#include "store/outward.h"

#include "base/error.h"
#include "store/call.h"

static int outward_read(int r, const PgRows *rows, OutwardStop *ret) {
        if (r)
                return err_trace(r);
        *ret = (OutwardStop){ 0 };
        if (pg_rows_count(rows))
                *ret = (OutwardStop){ pg_i64(rows, 0, OUTWARD_JUDGE_DIFFERENCE),
                                      pg_bool(rows, 0, OUTWARD_JUDGE_STANDS) };
        return 0;
}

int outward_judge(Store *store, const char *subject, bool shielded_here, bool dead_here, Date today,
                  OutwardStop *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, outward_judge, &rows, .subject = subject, .shielded = shielded_here,
                           .dead = dead_here, .today = today);
        return outward_read(r, rows, ret);
}

int outward_of_subject(Store *store, const char *register_name, const char *key, OutwardStop *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, outward_of_subject, &rows, .register_name = register_name, .key = key);
        return outward_read(r, rows, ret);
}
