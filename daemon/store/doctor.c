#include "store/doctor.h"

#include "base/error.h"
#include "store/call.h"

int doctor_rows(Store *store, Date today, int most, Arena *arena, DoctorRow **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, doctor_work, &rows, .today = today, .most = most);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        DoctorRow *list = arena_array(arena, n + 1, sizeof *list);
        for (size_t i = 0; i < n; i++)
                list[i] = (DoctorRow){
                        .what = arena_strdup(arena, pg_text(rows, i, DOCTOR_WORK_WHAT)),
                        .key = arena_strdup(arena, pg_text(rows, i, DOCTOR_WORK_KEY)),
                        .detail = arena_strdup(arena, pg_text(rows, i, DOCTOR_WORK_DETAIL)),
                        .more = arena_strdup(arena, pg_text(rows, i, DOCTOR_WORK_MORE)),
                };
        *ret = list;
        *ret_n = n;
        return 0;
}
