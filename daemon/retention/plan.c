/* rule -> due -> held back -> planned: the manifest is frozen in batches, within one transaction. */
#include "base/error.h"
#include "register/due.h"
#include "retention/belt.h"
#include "retention/outcome.h"
#include "retention/retention.h"
#include "seal/hash.h"
#include "settings/settings.h"
#include "store/ledger.h"
#include "store/subject.h"

#include <jansson.h>
#include <string.h>

typedef struct Plan {
        Context *context;
        Register *reg;
        const Rule *rule;
        Run run;
        Batch batch;  /* being filled */
        Arena *arena; /* of the batch being filled */
} Plan;

const Rule *retention_rule(const Context *context, const char *register_name, const char *id) {
        const RegisterSettings *reg = settings_register(context->settings, register_name);
        for (size_t p = 0; reg && p < context->settings->n_packs; p++) {
                const LawPack *pack = context->settings->packs[p];
                for (size_t i = 0; i < pack->n_rules; i++)
                        if (str_eq(pack->rules[i].id, id) && str_eq(pack->rules[i].map, reg->map_name))
                                return &pack->rules[i];
        }
        return NULL;
}

static json_t *date_or_null(Date date) {
        return date == DATE_NONE ? json_null() : json_string(DATE_TEXT(date));
}

const char *retention_rule_text(Arena *arena, const Rule *rule) {
        json_t *json = json_pack(
                "{s:s, s:s, s:s, s:s, s:s, s:[i,i,i], s:s, s:s, s:s?, s:o, s:o}", "id", rule->id, "cite",
                rule->cite, "text", rule->text, "map", rule->map, "trigger", trigger_to_string(rule->trigger),
                "after", rule->period.years, rule->period.months, rule->period.days, "disposal",
                disposal_to_string(rule->disposal), "approval", approval_to_string(rule->approval), "unless",
                rule->unless, "from", date_or_null(rule->from), "to", date_or_null(rule->to));
        char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
        json_decref(json);
        if (!text)
                abort(); /* out of memory: settings are UTF-8 */
        const char *copy = arena_strdup(arena, text);
        free(text);
        return copy;
}

const char *retention_policy_version(Arena *arena, const char *rule_text) {
        unsigned char digest[SHA256_SIZE];
        sha256(rule_text, strlen(rule_text), digest);
        return arena_strndup(arena, SHA256_HEX(digest), 16);
}

static int flush_batch(Plan *plan) {
        if (plan->batch.n_keys == 0)
                return 0;
        plan->batch.run = plan->run.id;
        plan->batch.seq++;
        int r = batch_insert(plan->context->store, &plan->batch);
        if (r)
                return r < 0 ? err_trace(r) : r;
        plan->run.subjects += (int64_t)plan->batch.n_keys;
        plan->batch.n_keys = 0;
        arena_clear(plan->arena);
        plan->batch.keys = NULL;
        return 0;
}

static int add_key(Plan *plan, const char *key) {
        size_t size = (size_t)plan->context->settings->batch_size;
        if (!plan->batch.keys)
                plan->batch.keys = arena_array(plan->arena, size, sizeof *plan->batch.keys);
        plan->batch.keys[plan->batch.n_keys++] = arena_strdup(plan->arena, key);
        return plan->batch.n_keys == size ? flush_batch(plan) : 0;
}

static int add_due(Plan *plan, Arena *arena, const DueRows *due) {
        Outcome sorted = { .arena = arena };
        HoldMatch *holds;
        size_t n_holds;
        const char **keys = arena_array(arena, due->n + 1, sizeof *keys);
        for (size_t i = 0; i < due->n; i++)
                keys[i] = due->items[i].key;
        int r = hold_match(plan->context->store, plan->run.register_name, plan->rule->id, keys, due->n, arena,
                           &holds, &n_holds);
        if (r)
                return r < 0 ? err_trace(r) : r;
        outcome_sort(&sorted, plan->rule, plan->run.as_of, due, due->n, holds, n_holds);
        plan->run.held += (int64_t)sorted.n_held;
        r = held_insert(plan->context->store, plan->run.register_name, plan->run.id, 0, sorted.held,
                        sorted.holds, sorted.n_held);
        for (size_t i = 0; i < sorted.n_disposed && r == 0; i++)
                r = add_key(plan, sorted.disposed[i]);
        return r < 0 ? err_trace(r) : r;
}

