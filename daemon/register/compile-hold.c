/* A scope is asked for along paths: from a row in scope, step by step through what it hangs on, to what is
 * about to be disposed of. A row hangs on its owner, something shared on each link to it, and what a
 * reference entity describes on each row that names it. A hold on whole rows binds in both directions: what
 * takes such a row with it, and what hangs on one. In doubt a hold binds. */
#include "register/compile-hold.h"

#include "base/text.h"
#include "register/compile-parts.h"

/* More ways than these from one entity to another: then whatever is asked for is taken to be in scope. */
#define PATHS_MAX 256

typedef struct Path {
        const Entity **at; /* the row in scope first, what is disposed of last */
        size_t n;
        const Entity *dated; /* whose days count: the row itself, or the row that names a reference */
        bool up;             /* the last hangs on the first */
} Path;

typedef struct Paths {
        Path *items;
        size_t n;
        bool too_many;
} Paths;

typedef struct Walk {
        const Compiler *c;
        const Entity *to; /* NULL: to whatever is no reference */
        const Entity **at;
        size_t n;
        Paths *paths;
} Walk;

HoldUnit hold_unit(const DataMap *map, const Rule *rule) {
        return (HoldUnit){
                .entity = rule && rule->entity ? data_map_entity(map, rule->entity) : &map->entities[0],
                .attributes = rule && rule->n_attributes ? (const char *const *)rule->attributes : NULL,
                .n_attributes = rule ? rule->n_attributes : 0,
        };
}

static bool compile_hold_refers(const Entity *e, const Entity *reference) {
        for (size_t i = 0; i < e->n_refers; i++)
                if (str_eq(e->refers[i].entity, reference->name))
                        return true;
        return false;
}

/* Whether a row of x hangs directly on a row of y. */
static bool compile_hold_hangs(const Entity *x, const Entity *y) {
        if (x->ownership == OWNERSHIP_REFERENCE)
                return compile_hold_refers(y, x);
        if (x->ownership == OWNERSHIP_KEPT)
                return compile_hold_refers(x, y);
        for (size_t i = 0; i < x->n_owners; i++)
                if (str_eq(x->owners[i].entity, y->name))
                        return true;
        return !entity_stays(y) && entity_shares(y, x);
}

static void keep_path(Paths *paths, const Compiler *c, const Entity *const *at, size_t n) {
        if (paths->n == PATHS_MAX) {
                paths->too_many = true;
                return;
        }
        if (!paths->items)
                paths->items = arena_array(c->arena, PATHS_MAX, sizeof *paths->items);
        paths->items[paths->n++] =
                (Path){ .at = arena_memdup(c->arena, at, n * sizeof *at), .n = n, .dated = at[0] };
}

static void walk(Walk *w, const Entity *x) {
        const DataMap *map = w->c->map;
        for (size_t i = 0; i < w->n; i++)
                if (w->at[i] == x)
                        return;
        w->at[w->n++] = x;
        if (w->to ? x == w->to : !entity_stays(x))
                keep_path(w->paths, w->c, w->at, w->n);
        else
                for (size_t i = 0; i < map->n_entities && !w->paths->too_many; i++)
                        if (compile_hold_hangs(x, &map->entities[i]))
                                walk(w, &map->entities[i]);
        w->n--;
}

static Paths find_paths(const Compiler *c, const Entity *from, const Entity *to) {
        Paths paths = { 0 };
        Walk w = { .c = c, .to = to, .paths = &paths };
        w.at = arena_array(c->arena, c->map->n_entities + 1, sizeof *w.at);
        walk(&w, from);
        return paths;
}

/* The way from what is in scope to the row that stands for it, and on from there. */
static void join_path(Paths *paths, const Compiler *c, const Path *first, const Path *rest, bool up) {
        const Entity **at = arena_array(c->arena, first->n + rest->n, sizeof *at);
        size_t n = 0;
        for (size_t i = 0; i < first->n; i++)
                at[n++] = first->at[i];
        for (size_t i = 1; i < rest->n; i++)
                at[n++] = up ? rest->at[rest->n - 1 - i] : rest->at[i];
        keep_path(paths, c, at, n);
        if (paths->too_many)
                return;
        paths->items[paths->n - 1].dated = first->at[first->n - 1];
        paths->items[paths->n - 1].up = up;
}

