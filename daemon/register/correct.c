#include "register/correct.h"

#include "base/error.h"
#include "base/text.h"
#include "register/compile-parts.h"
#include "store/store.h"

#include <string.h>

/* $1 the row, $2 what is held, $3 what is to be, $4 the day, $5 the subject: an array, as part_belongs() has
 * it */
static const char *compile_update(const Compiler *c, const Entity *e, const char *column, const char *type) {
        return arena_printf(c->arena,
                            "update %s set %s = $3::text::%s where %s = $1 and %s%s "
                            "and $4::date is not null and coalesce(%s::text, '') in ($2::text, "
                            "$3::text::%s::text) returning 1",
                            part_from(c, e), part_bare(c, column), type, part_key_text(c, e),
                            part_belongs(c, e, &c->map->entities[0], 5), part_current(c, e, 4),
                            part_column(c, e, column), type);
}

/* A server says so in its classes 22 (data), 23 (constraints), 42501 (grants) and P0 (a trigger's own). */
static bool is_refusal(Register *reg, int r) {
        const char *state = pg_sqlstate(register_pg(reg));
        return r == PG_E_CONFLICT || r == PG_E_DENIED || str_starts(state, "22") || str_starts(state, "P0");
}

int register_correct(Register *reg, const Correcting *what, Arena *arena) {
        Compiler c = register_compiler(reg);
        c.arena = arena;
        const Entity *e = data_map_entity(c.map, what->entity);
        const CatalogTable *table = e ? catalog_of(c.catalog, e) : NULL;
        const CatalogColumn *column = table ? catalog_column(table, what->column) : NULL;
        if (!column || column->generated || entity_taken(e, what->column))
                return REGISTER_E_MAP;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, what->row);
        pg_arg_text(&args, what->held);
        pg_arg_text(&args, what->told);
        pg_arg_date(&args, what->on);
        pg_arg_texts(&args, &what->subject, 1);
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(register_pg(reg), compile_update(&c, e, what->column, column->type), &args, &rows);
        if (r)
                return is_refusal(reg, r) ? CORRECT_E_REFUSED : err_trace(r);
        return pg_rows_count(rows) == 1 ? 0 : CORRECT_E_CHANGED;
}

int register_correct_with(Context *context, Register *reg, const Correcting *what,
                          const CorrectDecided *with) {
        _cleanup_pg_tx_ PgTx tx = { 0 }, register_tx = { 0 };
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = register_begin(reg, &register_tx);
        if (r == 0)
                r = with->decided(with->to);
        if (r == 0)
                r = register_correct(reg, what, context->arena);
        if (r == 0)
                r = register_commit(&register_tx);
        return err_trace(r ? err_trace(r) : pg_tx_commit(&tx));
}
