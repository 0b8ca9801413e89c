#include "store/policy.h"

#include "base/error.h"
#include "store/call.h"
#include "store/turn.h"

static int lock_and_count(Store *store, int64_t *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = turn_take(store, "policy"); /* two who load at once note a change once */
        if (r == 0)
                r = store_call(store, policy_known, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_i64(rows, 0, POLICY_KNOWN_RULES);
        return 0;
}

/* One column of the rules: how says which. */
static PgTexts policy_column(const PolicyRule *rules, size_t n, const char *(*how)(const PolicyRule *),
                             Arena *arena) {
        const char **values = arena_array(arena, n + 1, sizeof *values);
        for (size_t i = 0; i < n; i++)
                values[i] = how(&rules[i]);
        return (PgTexts){ values, n };
}

static const char *policy_rule(const PolicyRule *rule) {
        return rule->rule;
}

static const char *policy_version(const PolicyRule *rule) {
        return rule->version;
}

static const char *policy_words(const PolicyRule *rule) {
        return rule->words;
}

int policy_load(Store *store, const PolicyRule *rules, size_t n, Date on, Arena *arena, PolicyChange **ret,
                size_t *ret_n, bool *ret_first) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int64_t known = 0;
        int r = lock_and_count(store, &known);
        if (r)
                return err_trace(r);
        r = store_call(store, policy_load, &rows, .rules = policy_column(rules, n, policy_rule, arena),
                       .versions = policy_column(rules, n, policy_version, arena),
                       .words = policy_column(rules, n, policy_words, arena), .on = on);
        if (r)
                return err_trace(r);
        size_t changes = pg_rows_count(rows);
        PolicyChange *items = arena_array(arena, changes + 1, sizeof *items);
        for (size_t i = 0; i < changes; i++)
                items[i] =
                        (PolicyChange){ .rule = arena_strdup(arena, pg_text(rows, i, POLICY_LOAD_RULE)),
                                        .change = arena_strdup(arena, pg_text(rows, i, POLICY_LOAD_CHANGE)),
                                        .before = arena_strdup(arena, pg_text(rows, i, POLICY_LOAD_BEFORE)),
                                        .after = arena_strdup(arena, pg_text(rows, i, POLICY_LOAD_AFTER)) };
        *ret = items;
        *ret_n = changes;
        *ret_first = known == 0;
        return 0;
}

int policy_changes(Store *store, Date since, int64_t limit, PgRows **ret) {
        return store_call(store, policy_changes, ret, .since = since, .limit = limit);
}

int policy_open_runs(Store *store, const char *rule, Arena *arena, int64_t **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, policy_open_runs, &rows, .rule = rule);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        int64_t *runs = arena_array(arena, n + 1, sizeof *runs);
        for (size_t i = 0; i < n; i++)
                runs[i] = pg_i64(rows, i, POLICY_OPEN_RUNS_ID);
        *ret = runs;
        *ret_n = n;
        return 0;
}