static bool compile_hold_listed(const HoldUnit *unit, const char *column) {
        bool any = !unit->attributes;
        for (size_t i = 0; unit->attributes && i < unit->n_attributes; i++)
                any = any || str_eq(unit->attributes[i], column);
        return any;
}

/* Of an entity in scope, each way to what is disposed of. */
static void add_paths(Paths *paths, const Compiler *c, const HoldUnit *unit, const Entity *e, bool upward) {
        const Paths anchors = find_paths(c, e, NULL);
        for (size_t a = 0; a < anchors.n; a++) {
                const Entity *row = anchors.items[a].at[anchors.items[a].n - 1];
                const Paths down = find_paths(c, row, unit->entity), up = find_paths(c, unit->entity, row);
                /* Columns that are blanked take nothing with them that hangs on their row. */
                for (size_t i = 0; i < down.n; i++)
                        if (row == unit->entity || !unit->attributes)
                                join_path(paths, c, &anchors.items[a], &down.items[i], false);
                for (size_t i = 0; upward && row != unit->entity && i < up.n; i++)
                        join_path(paths, c, &anchors.items[a], &up.items[i], true);
                paths->too_many = paths->too_many || down.too_many || up.too_many;
        }
        paths->too_many = paths->too_many || anchors.too_many;
}

static bool is_day(const CatalogColumn *column) {
        return str_eq(column->type, "date") || str_starts(column->type, "timestamp");
}

bool compile_hold_dated(const Compiler *c, const Entity *entity) {
        const CatalogTable *table = catalog_of(c->catalog, entity);
        bool any = entity->since || entity->until;
        for (size_t i = 0; table && i < table->n_columns; i++)
                any = any || is_day(&table->columns[i]);
        return any;
}

/* A row with a time of its own is in scope when that touches the range: one that is not ended goes on, and
 * one of which no day is known may be of any. Else any day that it holds counts. */
static void range(const Compiler *c, const Entity *e, Text *out) {
        const CatalogTable *table = catalog_of(c->catalog, e);
        const char *between = " and (";
        if (e->since)
                text_appendf(out, " and (%1$s is null or $3::date is null or %1$s::date <= $3::date)",
                             part_column(c, e, e->since));
        if (e->until)
                text_appendf(out, " and (%1$s is null or $2::date is null or %1$s::date >= $2::date)",
                             part_column(c, e, e->until));
        for (size_t i = 0; table && !e->since && !e->until && i < table->n_columns; i++) {
                if (!is_day(&table->columns[i]))
                        continue;
                text_appendf(out,
                             "%1$s(%2$s::date >= coalesce($2::date, '-infinity') and "
                             "%2$s::date <= coalesce($3::date, 'infinity'))",
                             between, part_column(c, e, table->columns[i].name));
                between = " or ";
        }
        text_append(out, str_eq(between, " or ") ? ")" : "");
}

static bool has_range(const HoldScope *s) {
        return s->since != DATE_NONE || s->until != DATE_NONE;
}

static int value_parameter(const HoldScope *s) {
        return has_range(s) ? 4 : 2;
}

static const char *service_column(const DataMap *map, const Entity *e) {
        for (size_t i = 0; i < map->n_services; i++)
                if (str_eq(map->services[i].entity, e->name))
                        return map->services[i].columns[0];
        return NULL;
}

/* " and (e3.a is not null or e3.b is not null)": the columns that the scope names and the disposal takes.
 * False: there is none. */
static bool filled(const Compiler *c, const HoldScope *s, const HoldUnit *unit, const Entity *e, Text *out) {
        const char *between = " and (";
        for (size_t i = 0; i < e->n_attributes; i++) {
                const Attribute *a = &e->attributes[i];
                if ((s->attribute && !str_eq(a->column, s->attribute)) ||
                    (s->category && !str_eq(a->category, s->category)) ||
                    (e == unit->entity && !compile_hold_listed(unit, a->column)))
                        continue;
                text_appendf(out, "%s%s is not null", between, part_column(c, e, a->column));
                between = " or ";
        }
        if (str_eq(between, " and ("))
                return false;
        text_append(out, ")");
        return true;
}

