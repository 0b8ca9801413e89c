#include "register/hold-scope.h"

#include "base/error.h"
#include "base/text.h"
#include "model/data-map-columns.h"

static bool has_category(const Entity *e, const char *category) {
        for (size_t i = 0; i < e->n_attributes; i++)
                if (str_eq(e->attributes[i].category, category))
                        return true;
        return false;
}

static bool known_category(const DataMap *map, const Entity *e, const char *category) {
        bool known = e && has_category(e, category);
        for (size_t i = 0; !e && i < map->n_entities; i++)
                known = known || has_category(&map->entities[i], category);
        return known;
}

/* Whether the map still knows every name of the scope. */
static int check_names(const DataMap *map, const HoldScope *s) {
        const Entity *e = s->entity ? data_map_entity(map, s->entity) : NULL;
        if (s->entity && !e)
                return HOLD_SCOPE_E_ENTITY;
        if (s->attribute && !(e && entity_attribute(e, s->attribute)))
                return HOLD_SCOPE_E_ATTRIBUTE;
        if (s->column && !(e && entity_has_column(e, s->column)))
                return HOLD_SCOPE_E_COLUMN;
        if (s->category && !known_category(map, e, s->category))
                return HOLD_SCOPE_E_CATEGORY;
        if (s->service && map->n_services == 0)
                return HOLD_SCOPE_E_SERVICE;
        return 0;
}

/* A value is looked for once, when the hold is set: written otherwise than the register writes it, it would
 * bind nothing. */
static int check_value(Register *reg, const Compiler *c, const HoldScope *s) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(c->arena);
        if (!s->column && !s->service)
                return 0;
        pg_arg_text(&args, s->service ? s->service : s->value);
        int r = pg_query(register_pg(reg), compile_hold_seen(c, s), &args, &rows);
        if (r)
                return err_trace(r);
        return pg_bool(rows, 0, ONLY_COLUMN) ? 0 : HOLD_SCOPE_E_VALUE;
}

int hold_scope_check(Register *reg, const HoldScope *scope, const HoldUnit *unit) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const DataMap *map = register_map(reg);
        const HoldUnit subject = { .entity = &map->entities[0] };
        const Entity *e = scope->entity ? data_map_entity(map, scope->entity) : NULL;
        CompiledHold compiled;
        Compiler c = register_compiler(reg);
        c.arena = arena;
        int r = check_names(map, scope);
        if (r)
                return err_trace(r);
        const Attribute *column = e && scope->column ? entity_attribute(e, scope->column) : NULL;
        if (column && column->identifies)
                return HOLD_SCOPE_E_IDENTIFIES;
        if ((scope->since != DATE_NONE || scope->until != DATE_NONE) && e &&
            e->ownership != OWNERSHIP_REFERENCE && !compile_hold_dated(&c, e))
                return HOLD_SCOPE_E_DATES;
        if (!compile_hold(&c, scope, unit ? unit : &subject, &compiled))
                return HOLD_SCOPE_E_NOTHING;
        return check_value(reg, &c, scope);
}

static int lock_between(Register *reg, const CompiledHold *compiled, const PgArgs *keys) {
        int r = 0;
        for (size_t i = 0; r == 0 && i < compiled->n_locks; i++)
                r = pg_query(register_pg(reg), compiled->locks[i], keys, NULL);
        return err_trace(r);
}

static void bind_scope(PgArgs *args, const HoldScope *s) {
        if (s->since != DATE_NONE || s->until != DATE_NONE) {
                pg_arg_date(args, s->since);
                pg_arg_date(args, s->until);
        }
        if (s->service || s->column)
                pg_arg_text(args, s->service ? s->service : s->value);
}

static int register_hold_scope_find(Register *reg, const HoldScopeAsk *ask, const CompiledHold *compiled,
                                    PgArgs *args, const char ***ret_keys, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = ask->destroying ? lock_between(reg, compiled, args) : 0;
        bind_scope(args, ask->scope);
        if (r == 0)
                r = pg_query(register_pg(reg), compiled->find, args, &rows);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret_keys = arena_array(args->arena, *ret_n + 1, sizeof **ret_keys);
        for (size_t i = 0; i < *ret_n; i++)
                (*ret_keys)[i] = arena_strdup(args->arena, pg_text(rows, i, ONLY_COLUMN));
        return 0;
}

int hold_scope_find(Register *reg, const HoldScopeAsk *ask, const char *const *keys, size_t n, Arena *arena,
                    const char ***ret_keys, size_t *ret_n) {
        CompiledHold compiled;
        Compiler c = register_compiler(reg);
        c.arena = arena;
        *ret_n = 0;
        if (check_names(register_map(reg), ask->scope)) {
                *ret_keys = arena_memdup(arena, keys, n * sizeof *keys);
                *ret_n = n;
                return 0;
        }
        if (n == 0 || !compile_hold(&c, ask->scope, ask->unit, &compiled))
                return 0;
        PgArgs args = PG_ARGS(arena);
        pg_arg_texts(&args, keys, n);
        int r = register_hold_scope_find(reg, ask, &compiled, &args, ret_keys, ret_n);
        return err_trace(r);
}
