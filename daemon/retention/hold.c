/* A hold, once set, cannot be overtaken: whoever sets it first takes the lock that every batch shares, in the
 * register itself, then commits, and only then lets go. A batch that runs at that moment ends first; a batch
 * that begins later reads the holds after taking the lock, and so sees this one. */
#include "retention/hold.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "register/check.h"
#include "register/collect.h"
#include "register/hold-scope.h"
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
        return err_trace(r);
}

/* The key as the register writes it. A hold on nobody, or under a key written otherwise, would be a false
 * safety. */
static int hold_find_subject(Context *context, Register *reg, Hold *hold) {
        SubjectFacts facts;
        int r = register_subject_facts(reg, context->arena, hold->key, &facts);
        if (r == 0)
                hold->key = facts.key;
        return err_trace(r);
}

/* Narrowed to a rule, the scope must bind what the rule takes; of several of one name, what one of them does.
 */
static int check_scope(Context *context, Register *reg, const Hold *hold) {
        RuleCursor at = { 0 };
        int r = hold_scope_check(reg, hold->scope, NULL);
        if (r || !hold->rule)
                return err_trace(r);
        r = HOLD_SCOPE_E_NOTHING;
        for (const Rule *rule;
             r == HOLD_SCOPE_E_NOTHING &&
             (rule = settings_next_rule(context->settings, register_map(reg)->name, &at));) {
                const HoldUnit unit = hold_unit(register_map(reg), rule);
                if (rule_called(rule, hold->rule))
                        r = hold_scope_check(reg, hold->scope, &unit);
        }
        return err_trace(r);
}

/* With the lock: that there is what the hold is about. */
static int look_closer(Context *context, Register *reg, Hold *hold) {
        Problems problems = PROBLEMS(context->arena);
        register_check_map(reg, &problems);
        if (problems.errors)
                return REGISTER_E_MAP;
        int r = hold->key ? hold_find_subject(context, reg, hold) : 0;
        if (r == 0 && hold->scope)
                r = check_scope(context, reg, hold);
        return err_trace(r);
}

/* Of the hold itself only what names nobody: its number, basis and days. */
static int hold_note(Context *context, EntryKind kind, int64_t id, const char *subject, json_t *detail) {
        const char *about = arena_printf(context->arena, "hold %lld", (long long)id);
        int r = ledger_note_subject(context, kind, subject, about, detail);
        return err_trace(r);
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
                r = hold_note(context, ENTRY_HOLD_SET, *ret_id, hold->subject,
                              json_pack("{s:s, s:s}", "basis", hold_basis_to_string(hold->basis), "review",
                                        DATE_TEXT(hold->review_on)));
        return err_trace(r);
}

static bool hold_in_scope(const Hold *hold, const RegisterSettings *settings) {
        return !hold->register_name || str_eq(hold->register_name, settings->name);
}

/* Every register in scope. One that cannot be reached does not keep a hold over everybody from being set;
 * what the hold names must be seen, and a shared connection's transaction is the hold's own. */
static int take_locks(Context *context, Hold *hold, Lock *locks, bool *ret_confirmed) {
        const Settings *settings = context->settings;
        *ret_confirmed = true;
        for (size_t i = 0; i < settings->n_registers; i++) {
                if (!hold_in_scope(hold, &settings->registers[i]))
                        continue;
                bool named = hold->key || (hold->scope && hold->register_name);
                int r = take_lock(context, &settings->registers[i], &locks[i]);
                if (r == 0 && (hold->key || hold->scope))
                        r = look_closer(context, locks[i].reg, hold);
                if (r && (named || !settings->registers[i].connection))
                        return err_trace(r);
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
        return r ? err_trace(r) : confirmed ? 0 : HOLD_E_UNCONFIRMED;
}

/* A hold on a rule that there is not would be a false safety. */
static bool knows_rule(const Settings *settings, const Hold *hold) {
        const RegisterSettings *reg =
                hold->register_name ? settings_register(settings, hold->register_name) : NULL;
        RuleCursor at = { 0 };
        for (const Rule *rule; (rule = settings_next_rule(settings, reg ? reg->map_name : NULL, &at));)
                if (rule_called(rule, hold->rule))
                        return true;
        return false;
}

int hold_set(Context *context, const Hold *hold, int64_t *ret_id) {
        const Settings *settings = context->settings;
        if (hold->register_name && !settings_register(settings, hold->register_name))
                return REGISTER_E_UNKNOWN;
        if (hold->rule && !knows_rule(settings, hold))
                return HOLD_E_RULE;
        Lock *locks = arena_array(context->arena, settings->n_registers + 1, sizeof *locks);
        Hold filled = *hold;
        if (filled.review_on == DATE_NONE)
                filled.review_on = filled.set_on + settings->hold_review_days;
        int r = set_locked(context, &filled, locks, ret_id);
        for (size_t i = 0; i < settings->n_registers; i++) {
                pg_tx_done(&locks[i].tx);
                register_close(locks[i].reg);
        }
        return err_trace(r);
}

/* A hold over every register kept something back in any of them. */
static int replan_all(Context *context, const Hold *hold) {
        const Settings *settings = context->settings;
        int r = 0;
        for (size_t i = 0; r == 0 && !hold->register_name && i < settings->n_registers; i++)
                r = hold_replan(context->store, hold->id, settings->registers[i].name, hold->rule,
                                clock_today(&context->clock));
        return err_trace(r);
}

int hold_lift(Context *context, int64_t id, const char *reason) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Hold hold;
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = hold_release(context->store, id, context->actor, clock_today(&context->clock), reason,
                                 context->arena, &hold);
        if (r == 0)
                r = replan_all(context, &hold);
        if (r == 0)
                r = hold_note(context, ENTRY_HOLD_RELEASED, id, NULL, NULL);
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}

int hold_keep(Context *context, int64_t id, Date keep_until, const char *because) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        const HoldReview review = { .reviewed_on = clock_today(&context->clock),
                                    .keep_until = keep_until,
                                    .by = context->actor,
                                    .because = because };
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = hold_review(context->store, id, &review);
        if (r == 0)
                r = hold_note(context, ENTRY_HOLD_REVIEWED, id, NULL,
                              json_pack("{s:s}", "review", DATE_TEXT(keep_until)));
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}

/* Told once they are noted for good: a reminder that is rolled back will be given again. */
static void hold_tell(const HoldReminder *reminders, size_t n) {
        for (size_t i = 0; i < n; i++)
                LOG(HOLD_REVIEW, LOG_NUMBER("HOLD", reminders[i].hold),
                    LOG_TEXT("REVIEW_ON", DATE_TEXT(reminders[i].review_on)),
                    LOG_TEXT("STAGE", reminders[i].due ? "due" : "soon"));
}

int hold_remind_due(Context *context) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        HoldReminder *reminders = NULL;
        size_t n = 0;
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = hold_remind(context->store, clock_today(&context->clock),
                                context->settings->hold_reminder_days, context->arena, &reminders, &n);
        for (size_t i = 0; r == 0 && i < n; i++)
                r = hold_note(context, reminders[i].due ? ENTRY_HOLD_REVIEW_DUE : ENTRY_HOLD_REVIEW_SOON,
                              reminders[i].hold, NULL,
                              json_pack("{s:s}", "review", DATE_TEXT(reminders[i].review_on)));
        if (r == 0)
                r = pg_tx_commit(&tx);
        if (r == 0)
                hold_tell(reminders, n);
        return err_trace(r);
}
