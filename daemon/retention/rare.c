/* planned -> anonymised: before anything goes, what would be left is counted, combination by combination. */
#include "retention/rare.h"

#include "base/error.h"
#include "register/anonymise.h"
#include "store/batch.h"
#include "store/json.h"
#include "store/run-progress.h"

static void rare_count_groups(json_t *counts, const PlanningGroup *groups, size_t n) {
        for (size_t i = 0; i < n; i++) {
                json_int_t before = json_integer_value(json_object_get(counts, groups[i].data));
                json_put(counts, groups[i].data, json_integer(before + groups[i].n));
        }
}

/* Of every batch that is still to be done. */
static int count_run(Context *context, Register *reg, const Rule *rule, int64_t id, json_t *counts) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Batch batch = { 0 };
        int r;
        while ((r = batch_keys(context->store, id, batch.seq, arena, &batch)) == 0) {
                PlanningGroup *groups;
                size_t n;
                r = anonymise_groups(reg, rule, batch.keys, batch.n_keys, arena, &groups, &n);
                if (r)
                        return err_trace(r);
                rare_count_groups(counts, groups, n);
                arena_clear(arena);
        }
        return r == RUN_E_END ? 0 : err_trace(r);
}

static int count_standing(Register *reg, const Rule *rule, json_t *counts) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PlanningGroup *groups;
        size_t n;
        int r = anonymise_standing(reg, rule, arena, &groups, &n);
        if (r)
                return err_trace(r);
        rare_count_groups(counts, groups, n);
        return 0;
}

static json_t *rarer_than(json_t *counts, int at_least) {
        json_t *rare = json_array(), *n;
        const char *data;
        json_object_foreach (counts, data, n) {
                if (json_integer_value(n) < at_least)
                        json_add(rare, json_pack("{s:o, s:I}", "left", json_loads(data, 0, NULL), "subjects",
                                                 json_integer_value(n)));
        }
        return rare;
}

static int count_all(Context *context, const Run *run, json_t *counts, const Rule **ret_rule) {
        _cleanup_(register_closep) Register *reg = NULL;
        const Rule *rule = retention_rule(context, run->register_name, run->rule);
        if (!rule)
                return RETENTION_E_CHANGED;
        if (!disposal_traits(rule->disposal).coarsens)
                return RETENTION_E_STATE;
        *ret_rule = rule;
        int r = register_open(context, run->register_name, &reg);
        if (r == 0)
                r = count_standing(reg, rule, counts);
        if (r == 0)
                r = count_run(context, reg, rule, run->id, counts);
        return err_trace(r);
}

int retention_rare(Context *context, int64_t id, json_t **ret) {
        const Rule *rule;
        Run run;
        int r = run_get(context->store, id, context->arena, &run);
        if (r)
                return r == RUN_E_NONE ? RETENTION_E_NO_RUN : err_trace(r);
        json_auto_t *counts = json_object();
        r = count_all(context, &run, counts, &rule);
        if (r == 0)
                *ret = rarer_than(counts, rule->at_least);
        return err_trace(r);
}

int rare_standing(Register *reg, const Rule *rule, int64_t *ret_rows) {
        json_auto_t *counts = json_object();
        json_t *n;
        const char *data;
        int r = count_standing(reg, rule, counts);
        *ret_rows = 0;
        json_object_foreach (counts, data, n) {
                if (json_integer_value(n) < rule->at_least)
                        *ret_rows += json_integer_value(n);
        }
        return err_trace(r);
}
