#include "register/trace.h"

#include "base/error.h"

static int count_where(Register *reg, Arena *arena, const char *sql, const char *const *values, size_t n,
                       int64_t *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_texts(&args, values, n);
        int r = pg_query(register_pg(reg), sql, &args, &rows);
        if (r)
                return r < 0 ? err_trace(r) : r;
        *ret = pg_i64(rows, 0, 0);
        return 0;
}

int register_trace(Register *reg, const char *const *keys, size_t n_keys, const char *const *identifiers,
                   size_t n_identifiers, Arena *arena, Trace **ret, size_t *ret_n, int64_t *ret_places) {
        const Catalog *catalog = register_catalog(reg);
        Compiler compiler = register_compiler(reg);
        compiler.arena = arena;
        Trace *traces = arena_array(arena, catalog->n_tables + 1, sizeof *traces);
        size_t n = 0, places = 0;
        for (size_t i = 0; i < catalog->n_tables; i++) {
                const CatalogTable *table = &catalog->tables[i];
                const char *by_key = compile_trace_keys(&compiler, table),
                           *by_text = compile_trace(&compiler, table);
                int64_t keyed = 0, named = 0;
                int r = 0;
                if (by_key && n_keys)
                        r = count_where(reg, arena, by_key, keys, n_keys, &keyed);
                if (r == 0 && by_text && n_identifiers)
                        r = count_where(reg, arena, by_text, identifiers, n_identifiers, &named);
                if (r)
                        return r < 0 ? err_trace(r) : r;
                places += (by_key && n_keys) || (by_text && n_identifiers);
                if (keyed + named)
                        traces[n++] = (Trace){ arena_printf(arena, "%s.%s", table->schema, table->name),
                                               keyed > named ? keyed : named };
        }
        *ret = traces;
        *ret_n = n;
        *ret_places = (int64_t)places;
        return 0;
}

int register_count_live(Register *reg, const Entity *entity, const char *const *keys, size_t n,
                        int64_t *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Compiler compiler = register_compiler(reg);
        compiler.arena = arena;
        const char *sql = compile_live(&compiler, entity);
        *ret = 0;
        return sql ? count_where(reg, arena, sql, keys, n, ret) : 0;
}

int register_count_left(Register *reg, const Entity *entity, const char *const *columns, size_t n_columns,
                        const char *const *keys, size_t n, int64_t *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Compiler compiler = register_compiler(reg);
        compiler.arena = arena;
        return count_where(reg, arena, compile_left(&compiler, entity, columns, n_columns), keys, n, ret);
}
