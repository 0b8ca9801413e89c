#include "register/stones.h"

#include "base/error.h"
#include "base/text.h"
#include "register/compile-parts.h"

enum { STONES_KEY, STONES_FIRST };

/* select key, tombstone columns from the subject's table where ... order by key ... */
static const char *compile_stones(const Compiler *c, const char *where, const char *end) {
        const Entity *subject = &c->map->entities[0];
        _cleanup_text_ Text columns = { 0 };
        for (size_t i = 0; i < c->map->n_tombstone; i++)
                text_appendf(&columns, ", %s::text", part_column(c, subject, c->map->tombstone[i]));
        return arena_printf(c->arena, "select %s%s from %s%s%s order by %s %s", part_key_text(c, subject),
                            text_str(&columns), part_from(c, subject), *where ? " where " : "", where,
                            part_columns(c, subject, subject->key, subject->n_key), end);
}

static int read_rows(Register *reg, const char *sql, const PgArgs *args, Arena *arena, StoneRows *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(register_pg(reg), sql, args, &rows);
        if (r)
                return err_trace(r);
        *ret = (StoneRows){ .n = pg_rows_count(rows), .n_stones = register_map(reg)->n_tombstone };
        ret->items = arena_array(arena, ret->n + 1, sizeof *ret->items);
        for (size_t i = 0; i < ret->n; i++) {
                StoneRow *row = &ret->items[i];
                row->key = arena_strdup(arena, pg_text(rows, i, STONES_KEY));
                row->stones = arena_array(arena, ret->n_stones + 1, sizeof *row->stones);
                for (size_t k = 0, column = STONES_FIRST; k < ret->n_stones; k++, column++)
                        row->stones[k] = arena_strdup(arena, pg_text(rows, i, column));
        }
        return 0;
}

int register_stones_next(Register *reg, const char *after, int limit, Arena *arena, StoneRows *ret) {
        _cleanup_(arena_freep) Arena *own = arena_new();
        Compiler c = register_compiler(reg);
        PgArgs args = PG_ARGS(own);
        c.arena = own;
        pg_arg_i64(&args, limit);
        if (after)
                pg_arg_text(&args, after);
        const char *where = after ? part_after(&c, &c.map->entities[0], 2) : "";
        return read_rows(reg, compile_stones(&c, where, "limit $1::bigint"), &args, arena, ret);
}

int register_stones_lock(Register *reg, const char *const *keys, size_t n, Arena *arena, StoneRows *ret) {
        _cleanup_(arena_freep) Arena *own = arena_new();
        Compiler c = register_compiler(reg);
        PgArgs args = PG_ARGS(own);
        c.arena = own;
        const Entity *subject = &c.map->entities[0];
        pg_arg_texts(&args, keys, n);
        const char *end = arena_printf(own, "for update of %s", part_alias(&c, subject));
        const char *where = part_in_keys(&c, subject, subject->key, subject, 1);
        return read_rows(reg, compile_stones(&c, where, end), &args, arena, ret);
}

static bool kept_unique(const Catalog *catalog, const CatalogTable *table, const char *column) {
        for (size_t i = 0; i < catalog->n_indexes; i++) {
                const CatalogIndex *index = &catalog->indexes[i];
                if (index->table == table && index->unique && !index->partial && index->n_columns == 1 &&
                    str_eq(index->columns[0], column))
                        return true;
        }
        return false;
}

/* How many rows have the column's value in common with another. */
static const char *stones_compile_shared(const Compiler *c, const Entity *subject, const char *column) {
        const char *name = part_column(c, subject, column);
        return arena_printf(
                c->arena,
                "select coalesce(sum(n), 0)::bigint from (select count(*) as n from %s where %s is not "
                "null group by %s having count(*) > 1) as shared",
                part_from(c, subject), name, name);
}

int register_check_stones(Register *reg, Problems *problems) {
        const DataMap *map = register_map(reg);
        const Entity *subject = &map->entities[0];
        const CatalogTable *table = catalog_of(register_catalog(reg), subject);
        Compiler c = register_compiler(reg);
        c.arena = problems->arena;
        for (size_t i = 0; table && i < map->n_tombstone; i++) {
                _cleanup_(pg_rows_freep) PgRows *rows = NULL;
                const char *column = map->tombstone[i];
                if ((!entity_taken(subject, column) && !catalog_column(table, column)) ||
                    kept_unique(register_catalog(reg), table, column))
                        continue;
                int r = pg_query(register_pg(reg), stones_compile_shared(&c, subject, column), NULL, &rows);
                if (r == PG_E_DENIED)
                        continue; /* that it may not be read is told elsewhere */
                if (r)
                        return err_trace(r);
                if (pg_i64(rows, 0, ONLY_COLUMN))
                        problem_add(
                                problems, SEVERITY_WARNING, map->file, 0, subject->name,
                                "Put the values right, and let a unique constraint keep them so.",
                                "%lld records share their %s with another: after a restore a person must say "
                                "which of them had been destroyed",
                                (long long)pg_i64(rows, 0, ONLY_COLUMN), column);
        }
        return 0;
}
