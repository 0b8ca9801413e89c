/* rule -> due -> held back -> planned: the manifest is frozen in batches, within one transaction. */
#include "base/error.h"
#include "register/due.h"
#include "retention/belt.h"
#include "retention/held.h"
#include "retention/outcome.h"
#include "retention/retention.h"
#include "retention/whole-map.h"
#include "settings/settings.h"
#include "store/batch.h"
#include "store/ledger.h"
#include "store/run-beside.h"
#include "store/subject.h"

#include <jansson.h>

typedef struct Plan {
        Context *context;
        Register *reg;
        const Rule *rule;
        DueQuery query;
        Run run;
        int64_t beside, planned; /* other open runs of the rule, and subjects planned in them */
        Batch batch;             /* the first of those being filled */
        Arena *arena;            /* of those being filled */
} Plan;

const Rule *retention_rule(const Context *context, const char *register_name, const char *id) {
        const RegisterSettings *reg = settings_register(context->settings, register_name);
        RuleCursor at = { 0 };
        for (const Rule *rule; reg && (rule = settings_next_rule(context->settings, reg->map_name, &at));)
                if (str_eq(rule->id, id))
                        return rule;
        return NULL;
}

/* Frozen so many batches at a time. */
#define BATCHES 10

static int flush_batches(Plan *plan) {
        size_t size = (size_t)plan->context->settings->batch_size;
        if (plan->batch.n_keys == 0)
                return 0;
        int r = batch_insert(plan->context->store, &plan->batch, size);
        if (r)
                return err_trace(r);
        plan->run.subjects += (int64_t)plan->batch.n_keys;
        plan->batch = (Batch){ .run = plan->run.id, .seq = plan->batch.seq + BATCHES };
        arena_clear(plan->arena);
        return 0;
}

static int plan_add_key(Plan *plan, const char *key) {
        size_t most = BATCHES * (size_t)plan->context->settings->batch_size;
        if (!plan->batch.keys)
                plan->batch.keys = arena_array(plan->arena, most, sizeof *plan->batch.keys);
        plan->batch.keys[plan->batch.n_keys++] = arena_strdup(plan->arena, key);
        return plan->batch.n_keys == most ? flush_batches(plan) : 0;
}

static int add_due(Plan *plan, Arena *arena, const DueRows *due) {
        Outcome sorted = { .arena = arena };
        int64_t *holds;
        int r = held_due(&(HeldAsk){ plan->context, plan->reg, plan->rule, false, arena }, due, &holds);
        if (r)
                return err_trace(r);
        outcome_sort(&sorted, plan->rule, plan->run.as_of, due, due->n, holds);
        plan->run.held += (int64_t)sorted.n_held;
        r = held_insert(plan->context->store, plan->run.register_name, plan->run.id, 0, sorted.held,
                        sorted.n_held);
        if (r == 0 && plan->beside)
                r = run_unplanned(plan->context->store, &plan->run, arena, &sorted.disposed,
                                  &sorted.n_disposed);
        for (size_t i = 0; i < sorted.n_disposed && r == 0; i++)
                r = plan_add_key(plan, sorted.disposed[i]);
        return err_trace(r);
}

static int note_plan(const Plan *plan, Arena *arena) {
        const Run *run = &plan->run;
        json_t *detail =
                json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:s, s:s}", "register", run->register_name, "rule",
                          run->rule, "cite", plan->rule->cite, "action", disposal_to_string(run->disposal),
                          "subjects", (json_int_t)run->subjects, "held", (json_int_t)run->held, "needs",
                          approval_to_string(run->approval), "policy", run->policy_version);
        int r = ledger_note(plan->context, ENTRY_RUN_PLANNED,
                            arena_printf(arena, "run %lld", (long long)run->id), detail);
        return err_trace(r);
}

/* From the first due to the last, as one moment in time. */
static int plan_fill(Plan *plan) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        DueRows due;
        int r = 0;
        plan->batch = (Batch){ .run = plan->run.id, .seq = 1 };
        while (r == 0 && (r = due_fetch(plan->reg, &plan->query, arena, &due)) == 0) {
                r = add_due(plan, arena, &due);
                arena_clear(arena);
        }
        if (r != DUE_E_END)
                return err_trace(r);
        r = flush_batches(plan);
        if (r == 0 && plan->run.subjects == 0)
                return plan->beside ? RETENTION_E_OPEN
                                    : RETENTION_E_NOTHING_DUE; /* all who are due are planned, or held */
        return err_trace(r);
}

