/* loaded -> compared -> stopped -> planned again. */
#include "retention/policy.h"

#include "base/error.h"
#include "base/log.h"
#include "model/rule-words.h"
#include "retention/retention.h"
#include "retention/stop.h"
#include "seal/hash.h"
#include "settings/settings.h"
#include "store/job.h"
#include "store/json.h"
#include "store/ledger.h"
#include "store/policy.h"

#include <string.h>

static size_t policy_count_rules(const Settings *settings) {
        RuleCursor at = { 0 };
        size_t n = 0;
        while (settings_next_rule(settings, NULL, &at))
                n++;
        return n;
}

static PolicyRule *loaded_rules(Arena *arena, const Settings *settings, size_t *ret_n) {
        PolicyRule *rules = arena_array(arena, policy_count_rules(settings) + 1, sizeof *rules);
        size_t n = 0;
        RuleCursor at = { 0 };
        for (const Rule *rule; (rule = settings_next_rule(settings, NULL, &at));)
                rules[n++] = (PolicyRule){
                        .rule = rule->id,
                        .version = retention_policy_version(arena, retention_rule_text(arena, rule)),
                        .words = rule_words(arena, rule),
                };
        *ret_n = n;
        return rules;
}

const char *retention_policy_digest(Arena *arena, const Settings *settings) {
        _cleanup_text_ Text all = { 0 };
        size_t n;
        const PolicyRule *rules = loaded_rules(arena, settings, &n);
        for (size_t i = 0; i < n; i++)
                text_appendf(&all, "%s %s\n", rules[i].rule, rules[i].version);
        return retention_policy_version(arena, text_str(&all));
}

/* Rules are words of the law packs: nothing here is about a person. */
static int note_changes(Context *context, const PolicyChange *changes, size_t n) {
        json_t *list = json_array();
        for (size_t i = 0; i < n; i++)
                json_add(list, json_pack("{s:s, s:s, s:s?, s:s?}", "rule", changes[i].rule, "change",
                                         changes[i].change, "before", changes[i].before, "after",
                                         changes[i].after));
        json_t *detail =
                json_pack("{s:s, s:o}", "policy", retention_policy_digest(context->arena, context->settings),
                          "changes", list);
        int r = ledger_note(context, ENTRY_POLICY_LOADED, "policy", detail);
        return err_trace(r);
}

/* A run that ended meanwhile, or that another stopped, is none of ours. */
static int stop_runs(Context *context, const PolicyChange *change) {
        int64_t *runs;
        size_t n;
        const char *reason = change->after
                                     ? arena_printf(context->arena, "the rule has changed: %s", change->after)
                                     : "the rule is in no law pack any more";
        int r = policy_open_runs(context->store, change->rule, context->arena, &runs, &n);
        for (size_t i = 0; i < n && r == 0; i++) {
                r = retention_stop_within(context, runs[i], reason);
                if (r == RETENTION_E_STATE || r == RETENTION_E_NO_RUN)
                        r = 0;
        }
        return err_trace(r);
}

/* A key of its own: a plan that was in the queue before may have been made under the old rules. */
static int plan_again(Context *context) {
        Arena *arena = context->arena;
        const Settings *settings = context->settings;
        const char *digest = retention_policy_digest(arena, settings);
        int r = 0;
        for (size_t i = 0; i < settings->n_registers && r == 0; i++) {
                const char *name = settings->registers[i].name;
                r = job_enqueue(context->store, JOB_RETENTION_PLAN,
                                arena_printf(arena, "%s:%s", name, digest),
                                json_pack("{s:s}", "register", name), clock_today(&context->clock));
        }
        return err_trace(r);
}

static int64_t policy_count(const PolicyChange *changes, size_t n, const char *change) {
        int64_t found = 0;
        for (size_t i = 0; i < n; i++)
                found += str_eq(changes[i].change, change);
        return found;
}

/* The first rules of all change nothing that was planned: the day's plan is in the queue already. */
static int policy_load_rules(Context *context, PolicyChange **ret, size_t *ret_n) {
        bool first;
        size_t n;
        const PolicyRule *rules = loaded_rules(context->arena, context->settings, &n);
        int r = policy_load(context->store, rules, n, clock_today(&context->clock), context->arena, ret,
                            ret_n, &first);
        if (r || *ret_n == 0)
                return err_trace(r);
        r = note_changes(context, *ret, *ret_n);
        for (size_t i = 0; i < *ret_n && r == 0; i++)
                if ((*ret)[i].before)
                        r = stop_runs(context, &(*ret)[i]);
        if (r == 0 && !first)
                r = plan_again(context);
        return err_trace(r);
}

int retention_policy_load(Context *context) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        PolicyChange *changes;
        size_t n = 0;
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = policy_load_rules(context, &changes, &n);
        if (r == 0)
                r = pg_tx_commit(&tx);
        if (r)
                return err_trace(r);
        if (n > 0)
                LOG(POLICY_CHANGED, LOG_NUMBER("ADDED", policy_count(changes, n, "added")),
                    LOG_NUMBER("CHANGED", policy_count(changes, n, "changed")),
                    LOG_NUMBER("REMOVED", policy_count(changes, n, "removed")));
        return 0;
}
