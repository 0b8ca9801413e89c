#include "store/subject.h"

#include "base/error.h"
#include "store/call.h"

int register_ensure(Store *store, const char *name, const char *map) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, name);
        pg_arg_text(&args, map);
        return store_call(store, STATEMENT_REGISTER_ENSURE, &args, NULL);
}

int subject_ref_ensure(Store *store, const char *register_name, const char *key, Arena *arena,
                       const char **ret_ref) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, register_name);
        pg_arg_text(&args, key);
        int r = store_call(store, STATEMENT_SUBJECT_REF_ENSURE, &args, &rows);
        if (r)
                return err_trace(r);
        /* No row: another session made it between our two halves and has not committed for our snapshot. */
        if (pg_rows_count(rows) == 0)
                return PG_E_RETRY;
        *ret_ref = arena_strdup(arena, pg_text(rows, 0, SUBJECT_REF_ENSURE_REF));
        return 0;
}

int subject_ref_key(Store *store, const char *ref, Arena *arena, const char **ret_key) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        int r = store_call(store, STATEMENT_SUBJECT_REF_KEY, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return SUBJECT_STORE_E_NONE;
        *ret_key = arena_strdup(arena, pg_text(rows, 0, SUBJECT_REF_KEY_SUBJECT_KEY));
        return 0;
}
