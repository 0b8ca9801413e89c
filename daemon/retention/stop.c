/* A run is stopped: by a person, or for what stops it. */
#include "retention/stop.h"

#include "base/error.h"
#include "retention/retention.h"
#include "store/ledger.h"
#include "store/run-progress.h"

#include <jansson.h>

int retention_stop_within(Context *context, int64_t run, const char *reason) {
        RunState state;
        int r = run_lock(context->store, run, &state);
        if (r == RUN_E_NONE)
                return RETENTION_E_NO_RUN;
        if (r == 0 && !run_state_step(state, RUN_STOPPED))
                return RETENTION_E_STATE;
        if (r == 0)
                r = run_step(context->store, run, state, RUN_STOPPED, reason);
        if (r == 0)
                r = ledger_note(context, ENTRY_RUN_STOPPED,
                                arena_printf(context->arena, "run %lld", (long long)run),
                                json_pack("{s:s?}", "reason", reason));
        if (r == 0) /* what it did until now is still to be verified, and its manifest forgotten */
                r = run_enqueue(context->store, run, clock_today(&context->clock));
        return err_trace(r);
}

int retention_stop(Context *context, int64_t run, const char *reason) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = retention_stop_within(context, run, reason);
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}