/* Judged with what is planned beside it: large is large, in however many runs. */
static int tighten(Plan *plan) {
        Run judged = plan->run;
        judged.subjects += plan->planned;
        int r = belt_tighten(plan->context, plan->reg, register_unit(plan->reg, plan->rule->entity), &judged);
        plan->run.belt = judged.belt;
        plan->run.approval = judged.approval;
        return err_trace(r);
}

static int write_plan(Plan *plan, Arena *arena) {
        Store *store = plan->context->store;
        int r = register_ensure(store, plan->run.register_name, register_map(plan->reg)->name);
        if (r == 0)
                r = run_plan_alone(store, plan->run.register_name);
        if (r == 0)
                r = run_beside(store, &plan->run, &plan->beside, &plan->planned);
        if (r == 0)
                r = run_insert(store, &plan->run, &plan->run.id);
        if (r == 0)
                r = plan_fill(plan);
        if (r == 0)
                r = tighten(plan);
        if (r == 0)
                r = run_totals(store, &plan->run);
        if (r == 0)
                r = note_plan(plan, arena);
        bool approved = plan->run.approval == APPROVAL_NONE;
        if (r == 0 && approved)
                r = run_step(store, plan->run.id, RUN_PLANNED, RUN_APPROVED, NULL);
        if (r == 0 && approved)
                r = run_enqueue(store, plan->run.id, plan->run.as_of);
        return err_trace(r);
}

/* The first look opens the cursor and asks for one row; only then is anything written. */
static int plan_in_transaction(Plan *plan, Arena *arena) {
        _cleanup_pg_tx_ PgTx governance = { 0 }, reg = { 0 };
        bool any = false;
        int r = pg_tx_begin(store_pg(plan->context->store), &governance);
        if (r == 0)
                r = register_begin(plan->reg, &reg);
        if (r == 0)
                r = due_any(plan->reg, &plan->query, &any);
        if (r == 0 && !any)
                return RETENTION_E_NOTHING_DUE;
        if (r == 0)
                r = whole_map_check(plan->context, plan->reg);
        if (r == 0)
                r = due_open(plan->reg, &plan->query);
        if (r == 0)
                r = write_plan(plan, arena);
        if (r == 0)
                r = register_commit(&reg);
        if (r == 0)
                r = pg_tx_commit(&governance);
        return err_trace(r);
}

static Approval approval_asked(const Rule *rule) {
        return disposal_traits(rule->disposal).decided && rule->approval == APPROVAL_NONE ? APPROVAL_ONE
                                                                                          : rule->approval;
}

int retention_plan_due(Context *context, Register *reg, const Rule *rule, int64_t *ret_run) {
        _cleanup_(arena_freep) Arena *arena = arena_new(), *keys = arena_new();
        const char *name = register_name(reg), *text = retention_rule_text(arena, rule);
        Plan plan = { .context = context, .reg = reg, .rule = rule, .arena = keys };
        plan.run = (Run){
                .register_name = name,
                .rule = rule->id,
                .rule_text = text,
                .entity = rule->entity,
                .policy_version = retention_policy_version(arena, text),
                .disposal = rule->disposal,
                .approval = approval_asked(rule),
                .as_of = clock_today(&context->clock),
                .planned_by = context->actor,
        };
        if (disposal_traits(rule->disposal).reminds)
                return RETENTION_E_NO_RULE;
        int r = due_compile(reg, rule, plan.run.as_of, arena, &plan.query);
        if (r == 0)
                r = plan_in_transaction(&plan, arena);
        if (r == DUE_E_NO_EVENT)
                return RETENTION_E_NO_RULE;
        if (r == 0)
                *ret_run = plan.run.id;
        if (r != RETENTION_E_NOTHING_DUE && r != RETENTION_E_OPEN)
                return err_trace(r);
        r = run_find_open(context->store, name, rule->id, ret_run);
        return r == 0 ? RETENTION_E_OPEN : r == RUN_E_NONE ? RETENTION_E_NOTHING_DUE : err_trace(r);
}
