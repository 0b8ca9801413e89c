#include "store/turn.h"

#include "store/call.h"

int turn_take(Store *store, const char *what) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, what);
        return store_call(store, STATEMENT_TURN_TAKE, &args, NULL);
}

int analyse_grown(Store *store) {
        return store_call(store, STATEMENT_ANALYSE_GROWN, NULL, NULL);
}
