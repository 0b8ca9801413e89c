#include "store/certificate.h"

#include "base/error.h"
#include "store/call.h"

int certificate_insert(Store *store, int64_t run, int64_t body, int64_t pdf, Date on) {
        return store_call(store, certificate_insert, NULL, .run = run, .body = body, .pdf = pdf, .on = on);
}

int certificate_get(Store *store, int64_t run, int64_t *ret_body, int64_t *ret_pdf) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, certificate_get, &rows, .run = run);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return RUN_E_NONE;
        *ret_body = pg_i64(rows, 0, CERTIFICATE_GET_BODY);
        *ret_pdf = pg_i64(rows, 0, CERTIFICATE_GET_PDF);
        return 0;
}