static int note_plan(const Plan *plan, Arena *arena) {
        const Run *run = &plan->run;
        json_t *detail = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:s, s:s}", "register", run->register_name,
                                   "rule", run->rule, "cite", plan->rule->cite, "action", run->disposal,
                                   "subjects", (json_int_t)run->subjects, "held", (json_int_t)run->held,
                                   "needs", run->approval, "policy", run->policy_version);
        char *text = json_dumps(detail, JSON_COMPACT);
        int r = ledger_pend(plan->context->store,
                            &(LedgerNote){ .kind = "run-planned",
                                           .actor = plan->context->actor,
                                           .about = arena_printf(arena, "run %lld", (long long)run->id),
                                           .detail = text,
                                           .on = run->as_of });
        free(text);
        json_decref(detail);
        return r < 0 ? err_trace(r) : r;
}

/* From the first due to the last, as one moment in time. */
static int fill(Plan *plan) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        DueRows due;
        int r = 0;
        while (r == 0 && (r = due_fetch(plan->reg, arena, &due)) == 0) {
                r = add_due(plan, arena, &due);
                arena_clear(arena);
        }
        if (r != DUE_E_END)
                return r < 0 ? err_trace(r) : r;
        r = flush_batch(plan);
        if (r == 0 && plan->run.subjects == 0)
                return RETENTION_E_NOTHING_DUE; /* all who are due are held */
        return r < 0 ? err_trace(r) : r;
}

static int write_plan(Plan *plan, Arena *arena) {
        Store *store = plan->context->store;
        int r = register_ensure(store, plan->run.register_name, register_map(plan->reg)->name);
        if (r == 0)
                r = run_insert(store, &plan->run, &plan->run.id);
        if (r == 0)
                r = fill(plan);
        if (r)
                return r == RUN_E_OPEN ? RETENTION_E_OPEN : r < 0 ? err_trace(r) : r;
        r = belt_tighten(plan->context, plan->reg, &register_map(plan->reg)->entities[0], &plan->run);
        if (r == 0)
                r = run_totals(store, &plan->run);
        if (r == 0)
                r = note_plan(plan, arena);
        bool approved = str_eq(plan->run.approval, approval_to_string(APPROVAL_NONE));
        if (r == 0 && approved)
                r = run_step(store, plan->run.id, RUN_PLANNED, RUN_APPROVED, NULL);
        if (r == 0 && approved)
                r = run_enqueue(store, plan->run.id, plan->run.as_of);
        return r < 0 ? err_trace(r) : r;
}

/* The first look opens the cursor and asks for one row; only then is anything written. */
static int plan_in_transaction(Plan *plan, Arena *arena) {
        _cleanup_pg_tx_ PgTx governance = { 0 }, reg = { 0 };
        bool any = false;
        int r = pg_tx_begin(store_pg(plan->context->store), &governance);
        if (r == 0)
                r = register_begin(plan->reg, &reg);
        if (r == 0)
                r = due_any(plan->reg, plan->rule, plan->run.as_of, &any);
        if (r == 0 && !any)
                return RETENTION_E_NOTHING_DUE;
        if (r == 0)
                r = due_open(plan->reg, plan->rule, plan->run.as_of);
        if (r == 0)
                r = write_plan(plan, arena);
        if (r == 0)
                r = register_commit(&reg);
        if (r == 0)
                r = pg_tx_commit(&governance);
        return r < 0 ? err_trace(r) : r;
}

int retention_plan_due(Context *context, const char *register_name, const Rule *rule, int64_t *ret_run) {
        _cleanup_(arena_freep) Arena *arena = arena_new(), *keys = arena_new();
        _cleanup_(register_closep) Register *reg = NULL;
        if (rule->disposal != DISPOSAL_ARCHIVE && rule->disposal != DISPOSAL_DESTROY)
                return RETENTION_E_NO_RULE;
        int r = run_find_open(context->store, register_name, rule->id, ret_run);
        if (r != RUN_E_NONE)
                return r == 0 ? RETENTION_E_OPEN : r < 0 ? err_trace(r) : r;
        r = register_open(context, register_name, &reg);
        if (r)
                return r < 0 ? err_trace(r) : r;
        const char *text = retention_rule_text(arena, rule);
        Plan plan = { .context = context, .reg = reg, .rule = rule, .arena = keys };
        plan.run = (Run){
                .register_name = register_name,
                .rule = rule->id,
                .rule_text = text,
                .policy_version = retention_policy_version(arena, text),
                .disposal = disposal_to_string(rule->disposal),
                .approval = approval_to_string(rule->approval),
                .as_of = clock_today(&context->clock),
                .planned_by = context->actor,
        };
        r = plan_in_transaction(&plan, arena);
        if (r == DUE_E_NO_EVENT)
                return RETENTION_E_NO_RULE;
        if (r == RETENTION_E_OPEN) /* somebody planned it at the same moment */
                return run_find_open(context->store, register_name, rule->id, ret_run) == 0
                               ? RETENTION_E_OPEN
                               : RETENTION_E_NOTHING_DUE;
        if (r == 0)
                *ret_run = plan.run.id;
        return r < 0 ? err_trace(r) : r;
}
