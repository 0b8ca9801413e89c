#include "register/count.h"

#include "base/error.h"

static int count_by(Register *reg, const char *sql, const char *const *keys, size_t n, Arena *arena,
                    EntityCount **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_texts(&args, keys, n);
        int r = pg_query(register_pg(reg), sql, &args, &rows);
        if (r)
                return err_trace(r);
        EntityCount *counts = arena_array(arena, pg_rows_count(rows) + 1, sizeof *counts);
        *ret_n = 0;
        for (size_t i = 0; i < pg_rows_count(rows); i++)
                if (pg_i64(rows, i, COUNT_ROWS) > 0)
                        counts[(*ret_n)++] =
                                (EntityCount){ arena_strdup(arena, pg_text(rows, i, COUNT_ENTITY)),
                                               pg_i64(rows, i, COUNT_ROWS) };
        *ret = counts;
        return 0;
}

int count_entities(Register *reg, const Entity *unit, const char *const *keys, size_t n, Arena *arena,
                   EntityCount **ret, size_t *ret_n) {
        Compiler compiler = register_compiler(reg);
        compiler.arena = arena;
        int r = count_by(reg, compile_count(&compiler, unit), keys, n, arena, ret, ret_n);
        return err_trace(r);
}

int count_shared(Register *reg, const Entity *unit, const char *const *keys, size_t n, Arena *arena,
                 EntityCount **ret, size_t *ret_n) {
        Compiler compiler = register_compiler(reg);
        compiler.arena = arena;
        const char *sql = compile_count_shared(&compiler, unit);
        *ret_n = 0;
        int r = sql ? count_by(reg, sql, keys, n, arena, ret, ret_n) : 0;
        return err_trace(r);
}

int count_reaches(Register *reg, const Entity *entity, int64_t n, bool *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        Compiler compiler = register_compiler(reg);
        PgArgs args = PG_ARGS(arena);
        compiler.arena = arena;
        pg_arg_i64(&args, n);
        int r = pg_query(register_pg(reg), compile_count_up_to(&compiler, entity), &args, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_i64(rows, 0, ONLY_COLUMN) >= n;
        return 0;
}
