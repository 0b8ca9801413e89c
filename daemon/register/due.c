#include "register/due.h"

#include "base/error.h"
#include "statements.h"

/* DUE_E_END: the rule is not in force for any day that could be due. */
static int prepare(Register *reg, Arena *arena, const Rule *rule, Date on, CompiledDue *ret_sql,
                   PgArgs *ret_args) {
        Date first, last;
        Compiler compiler = register_compiler(reg);
        compiler.arena = arena;
        if (!compile_due(&compiler, rule, ret_sql))
                return DUE_E_NO_EVENT;
        if (!rule_window(rule, on, &first, &last))
                return DUE_E_END;
        *ret_args = PG_ARGS(arena);
        pg_arg_date(ret_args, first);
        pg_arg_date(ret_args, last);
        return 0;
}

int due_open(Register *reg, const Rule *rule, Date on) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        CompiledDue sql;
        PgArgs args;
        int r = prepare(reg, arena, rule, on, &sql, &args);
        if (r == 0)
                r = pg_query(register_pg(reg),
                             arena_printf(arena, "declare muniment_due no scroll cursor for %s", sql.find),
                             &args, NULL);
        return r < 0 ? err_trace(r) : r;
}

/* One number, of the finding statement put between two texts. 0 rows: 0. */
static int ask(Register *reg, const Rule *rule, Date on, const char *before, const char *after,
               int64_t *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        CompiledDue sql;
        PgArgs args;
        *ret = 0;
        int r = prepare(reg, arena, rule, on, &sql, &args);
        if (r == DUE_E_END)
                return 0;
        if (r == 0)
                r = pg_query(register_pg(reg), arena_printf(arena, "%s%s%s", before, sql.find, after), &args,
                             &rows);
        if (r)
                return r < 0 ? err_trace(r) : r;
        *ret = pg_i64(rows, 0, 0);
        return 0;
}

/* The earliest day, not any: the planner cannot know that the old are archived already, expects many, and
 * would read the whole table for the first of them. In the day's order only the index serves. */
int due_any(Register *reg, const Rule *rule, Date on, bool *ret) {
        int64_t n;
        int r = ask(reg, rule, on, "select count(*) from (", " order by 2 limit 1) as q", &n);
        *ret = n > 0;
        return r < 0 ? err_trace(r) : r;
}

int due_count(Register *reg, const Rule *rule, Date on, int64_t *ret) {
        return ask(reg, rule, on, "select count(*) from (", ") as q", ret);
}

static void read_rows(const PgRows *rows, Arena *arena, size_t n_stones, DueRows *ret) {
        ret->n = pg_rows_count(rows);
        ret->n_stones = n_stones;
        ret->items = arena_array(arena, ret->n + 1, sizeof *ret->items);
        for (size_t i = 0; i < ret->n; i++) {
                DueRow *row = &ret->items[i];
                row->key = arena_strdup(arena, pg_text(rows, i, 0));
                row->event = pg_date(rows, i, 1);
                row->stones = arena_array(arena, n_stones + 1, sizeof *row->stones);
                for (size_t k = 0; k < n_stones; k++)
                        row->stones[k] = arena_strdup(arena, pg_text(rows, i, (int)k + 2));
        }
}

int due_fetch(Register *reg, Arena *arena, DueRows *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_DUE_FETCH, NULL, &rows);
        if (r)
                return r < 0 ? err_trace(r) : r;
        if (pg_rows_count(rows) == 0)
                return DUE_E_END;
        read_rows(rows, arena, 0, ret);
        return 0;
}

int due_lock(Register *reg, const Rule *rule, Date on, const char *const *keys, size_t n, Arena *arena,
             DueRows *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        CompiledDue sql;
        PgArgs args;
        int r = prepare(reg, arena, rule, on, &sql, &args);
        if (r == DUE_E_END) {
                *ret = (DueRows){ 0 };
                return 0;
        }
        if (r == 0) {
                pg_arg_texts(&args, keys, n);
                r = pg_query(register_pg(reg), sql.lock, &args, &rows);
        }
        if (r)
                return r < 0 ? err_trace(r) : r;
        read_rows(rows, arena, register_map(reg)->n_tombstone, ret);
        return 0;
}
