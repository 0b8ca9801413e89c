#include "store/map.h"

#include "base/error.h"
#include "store/call.h"

int map_decide(Store *store, const MapDecision *decision, bool *ret_new) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, decision->register_name);
        pg_arg_bytes(&args, decision->digest, MAP_DIGEST_SIZE);
        pg_arg_i64(&args, decision->coverage);
        pg_arg_text(&args, decision->because);
        pg_arg_text(&args, decision->decided_by);
        pg_arg_date(&args, decision->decided_on);
        int r = store_call(store, STATEMENT_MAP_DECIDE, &args, &rows);
        if (r)
                return err_trace(r);
        *ret_new = pg_rows_count(rows) > 0;
        return 0;
}

int map_decided(Store *store, const char *register_name, const unsigned char *digest, bool *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, register_name);
        pg_arg_bytes(&args, digest, MAP_DIGEST_SIZE);
        int r = store_call(store, STATEMENT_MAP_DECIDED, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_bool(rows, 0, MAP_DECIDED_DECIDED);
        return 0;
}
