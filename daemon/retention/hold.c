/* A hold, once set, cannot be overtaken: whoever sets it first takes the lock that every batch shares, in the
 * register itself, then commits, and only then lets go. A batch that runs at that moment ends first; a batch
 * that begins later reads the holds after taking the lock, and so sees this one. */
#include "retention/hold.h"

#include "base/error.h"
#include "base/text.h"
#include "register/check.h"
#include "register/collect.h"
#include "settings/settings.h"
#include "store/ledger.h"
#include "store/subject.h"

typedef struct Lock {
        Register *reg;
        PgTx tx;
} Lock;

static int take_lock(Context *context, const RegisterSettings *settings, Lock *lock) {
        int r = register_open_unchecked(context, settings->name, &lock->reg);
        if (r == 0)
                r = register_begin(lock->reg, &lock->tx);
        if (r == 0)
                r = register_lock_holds(lock->reg, true);
        return r < 0 ? err_trace(r) : r;
}

/* With the lock: that the subject is there, and its key as the register writes it. A hold on nobody, or under
 * a key written otherwise, would be a false safety. */
static int find_subject(Context *context, Lock *lock, Hold *hold) {
        SubjectFacts facts;
        Problems problems = PROBLEMS(context->arena);
        register_check_map(lock->reg, &problems);
        if (problems.errors)
                return REGISTER_E_MAP;
        int r = register_subject_facts(lock->reg, context->arena, hold->key, &facts);
        if (r == 0)
                hold->key = facts.key;
        return r < 0 ? err_trace(r) : r;
}

static int write_hold(Context *context, Hold *hold, int64_t *ret_id) {
        Store *store = context->store;
        int r = 0;
        if (hold->register_name)
                r = register_ensure(store, hold->register_name,
                                    settings_register(context->settings, hold->register_name)->map_name);
        if (r == 0 && hold->key)
                r = subject_ref_ensure(store, hold->register_name, hold->key, context->arena, &hold->subject);
        if (r == 0)
                r = hold_insert(store, hold, ret_id);
        if (r == 0)
                r = ledger_pend(
                        store, &(LedgerNote){
                                       .kind = "hold-set",
                                       .actor = context->actor,
                                       .subject = hold->subject,
                                       .about = arena_printf(context->arena, "hold %lld", (long long)*ret_id),
                                       .on = hold->set_on,
                               });
        return r < 0 ? err_trace(r) : r;
}

static bool in_scope(const Hold *hold, const RegisterSettings *settings) {
        return !hold->register_name || str_eq(hold->register_name, settings->name);
}

/* Every register in scope. One that cannot be reached does not keep a hold over everybody from being set; a
 * subject must be seen, and a shared connection's transaction is the hold's own. */
static int take_locks(Context *context, Hold *hold, Lock *locks, bool *ret_confirmed) {
        const Settings *settings = context->settings;
        *ret_confirmed = true;
        for (size_t i = 0; i < settings->n_registers; i++) {
                if (!in_scope(hold, &settings->registers[i]))
                        continue;
                int r = take_lock(context, &settings->registers[i], &locks[i]);
                if (r == 0 && hold->key)
                        r = find_subject(context, &locks[i], hold);
                if (r && (hold->key || !settings->registers[i].connection))
                        return r < 0 ? err_trace(r) : r;
                if (r)
                        *ret_confirmed = false;
        }
        return 0;
}

/* Registers that share the store's connection are locked in the same transaction as the hold itself. */
static int set_locked(Context *context, Hold *hold, Lock *locks, int64_t *ret_id) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        const Settings *settings = context->settings;
        bool confirmed;
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = take_locks(context, hold, locks, &confirmed);
        if (r == 0)
                r = write_hold(context, hold, ret_id);
        if (r == 0)
                r = pg_tx_commit(&tx);
        /* A lock that is lost by now may have been lost before the commit. */
        for (size_t i = 0; r == 0 && i < settings->n_registers; i++)
                if (locks[i].tx.pg && pg_tx_commit(&locks[i].tx))
                        confirmed = false;
        return r < 0 ? err_trace(r) : r ? r : confirmed ? 0 : HOLD_E_UNCONFIRMED;
}

int hold_set(Context *context, const Hold *hold, int64_t *ret_id) {
        const Settings *settings = context->settings;
        if (hold->register_name && !settings_register(settings, hold->register_name))
                return HOLD_E_UNKNOWN;
        Lock *locks = arena_array(context->arena, settings->n_registers + 1, sizeof *locks);
        Hold filled = *hold;
        int r = set_locked(context, &filled, locks, ret_id);
        for (size_t i = 0; i < settings->n_registers; i++) {
                pg_tx_done(&locks[i].tx);
                register_close(locks[i].reg);
        }
        return r < 0 ? err_trace(r) : r;
}

int hold_lift(Context *context, int64_t id, const char *reason) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Date today = clock_today(&context->clock);
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = hold_release(context->store, id, context->actor, today, reason);
        if (r == 0)
                r = ledger_pend(
                        context->store,
                        &(LedgerNote){ .kind = "hold-released",
                                       .actor = context->actor,
                                       .about = arena_printf(context->arena, "hold %lld", (long long)id),
                                       .on = today });
        if (r == 0)
                r = pg_tx_commit(&tx);
        return r < 0 ? err_trace(r) : r;
}
