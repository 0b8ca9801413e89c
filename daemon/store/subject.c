#include "store/subject.h"

#include "base/error.h"
#include "base/text.h"
#include "store/call.h"

int register_ensure(Store *store, const char *name, const char *map) {
        return store_call(store, register_ensure, NULL, .name = name, .map = map);
}

/* Fills in the references that are still wanted; true: none is wanted any more. */
static int refs_ensure_once(Store *store, const char *register_name, const char *const *keys, size_t n,
                            Arena *arena, const char **refs, bool *ret_all) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, subject_refs_ensure, &rows, .register_name = register_name,
                           .keys = { keys, n });
        if (r)
                return err_trace(r);
        for (size_t i = 0; i < pg_rows_count(rows); i++)
                for (size_t k = 0; k < n; k++)
                        if (!refs[k] && str_eq(keys[k], pg_text(rows, i, SUBJECT_REFS_ENSURE_SUBJECT_KEY)))
                                refs[k] = arena_strdup(arena, pg_text(rows, i, SUBJECT_REFS_ENSURE_REF));
        *ret_all = true;
        for (size_t k = 0; k < n; k++)
                *ret_all = *ret_all && refs[k];
        return 0;
}

/* What another session made while we waited for it, the statement does not see, for its snapshot is older; a
 * second one does. */
int subject_refs_ensure(Store *store, const char *register_name, const char *const *keys, size_t n,
                        Arena *arena, const char ***ret) {
        const char **refs = arena_array(arena, n + 1, sizeof *refs);
        bool all;
        int r = refs_ensure_once(store, register_name, keys, n, arena, refs, &all);
        if (r == 0 && !all)
                r = refs_ensure_once(store, register_name, keys, n, arena, refs, &all);
        *ret = refs;
        return r || all ? err_trace(r) : PG_E_RETRY;
}

int subject_ref_ensure(Store *store, const char *register_name, const char *key, Arena *arena,
                       const char **ret_ref) {
        const char **refs;
        int r = subject_refs_ensure(store, register_name, &key, 1, arena, &refs);
        if (r == 0)
                *ret_ref = refs[0];
        return err_trace(r);
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
