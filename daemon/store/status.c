#include "store/status.h"

#include "base/error.h"
#include "store/call.h"

int status_overview(Store *store, Date today, Arena *arena, StatusView *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, status_overview, &rows, .today = today);
        if (r)
                return err_trace(r);
        *ret = (StatusView){
                .overdue = pg_i64(rows, 0, STATUS_OVERVIEW_OVERDUE),
                .pending = pg_i64(rows, 0, STATUS_OVERVIEW_PENDING),
                .checkpoint = pg_i64(rows, 0, STATUS_OVERVIEW_SIZE),
                .checkpoint_at = arena_strdup(arena, pg_text(rows, 0, STATUS_OVERVIEW_SIGNED_AT)),
        };
        return 0;
}