/* What a row in scope must be like, each with " and " before it. False: the path leads to nothing in scope.
 */
static bool conditions(const Compiler *c, const HoldScope *s, const HoldUnit *unit, const Path *path,
                       Text *out) {
        const Entity *e = path->at[0];
        const char *column = s->service ? service_column(c->map, e) : s->column;
        if (column)
                text_appendf(out, " and %s::text = $%d::text", part_column(c, e, column), value_parameter(s));
        if ((s->attribute || s->category) && !filled(c, s, unit, e, out))
                return false;
        if (has_range(s) && !compile_hold_dated(c, path->dated))
                return s->entity || s->service; /* no day is known of it: it may be of any */
        if (has_range(s))
                range(c, path->dated, out);
        return true;
}

static void either(Text *out, const char **between, const char *condition) {
        text_appendf(out, "%s%s", *between, condition);
        *between = " or ";
}

static void compile_hold_step(const Compiler *c, const Entity *x, const Entity *y, const char **between,
                              Text *out) {
        for (size_t i = 0; x->ownership == OWNERSHIP_REFERENCE && i < y->n_refers; i++)
                if (str_eq(y->refers[i].entity, x->name))
                        either(out, between, part_joins(c, y, &y->refers[i], x));
        for (size_t i = 0; i < x->n_owners; i++)
                if (str_eq(x->owners[i].entity, y->name))
                        either(out, between, part_joins(c, x, &x->owners[i], y));
        for (size_t i = 0; x->ownership == OWNERSHIP_KEPT && i < x->n_refers; i++)
                if (str_eq(x->refers[i].entity, y->name))
                        either(out, between, part_joins(c, x, &x->refers[i], y));
        for (size_t i = 0; i < y->n_shares; i++)
                if (str_eq(y->shares[i].entity, x->name))
                        either(out, between, part_joins(c, y, &y->shares[i], x));
}

/* " and (e3."a") = (e0."a")": that each row of the path hangs on the next, or the next on it. */
static void compile_hold_joins(const Compiler *c, const Path *path, size_t first, Text *out) {
        for (size_t i = first; i + 1 < path->n; i++) {
                const char *between = "";
                text_append(out, " and (");
                compile_hold_step(c, path->at[i], path->at[i + 1], &between, out);
                compile_hold_step(c, path->at[i + 1], path->at[i], &between, out);
                text_append(out, ")");
        }
}

static void froms(const Compiler *c, const Path *path, size_t first, size_t n, Text *out) {
        for (size_t i = first; i < n; i++)
                text_appendf(out, "%s%s", i > first ? ", " : "", part_from(c, path->at[i]));
}

/* Rows that a person or a program changes at this moment are waited for, and then seen as they have become.
 * The last of the path is locked already; what a reference describes is nobody's to lock. */
static const char *compile_hold_lock(const Compiler *c, const HoldUnit *unit, const Path *path) {
        _cleanup_text_ Text from = { 0 }, where = { 0 }, of = { 0 };
        size_t first = 0;
        while (entity_stays(path->at[first]))
                first++;
        if (first + 1 >= path->n)
                return NULL;
        froms(c, path, first, path->n, &from);
        compile_hold_joins(c, path, first, &where);
        for (size_t i = first; i + 1 < path->n; i++)
                text_appendf(&of, "%s%s", i > first ? ", " : "", part_alias(c, path->at[i]));
        const Entity *e = path->at[first];
        return arena_printf(
                c->arena, "select count(*) from (select from %s where %s%s order by %s for %s of %s) as q",
                text_str(&from), part_in_keys(c, unit->entity, unit->entity->key, unit->entity, 1),
                text_str(&where), part_columns(c, e, e->key, e->n_key), path->up ? "share" : "update",
                text_str(&of));
}

