#include "store/subject.h"

#include "base/error.h"
#include "store/call.h"

int register_ensure(Store *store, const char *name, const char *map) {
        return store_call(store, register_ensure, NULL, .name = name, .map = map);
}

static int ref_ensure_once(Store *store, const char *register_name, const char *key, Arena *arena,
                           const char **ret_ref) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, subject_ref_ensure, &rows, .register_name = register_name, .key = key);
        if (r)
                return err_trace(r);
        *ret_ref = pg_rows_count(rows) ? arena_strdup(arena, pg_text(rows, 0, SUBJECT_REF_ENSURE_REF)) : NULL;
        return 0;
}

/* No row: another session made it while we waited for it, and the statement's snapshot is older. A second
 * statement sees it. */
int subject_ref_ensure(Store *store, const char *register_name, const char *key, Arena *arena,
                       const char **ret_ref) {
        int r = ref_ensure_once(store, register_name, key, arena, ret_ref);
        if (r == 0 && !*ret_ref)
                r = ref_ensure_once(store, register_name, key, arena, ret_ref);
        return r || *ret_ref ? err_trace(r) : PG_E_RETRY;
}

int subject_ref_key(Store *store, const char *ref, Arena *arena, const char **ret_key) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, subject_ref_key, &rows, .ref = ref);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return SUBJECT_STORE_E_NONE;
        *ret_key = arena_strdup(arena, pg_text(rows, 0, SUBJECT_REF_KEY_SUBJECT_KEY));
        return 0;
}
