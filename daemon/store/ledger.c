#include "store/ledger.h"

#include "store/call.h"

int ledger_pend(Store *store, const LedgerNote *note) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_date(&args, note->on);
        pg_arg_text(&args, note->kind);
        pg_arg_text(&args, note->actor);
        pg_arg_text(&args, note->subject);
        pg_arg_text(&args, note->about);
        pg_arg_text(&args, note->detail);
        return store_call(store, STATEMENT_LEDGER_PEND, &args, NULL);
}
