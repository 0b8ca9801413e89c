#include "store/outward.h"

#include "base/error.h"
#include "store/call.h"

static int ask(Store *store, Statement statement, const PgArgs *args, OutwardStop *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, statement, args, &rows);
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
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, subject);
        pg_arg_bool(&args, shielded_here);
        pg_arg_bool(&args, dead_here);
        pg_arg_date(&args, today);
        return ask(store, STATEMENT_OUTWARD_JUDGE, &args, ret);
}

int outward_of_subject(Store *store, const char *register_name, const char *key, OutwardStop *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, register_name);
        pg_arg_text(&args, key);
        return ask(store, STATEMENT_OUTWARD_OF_SUBJECT, &args, ret);
}
