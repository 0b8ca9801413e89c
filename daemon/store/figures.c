#include "store/figures.h"

#include "base/error.h"
#include "store/call.h"

int figures_read(Store *store, Date today, int soon_days, Arena *arena, Figure **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, figures, &rows, .today = today, .soon_days = soon_days);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++)
                (*ret)[i] = (Figure){
                        .metric = arena_strdup(arena, pg_text(rows, i, FIGURES_METRIC)),
                        .label = arena_strdup(arena, pg_text(rows, i, FIGURES_A)),
                        .label_b = arena_strdup(arena, pg_text(rows, i, FIGURES_B)),
                        .value = arena_strdup(arena, pg_text(rows, i, FIGURES_VALUE)),
                };
        return 0;
}

int figures_read_only(Store *store) {
        return store_call(store, figures_read_only, NULL);
}
