#include "store/certificate.h"

#include "base/error.h"
#include "store/call.h"

int certificate_insert(Store *store, int64_t run, int64_t body, int64_t pdf, Date on) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, run);
        pg_arg_i64(&args, body);
        pg_arg_text(&args, pdf ? arena_printf(arena, "%lld", (long long)pdf) : NULL);
        pg_arg_date(&args, on);
        return store_call(store, STATEMENT_CERTIFICATE_INSERT, &args, NULL);
}

int certificate_get(Store *store, int64_t run, int64_t *ret_body, int64_t *ret_pdf) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, run);
        int r = store_call(store, STATEMENT_CERTIFICATE_GET, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RUN_E_NONE;
        *ret_body = pg_i64(rows, 0, CERTIFICATE_GET_BODY);
        *ret_pdf = pg_i64(rows, 0, CERTIFICATE_GET_PDF);
        return 0;
}
