#include "store/outward.h"

#include "base/error.h"
#include "store/call.h"

OutwardStop outward_of_row(const PgRows *rows, size_t i, int column) {
        return (OutwardStop){ pg_i64(rows, i, column), pg_bool(rows, i, column + 1) };
}

static int ask(Store *store, Statement statement, const PgArgs *args, OutwardStop *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, statement, args, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_rows_count(rows) ? outward_of_row(rows, 0, 0) : (OutwardStop){ 0 };
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