static void compile_locks(const Compiler *c, const HoldUnit *unit, const Paths *paths, CompiledHold *ret) {
        ret->locks = arena_array(c->arena, paths->n + 1, sizeof *ret->locks);
        for (size_t i = 0; i < paths->n; i++) {
                const char *lock = compile_hold_lock(c, unit, &paths->items[i]);
                bool known = !lock;
                for (size_t k = 0; k < ret->n_locks; k++)
                        known = known || str_eq(ret->locks[k], lock);
                if (!known)
                        ret->locks[ret->n_locks++] = lock;
        }
}

static bool compile_hold_in_scope(const Compiler *c, const HoldScope *s, const Entity *e) {
        if (s->entity && !str_eq(s->entity, e->name))
                return false;
        if (s->service)
                return service_column(c->map, e);
        /* What a reference says of itself is never disposed of; what names it may be. */
        return e->ownership != OWNERSHIP_REFERENCE || (s->entity && !s->attribute) ||
               (s->category && !s->attribute);
}

static Paths paths_of(const Compiler *c, const HoldScope *s, const HoldUnit *unit) {
        bool upward = !s->attribute && !s->category && (s->entity || s->service);
        Paths paths = { 0 };
        for (size_t i = 0; i < c->map->n_entities; i++)
                if (compile_hold_in_scope(c, s, &c->map->entities[i]))
                        add_paths(&paths, c, unit, &c->map->entities[i], upward);
        return paths;
}

/* Whatever is bound is also named, so that its type is known, and asked of nothing more. */
static const char *parameters(const Compiler *c, const HoldScope *s) {
        const char *days = has_range(s) ? " and ($2::date is null or $3::date is null or true)" : "";
        if (!s->column && !s->service)
                return days;
        return arena_printf(c->arena, "%s and $%d::text is not null", days, value_parameter(s));
}

/* "(true and ...)" or "exists (...)". */
static void path_condition(const Compiler *c, const Path *path, const char *conditions, Text *out) {
        _cleanup_text_ Text from = { 0 }, where = { 0 };
        compile_hold_joins(c, path, 0, &where);
        froms(c, path, 0, path->n - 1, &from);
        if (path->n == 1)
                text_appendf(out, "(true%s)", conditions);
        else
                text_appendf(out, "exists (select from %s where true%s%s)", text_str(&from), text_str(&where),
                             conditions);
}

bool compile_hold(const Compiler *c, const HoldScope *scope, const HoldUnit *unit, CompiledHold *ret) {
        const Entity *u = unit->entity;
        _cleanup_text_ Text any = { 0 };
        Paths paths = paths_of(c, scope, unit);
        size_t used = 0;
        for (size_t i = 0; i < paths.n; i++) {
                _cleanup_text_ Text where = { 0 };
                if (!conditions(c, scope, unit, &paths.items[i], &where))
                        continue;
                path_condition(c, &paths.items[i], text_str(&where), &any);
                text_append(&any, " or ");
                paths.items[used++] = paths.items[i];
        }
        paths.n = used;
        *ret = (CompiledHold){ 0 };
        if (!used && !paths.too_many)
                return false;
        ret->find = arena_printf(c->arena, "select %s from %s where %s%s and (%s%s)", part_key_text(c, u),
                                 part_from(c, u), part_in_keys(c, u, u->key, u, 1), parameters(c, scope),
                                 text_str(&any), paths.too_many ? "true" : "false");
        compile_locks(c, unit, &paths, ret);
        return true;
}

const char *compile_hold_seen(const Compiler *c, const HoldScope *scope) {
        _cleanup_text_ Text out = { 0 };
        const char *between = "select ";
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *e = &c->map->entities[i];
                const char *column = scope->service ? service_column(c->map, e) : scope->column;
                if (!column || (scope->entity && !str_eq(scope->entity, e->name)))
                        continue;
                text_appendf(&out, "%sexists (select from %s where %s::text = $1::text)", between,
                             part_from(c, e), part_column(c, e, column));
                between = " or ";
        }
        return arena_strdup(c->arena, text_str(&out));
}
