#include "store/job.h"

#include "store/call.h"

int job_enqueue(Store *store, const char *kind, const char *arguments, const char *key, Date run_on) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, kind);
        pg_arg_text(&args, arguments);
        pg_arg_text(&args, key);
        pg_arg_date(&args, run_on);
        return store_call(store, STATEMENT_JOB_ENQUEUE, &args, NULL);
}
