#include "retention/whole-map.h"

#include "base/error.h"
#include "register/check.h"
#include "register/edges.h"
#include "retention/retention.h"
#include "seal/hash.h"
#include "store/ledger.h"
#include "store/map.h"
#include "store/subject.h"

int whole_map_check(Context *context, Register *reg) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        MapCheck check;
        bool decided = true;
        Problems problems = PROBLEMS(arena);
        int r = edges_check_values(reg, &problems);
        if (r == 0 && problems.errors)
                return REGISTER_E_MAP;
        if (r)
                return err_trace(r);
        register_check_columns(reg, arena, &check);
        r = check.n_columns ? map_decided(context->store, register_name(reg), check.digest, &decided) : 0;
        if (r)
                return err_trace(r);
        return decided ? 0 : RETENTION_E_UNMAPPED;
}

/* The ledger takes the digest, not the names: they are in the register, for whoever may see it. */
static int whole_map_note(Context *context, const char *name, const MapCheck *check) {
        return ledger_note(context, ENTRY_MAP_ACCEPTED, arena_printf(context->arena, "register %s", name),
                           json_pack("{s:i, s:I, s:s}", "coverage", check->coverage, "columns",
                                     (json_int_t)check->n_columns, "left_out", SHA256_HEX(check->digest)));
}

int whole_map_accept(Context *context, Register *reg, const char *because, size_t *ret_columns) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        MapCheck check;
        bool new = false;
        const char *name = register_name(reg);
        register_check_columns(reg, context->arena, &check);
        *ret_columns = check.n_columns;
        if (check.n_columns == 0)
                return WHOLE_MAP_E_NO_GAP;
        const MapDecision decision = { .register_name = name,
                                       .digest = check.digest,
                                       .coverage = check.coverage,
                                       .because = because,
                                       .decided_by = context->actor,
                                       .decided_on = clock_today(&context->clock) };
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = register_ensure(context->store, name, register_map(reg)->name);
        if (r == 0)
                r = map_decide(context->store, &decision, &new);
        if (r == 0 && !new)
                return WHOLE_MAP_E_BEFORE;
        if (r == 0)
                r = whole_map_note(context, name, &check);
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}
