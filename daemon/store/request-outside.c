#include "store/request-outside.h"

#include "base/error.h"
#include "store/call.h"

int request_outside_put(Store *store, const char *ref, const RequestOutside *outside) {
        return store_call(store, request_outside_put, NULL, .ref = ref, .body = outside->body,
                          .reference = outside->reference, .on = outside->on, .answer_by = outside->answer_by,
                          .decided = outside->decided);
}

int request_outside_list(Store *store, const char *ref, Arena *arena, RequestOutside **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, request_outside_list, &rows, .ref = ref);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        RequestOutside *list = arena_array(arena, n + 1, sizeof *list);
        for (size_t i = 0; i < n; i++)
                list[i] = (RequestOutside){
                        .body = arena_strdup(arena, pg_text(rows, i, REQUEST_OUTSIDE_LIST_BODY)),
                        .reference = arena_strdup(arena, pg_text(rows, i, REQUEST_OUTSIDE_LIST_REFERENCE)),
                        .on = pg_date(rows, i, REQUEST_OUTSIDE_LIST_ON_DAY),
                        .answer_by = pg_date(rows, i, REQUEST_OUTSIDE_LIST_ANSWER_BY),
                        .decided = arena_strdup(arena, pg_text(rows, i, REQUEST_OUTSIDE_LIST_DECIDED)),
                };
        *ret = list;
        *ret_n = n;
        return 0;
}

int request_may_find(Store *store, const char *ref, bool *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, request_may_find, &rows, .ref = ref);
        if (r == 0)
                *ret = pg_bool(rows, 0, REQUEST_MAY_FIND_MAY);
        return err_trace(r);
}
