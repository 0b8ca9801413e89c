#include "register/due.h"

#include "base/error.h"
#include "statements.h"

int due_compile(Register *reg, const Rule *rule, Date on, Arena *arena, DueQuery *ret) {
        Compiler compiler = register_compiler(reg);
        size_t n;
        const Rule **keepers = register_minimum_rules(reg, arena, &n);
        compiler.arena = arena;
        *ret = (DueQuery){ .rule = rule, .on = on };
        if (!compile_due(&compiler, rule, keepers, n, on, &ret->sql))
                return DUE_E_NO_EVENT;
        ret->never = !ret->sql.find;
        return 0;
}

static PgArgs due_bind(const DueQuery *query, Arena *arena) {
        PgArgs args = PG_ARGS(arena);
        pg_arg_texts(&args, query->sql.days, query->sql.n_days);
        pg_arg_texts(&args, query->sql.texts, query->sql.n_texts);
        return args;
}

int due_open(Register *reg, const DueQuery *query) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        if (query->never)
                return DUE_E_END;
        PgArgs args = due_bind(query, arena);
        int r = pg_query(register_pg(reg),
                         arena_printf(arena, "declare muniment_due no scroll cursor for %s", query->sql.find),
                         &args, NULL);
        return err_trace(r);
}

static int due_number(Register *reg, const char *sql, const PgArgs *args, int64_t *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(register_pg(reg), sql, args, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_i64(rows, 0, ONLY_COLUMN);
        return 0;
}

int due_any(Register *reg, const DueQuery *query, bool *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        int64_t n = 0;
        PgArgs args = due_bind(query, arena);
        int r = query->never ? 0 : due_number(reg, query->sql.any, &args, &n);
        *ret = n > 0;
        return err_trace(r);
}

int due_count(Register *reg, const DueQuery *query, int64_t *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = due_bind(query, arena);
        *ret = 0;
        return query->never ? 0 : due_number(reg, query->sql.count, &args, ret);
}

static Date *read_events(const DueQuery *query, const PgRows *rows, size_t row, int first, Arena *arena) {
        Date *events = arena_array(arena, query->rule->n_terms, sizeof *events);
        for (size_t i = 0; i < query->rule->n_terms; i++)
                events[i] = pg_date(rows, row, first++);
        return events;
}

static bool any_unreadable(const DueQuery *query, const PgRows *rows, size_t row, int first) {
        bool any = false;
        for (size_t i = 0; i < query->rule->n_terms; i++, first++)
                any = any || (!pg_is_null(rows, row, first) && pg_date(rows, row, first) == DATE_NONE);
        return any;
}

static const char *read_keeper(const DueQuery *query, const PgRows *rows, size_t row) {
        int64_t kept = pg_i64(rows, row, DUE_COLUMN_KEPT);
        return kept ? query->sql.keepers[kept - 1]->id : NULL;
}

static void read_found(const DueQuery *query, const PgRows *rows, Arena *arena, DueRows *ret) {
        ret->n = pg_rows_count(rows);
        ret->items = arena_array(arena, ret->n + 1, sizeof *ret->items);
        for (size_t i = 0; i < ret->n; i++) {
                DueRow *row = &ret->items[i];
                row->key = arena_strdup(arena, pg_text(rows, i, DUE_COLUMN_KEY));
                row->subject = query->rule->entity ? arena_strdup(arena, pg_text(rows, i, DUE_COLUMN_SUBJECT))
                                                   : row->key;
                row->kept_by = read_keeper(query, rows, i);
        }
}

static void read_locked(const DueQuery *query, const PgRows *rows, Arena *arena, size_t n_stones,
                        DueRows *ret) {
        size_t first_stone = DUE_COLUMN_EVENTS + query->rule->n_terms;
        read_found(query, rows, arena, ret);
        ret->n_stones = n_stones;
        for (size_t i = 0; i < ret->n; i++) {
                DueRow *row = &ret->items[i];
                const Date *events = read_events(query, rows, i, DUE_COLUMN_EVENTS, arena);
                row->due = rule_due(query->rule, events, (int)pg_i64(rows, i, DUE_COLUMN_CHOSEN));
                row->stones = arena_array(arena, n_stones + 1, sizeof *row->stones);
                for (size_t k = 0, column = first_stone; k < n_stones; k++, column++)
                        row->stones[k] = arena_strdup(arena, pg_text(rows, i, column));
        }
}

int due_fetch(Register *reg, const DueQuery *query, Arena *arena, DueRows *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_DUE_FETCH, NULL, &rows);
        if (r)
                return err_trace(r);
        *ret = (DueRows){ 0 };
        if (pg_rows_count(rows) == 0)
                return DUE_E_END;
        read_found(query, rows, arena, ret);
        return 0;
}

int due_lock(Register *reg, const DueQuery *query, const char *const *keys, size_t n, Arena *arena,
             DueRows *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        *ret = (DueRows){ 0 };
        if (query->never)
                return 0;
        PgArgs args = due_bind(query, arena);
        pg_arg_texts(&args, keys, n);
        int r = pg_query(register_pg(reg), query->sql.lock, &args, &rows);
        if (r)
                return err_trace(r);
        read_locked(query, rows, arena, query->rule->entity ? 0 : register_map(reg)->n_tombstone, ret);
        return 0;
}

int due_days(Register *reg, const DueQuery *query, Arena *arena, DueDay **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        *ret_n = 0;
        if (query->never)
                return 0;
        PgArgs args = due_bind(query, arena);
        int n = DUE_MONTHS_EVENTS + (int)query->rule->n_terms;
        int r = pg_query(register_pg(reg), query->sql.months, &args, &rows);
        if (r)
                return err_trace(r);
        DueDay *days = arena_array(arena, pg_rows_count(rows) + 1, sizeof *days);
        for (size_t i = 0; i < pg_rows_count(rows); i++)
                days[(*ret_n)++] = (DueDay){
                        .due = rule_due(query->rule, read_events(query, rows, i, DUE_MONTHS_EVENTS, arena),
                                        (int)pg_i64(rows, i, DUE_MONTHS_CHOSEN)),
                        .n = pg_i64(rows, i, n),
                };
        *ret = days;
        return 0;
}

int due_show(Register *reg, const DueQuery *query, const char *subject, Arena *arena, DueShown **ret,
             size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        *ret_n = 0;
        if (query->never)
                return 0;
        int applies = DUE_COLUMN_EVENTS + (int)query->rule->n_terms, is_due = applies + 1;
        PgArgs args = due_bind(query, arena);
        pg_arg_texts(&args, &subject, 1);
        int r = pg_query(register_pg(reg), query->sql.show, &args, &rows);
        if (r)
                return err_trace(r);
        DueShown *shown = arena_array(arena, pg_rows_count(rows) + 1, sizeof *shown);
        for (size_t i = 0; i < pg_rows_count(rows); i++) {
                const Date *events = read_events(query, rows, i, DUE_COLUMN_EVENTS, arena);
                shown[(*ret_n)++] = (DueShown){
                        .key = arena_strdup(arena, pg_text(rows, i, DUE_COLUMN_KEY)),
                        .kept_by = read_keeper(query, rows, i),
                        .due = rule_due(query->rule, events, (int)pg_i64(rows, i, DUE_COLUMN_CHOSEN)),
                        .events = events,
                        .unreadable = any_unreadable(query, rows, i, DUE_COLUMN_EVENTS),
                        .applies = pg_bool(rows, i, applies),
                        .is_due = pg_bool(rows, i, is_due),
                };
        }
        *ret = shown;
        return 0;
}
