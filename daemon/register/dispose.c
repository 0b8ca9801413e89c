#include "register/dispose.h"

#include "base/error.h"
#include "statements.h"

typedef struct KeyList {
        const char **items;
        size_t n;
} KeyList;

static int run_on_keys(Register *reg, Arena *arena, const char *sql, const KeyList *keys, KeyList *ret,
                       int64_t *ret_affected) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_texts(&args, keys->items, keys->n);
        int r = pg_query(register_pg(reg), sql, &args, &rows);
        if (r)
                return r < 0 ? err_trace(r) : r;
        if (ret_affected)
                *ret_affected = pg_rows_affected(rows);
        if (ret) {
                ret->n = pg_rows_count(rows);
                ret->items = arena_array(arena, ret->n + 1, sizeof *ret->items);
                for (size_t i = 0; i < ret->n; i++)
                        ret->items[i] = arena_strdup(arena, pg_text(rows, i, 0));
        }
        return 0;
}

static int lock_tables(Register *reg, const CompiledDisposal *disposal) {
        for (size_t i = 0; i < disposal->n_lock_tables; i++) {
                int r = pg_query(register_pg(reg), disposal->lock_tables[i], NULL, NULL);
                if (r)
                        return r < 0 ? err_trace(r) : r;
        }
        return 0;
}

/* First locks what the group shares, then deletes the group, then looks, with a newer snapshot, which of the
 * shared has no link left; those are groups of their own. Keys only shrink, so the recursion ends. */
static int destroy_group(Register *reg, Arena *arena, const CompiledGroup *group, const KeyList *keys,
                         int64_t *ret_rows, int64_t *shared) {
        const CompiledDisposal *disposal = register_disposal(reg);
        KeyList *joined = arena_array(arena, group->n_shared + 1, sizeof *joined);
        int r = 0;
        for (size_t i = 0; i < group->n_shared && r == 0; i++)
                r = run_on_keys(reg, arena, group->shared[i].lock, keys, &joined[i], NULL);
        for (size_t i = 0; i < group->n_deletes && r == 0; i++)
                r = run_on_keys(reg, arena, group->deletes[i], keys, NULL, ret_rows);
        for (size_t i = 0; i < group->n_shared && r == 0; i++) {
                KeyList going = { 0 };
                int64_t rows = 0;
                if (joined[i].n == 0)
                        continue;
                r = run_on_keys(reg, arena, group->shared[i].going, &joined[i], &going, NULL);
                if (r == 0 && going.n > 0)
                        r = destroy_group(reg, arena, compiled_group(disposal, group->shared[i].entity),
                                          &going, &rows, shared);
                *shared += rows;
        }
        return r < 0 ? err_trace(r) : r;
}

int register_destroy(Register *reg, const char *const *keys, size_t n, DisposeCounts *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const CompiledDisposal *disposal = register_disposal(reg);
        KeyList list = { arena_array(arena, n + 1, sizeof *list.items), n };
        for (size_t i = 0; i < n; i++)
                list.items[i] = keys[i];
        *ret = (DisposeCounts){ 0 };
        if (n == 0)
                return 0;
        int r = lock_tables(reg, disposal);
        if (r == 0)
                r = destroy_group(reg, arena, &disposal->groups[0], &list, &ret->subjects, &ret->shared);
        if (r == 0 && ret->subjects != (int64_t)n)
                return err_origin(-ESTALE); /* they were locked: a trigger of the register kept rows back */
        return r < 0 ? err_trace(r) : r;
}

int register_archive(Register *reg, const char *const *keys, const Date *days, size_t n, DisposeCounts *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const CompiledDisposal *disposal = register_disposal(reg);
        const char **texts = arena_array(arena, n + 1, sizeof *texts);
        *ret = (DisposeCounts){ 0 };
        for (size_t i = 0; i < n; i++)
                texts[i] = arena_strdup(arena, DATE_TEXT(days[i]));
        for (size_t i = 0; i < disposal->n_archives && n > 0; i++) {
                _cleanup_(pg_rows_freep) PgRows *rows = NULL;
                PgArgs args = PG_ARGS(arena);
                pg_arg_texts(&args, keys, n);
                pg_arg_texts(&args, texts, n);
                int r = pg_query(register_pg(reg), disposal->archives[i], &args, &rows);
                if (r)
                        return r < 0 ? err_trace(r) : r;
                if (i == 0) /* the subject's own */
                        ret->subjects = pg_rows_affected(rows);
        }
        return 0;
}

static PgArgs receipt_args(Arena *arena, const char *run, int64_t batch) {
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, run);
        pg_arg_i64(&args, batch);
        return args;
}

int receipt_claim(Register *reg, Arena *arena, const char *run, int64_t batch, const char **ret_outcome) {
        _cleanup_(pg_rows_freep) PgRows *claimed = NULL, *rows = NULL;
        PgArgs args = receipt_args(arena, run, batch);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_RECEIPT_CLAIM, &args, &claimed);
        if (r)
                return r < 0 ? err_trace(r) : r;
        if (pg_rows_count(claimed) > 0)
                return 0;
        r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_RECEIPT_READ, &args, &rows);
        if (r)
                return r < 0 ? err_trace(r) : r;
        if (pg_rows_count(rows) == 0)
                return PG_E_RETRY; /* it was there a moment ago */
        *ret_outcome = arena_strdup(arena, pg_text(rows, 0, 0));
        return DISPOSE_E_DONE;
}

int receipt_write(Register *reg, const char *run, int64_t batch, const char *counts, const char *outcome) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = receipt_args(arena, run, batch);
        pg_arg_text(&args, counts);
        pg_arg_text(&args, outcome);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_RECEIPT_WRITE, &args, NULL);
        return r < 0 ? err_trace(r) : r;
}

int receipt_empty(Register *reg, const char *run, int64_t batch) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = receipt_args(arena, run, batch);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_RECEIPT_EMPTY, &args, NULL);
        return r < 0 ? err_trace(r) : r;
}

int receipt_empty_run(Register *reg, const char *run) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, run);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_RECEIPT_EMPTY_RUN, &args, NULL);
        return r < 0 ? err_trace(r) : r;
}
