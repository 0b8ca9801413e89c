#include "store/policy.h"

#include "base/error.h"
#include "store/call.h"
#include "store/turn.h"

static int lock_and_count(Store *store, Arena *arena, int64_t *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        const PgArgs none = PG_ARGS(arena);
        int r = turn_take(store, "policy"); /* two who load at once note a change once */
        if (r == 0)
                r = store_call(store, STATEMENT_POLICY_KNOWN, &none, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_i64(rows, 0, POLICY_KNOWN_RULES);
        return 0;
}

static void add_column(PgArgs *args, Arena *arena, const PolicyRule *rules, size_t n, int column) {
        const char **values = arena_array(arena, n + 1, sizeof *values);
        for (size_t i = 0; i < n; i++)
                values[i] = column == 0 ? rules[i].rule : column == 1 ? rules[i].version : rules[i].words;
        pg_arg_texts(args, values, n);
}

int policy_load(Store *store, const PolicyRule *rules, size_t n, Date on, Arena *arena, PolicyChange **ret,
                size_t *ret_n, bool *ret_first) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int64_t known = 0;
        int r = lock_and_count(store, arena, &known);
        if (r)
                return err_trace(r);
        PgArgs args = PG_ARGS(arena);
        for (int column = 0; column < 3; column++)
                add_column(&args, arena, rules, n, column);
        pg_arg_date(&args, on);
        r = store_call(store, STATEMENT_POLICY_LOAD, &args, &rows);
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
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_date(&args, since);
        pg_arg_i64(&args, limit);
        return store_call(store, STATEMENT_POLICY_CHANGES, &args, ret);
}

int policy_open_runs(Store *store, const char *rule, Arena *arena, int64_t **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, rule);
        int r = store_call(store, STATEMENT_POLICY_OPEN_RUNS, &args, &rows);
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
