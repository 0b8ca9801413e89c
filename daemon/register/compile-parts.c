/* Names, keys and belonging: what every compiled statement is made of. */
#include "register/compile-parts.h"

#include "base/text.h"

#include <string.h>

/* Every identifier of a compiled statement is quoted here. */
static const char *name(const Compiler *c, const char *schema, const char *s) {
        return pg_quote_name(c->pg, c->arena, schema, s);
}

const char *part_alias(const Compiler *c, const Entity *e) {
        return arena_printf(c->arena, "e%zu", (size_t)(e - c->map->entities));
}

const char *part_column(const Compiler *c, const Entity *e, const char *column) {
        const Attribute *taken = entity_taken(e, column);
        return taken ? taken_value(c, e, taken)
                     : arena_printf(c->arena, "%s.%s", part_alias(c, e), name(c, NULL, column));
}

const char *part_bare(const Compiler *c, const char *column) {
        return name(c, NULL, column);
}

const char *part_table(const Compiler *c, const char *schema, const char *table) {
        return name(c, schema, table);
}

const char *part_from(const Compiler *c, const Entity *e) {
        return arena_printf(c->arena, "%s %s", name(c, e->schema, e->table), part_alias(c, e));
}

const char *part_there(const Compiler *c, const Entity *e, const char *from, const char *where) {
        return arena_printf(
                c->arena, "select %s where exists (select from %s%s where %s)",
                pg_quote_text(c->pg, c->arena, arena_printf(c->arena, "%s.%s", e->schema, e->table)),
                part_from(c, e), from, where);
}

CompiledChange part_change(const Compiler *c, const Entity *e, const char *set, const char *from,
                           const char *where) {
        return (CompiledChange){
                .sql = arena_printf(c->arena, "update %s set %s%s%s where %s", part_from(c, e), set,
                                    *from ? " from " : "", *from ? from + strlen(", ") : "", where),
                .left = catalog_of(c->catalog, e)->answers_updates ? part_there(c, e, from, where) : NULL,
        };
}

const char *part_columns(const Compiler *c, const Entity *e, const char *const *columns, size_t n) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < n; i++)
                text_appendf(&out, "%s%s", i ? ", " : "", part_column(c, e, columns[i]));
        return arena_strdup(c->arena, text_str(&out));
}

const char *part_key_of(const Compiler *c, const Entity *e, const char *const *columns, size_t n) {
        if (n == 1)
                return arena_printf(c->arena, "%s::text", part_column(c, e, columns[0]));
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < n; i++)
                text_appendf(&out, "%s%s::text", i ? ", " : "jsonb_build_array(",
                             part_column(c, e, columns[i]));
        text_append(&out, ")::text");
        return arena_strdup(c->arena, text_str(&out));
}

const char *part_key_text(const Compiler *c, const Entity *e) {
        return part_key_of(c, e, (const char *const *)e->key, e->n_key);
}

const char *part_key_type(const Compiler *c, const Entity *root, size_t i) {
        const CatalogColumn *column = catalog_column(catalog_of(c->catalog, root), root->key[i]);
        return column ? column->type : "text"; /* missing columns were reported; nothing runs then */
}

static const char *part_is_key(const Compiler *c, const Entity *e, const char *const *columns,
                               const Entity *root, int parameter) {
        if (root->n_key == 1)
                return arena_printf(c->arena, "%s = $%d::text::%s", part_column(c, e, columns[0]), parameter,
                                    part_key_type(c, root, 0));
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < root->n_key; i++)
                text_appendf(&out, "%s%s = ($%d::text::jsonb ->> %zu)::%s", i ? " and " : "(",
                             part_column(c, e, columns[i]), parameter, i, part_key_type(c, root, i));
        text_append(&out, ")");
        return arena_strdup(c->arena, text_str(&out));
}

/* One column's keys bind as an array of its own type, so that its index serves. */
const char *part_in_keys(const Compiler *c, const Entity *e, const char *const *columns, const Entity *root,
                         int parameter) {
        if (c->one_key)
                return part_is_key(c, e, columns, root, parameter);
        if (root->n_key == 1)
                return arena_printf(c->arena, "%s = any($%d::%s[])", part_column(c, e, columns[0]), parameter,
                                    part_key_type(c, root, 0));
        _cleanup_text_ Text out = { 0 };
        text_appendf(&out, "(%s) in (select ", part_columns(c, e, columns, root->n_key));
        for (size_t i = 0; i < root->n_key; i++)
                text_appendf(&out, "%s(k.v ->> %zu)::%s", i ? ", " : "", i, part_key_type(c, root, i));
        text_appendf(&out, " from unnest($%d::jsonb[]) as k (v))", parameter);
        return arena_strdup(c->arena, text_str(&out));
}

/* As text, so that a value of the map's may be compared with a column of any type. */
const char *part_where(const Compiler *c, const Entity *from, const Edge *edge) {
        _cleanup_text_ Text out = { 0 };
        if (!edge->where)
                return "";
        for (size_t i = 0; i < edge->n_is; i++)
                text_appendf(&out, "%s%s", i ? ", " : "", pg_quote_text(c->pg, c->arena, edge->is[i]));
        return arena_printf(c->arena, " and %s::text in (%s)", part_column(c, from, edge->where),
                            text_str(&out));
}

static const char *and_where(const Compiler *c, const Entity *from, const Edge *edge, const char *condition) {
        return edge->where ? arena_printf(c->arena, "(%s%s)", condition, part_where(c, from, edge))
                           : condition;
}

const char *part_cast(const Edge *edge) {
        return edge->cast ? "::text" : "";
}

static const char *side(const Compiler *c, const Entity *e, const Edge *edge, const char *const *columns) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < edge->n_columns; i++)
                text_appendf(&out, "%s%s%s", i ? ", " : "", part_column(c, e, columns[i]), part_cast(edge));
        return arena_strdup(c->arena, text_str(&out));
}

static bool is_array(const Compiler *c, const Entity *e, const char *column) {
        const CatalogColumn *found = catalog_column(catalog_of(c->catalog, e), column);
        return found && strchr(found->type, '[');
}

const char *part_list(const Compiler *c, const Entity *from, const Edge *edge) {
        const char *column = part_column(c, from, edge->columns[0]);
        return is_array(c, from, edge->columns[0])
                       ? arena_printf(c->arena, "%s::text[]", column)
                       : arena_printf(c->arena, "regexp_split_to_array(btrim(%s::text), '\\s*[,;]\\s*')",
                                      column);
}

const char *part_list_without(const Compiler *c, const Entity *from, const Edge *edge, const char *gone) {
        bool array = is_array(c, from, edge->columns[0]);
        const char *left =
                arena_printf(c->arena,
                             "array(select u.x from unnest(%s) with ordinality as u (x, o) where u.x::text "
                             "not in (%s) order "
                             "by u.o)",
                             array ? part_column(c, from, edge->columns[0]) : part_list(c, from, edge), gone);
        return array ? left : arena_printf(c->arena, "nullif(array_to_string(%s, ','), '')", left);
}

const char *part_joins(const Compiler *c, const Entity *from, const Edge *edge, const Entity *to) {
        if (edge->list)
                return and_where(c, from, edge,
                                 arena_printf(c->arena, "%s::text = any (%s)",
                                              part_column(c, to, edge->match[0]), part_list(c, from, edge)));
        return and_where(c, from, edge,
                         arena_printf(c->arena, "(%s) = (%s)", side(c, from, edge, edge->columns),
                                      side(c, to, edge, edge->match)));
}

const char *part_leads_to(const Compiler *c, const Entity *from, const Edge *edge, const Entity *to,
                          const char *where) {
        if (edge->list)
                return arena_printf(c->arena, "exists (select from %s where %s and %s)", part_from(c, to),
                                    part_joins(c, from, edge, to), where);
        return and_where(c, from, edge,
                         arena_printf(c->arena, "(%s) in (select %s from %s where %s)",
                                      side(c, from, edge, edge->columns), side(c, to, edge, edge->match),
                                      part_from(c, to), where));
}

const char *part_named(const Compiler *c, const Entity *from, const Edge *edge, const Entity *to,
                       const char *where) {
        if (edge_is_by_key(edge, to))
                return arena_printf(c->arena, "select %s from %s where %s%s",
                                    part_columns(c, from, edge->columns, edge->n_columns), part_from(c, from),
                                    where, part_where(c, from, edge));
        return arena_printf(c->arena, "select %s from %s, %s where %s and %s",
                            part_columns(c, to, to->key, to->n_key), part_from(c, to), part_from(c, from),
                            part_joins(c, from, edge, to), where);
}

const char *part_led_to(const Compiler *c, const Entity *from, const Edge *edge) {
        const Entity *to = data_map_entity(c->map, edge->entity);
        if (edge->list) /* no one row */
                return "null::text";
        if (edge_is_by_key(edge, to)) {
                const char *key = part_key_of(c, from, edge->columns, edge->n_columns);
                return edge->where ? arena_printf(c->arena, "case when true%s then %s end",
                                                  part_where(c, from, edge), key)
                                   : key;
        }
        /* under another alias, for it may be a row of its own kind */
        _cleanup_text_ Text key = { 0 }, same = { 0 };
        for (size_t i = 0; i < to->n_key; i++)
                text_appendf(&key, "%sled.%s::text", i ? ", " : "", part_bare(c, to->key[i]));
        for (size_t i = 0; i < edge->n_columns; i++)
                text_appendf(&same, "%sled.%s%s = %s%s", i ? " and " : "", part_bare(c, edge->match[i]),
                             part_cast(edge), part_column(c, from, edge->columns[i]), part_cast(edge));
        return arena_printf(c->arena,
                            to->n_key == 1 ? "(select %s from %s led where %s%s)"
                                           : "(select jsonb_build_array(%s)::text from %s led where %s%s)",
                            text_str(&key), part_table(c, to->schema, to->table), text_str(&same),
                            part_where(c, from, edge));
}

static const char *edge_belongs(const Compiler *c, const Entity *e, const Edge *edge, const Entity *root,
                                int parameter) {
        const Entity *owner = data_map_entity(c->map, edge->entity);
        if (owner == root && edge_is_by_key(edge, owner))
                return and_where(c, e, edge, part_in_keys(c, e, edge->columns, root, parameter));
        return part_leads_to(c, e, edge, owner, part_belongs(c, owner, root, parameter));
}

const char *part_after(const Compiler *c, const Entity *root, int parameter) {
        const char *key = part_columns(c, root, root->key, root->n_key);
        if (root->n_key == 1) /* the text is cast by the server from what it wrote itself */
                return arena_printf(c->arena, "%s > $%d::text::%s", key, parameter,
                                    part_key_type(c, root, 0));
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < root->n_key; i++)
                text_appendf(&out, "%s($%d::jsonb ->> %zu)::%s", i ? ", " : "", parameter, i,
                             part_key_type(c, root, i));
        return arena_printf(c->arena, "(%s) > (%s)", key, text_str(&out));
}

/* Of several owners each is asked by itself, so that each may use its own index. */
const char *part_belongs(const Compiler *c, const Entity *e, const Entity *root, int parameter) {
        const char *one = "false";
        size_t n = 0;
        _cleanup_text_ Text each = { 0 };
        if (e == root)
                return part_in_keys(c, e, e->key, root, parameter);
        for (size_t i = 0; i < e->n_owners; i++) {
                if (!entity_goes_with(c->map, data_map_entity(c->map, e->owners[i].entity), root))
                        continue;
                one = edge_belongs(c, e, &e->owners[i], root, parameter);
                text_appendf(&each, "%sselect %s from %s where %s", n++ ? " union all " : "",
                             part_columns(c, e, e->key, e->n_key), part_from(c, e), one);
        }
        if (n < 2)
                return one;
        return arena_printf(c->arena, "(%s) in (%s)", part_columns(c, e, e->key, e->n_key), text_str(&each));
}

const char *part_edge_belongs(const Compiler *c, const Entity *e, const Edge *edge, const Entity *root,
                              int parameter) {
        if (!entity_goes_with(c->map, data_map_entity(c->map, edge->entity), root))
                return NULL;
        return edge_belongs(c, e, edge, root, parameter);
}

const char *part_hangs(const Compiler *c, const Entity *e, const Entity *on) {
        const Entity *owner = data_map_entity(c->map, e->owner.entity);
        return owner == on ? part_joins(c, e, &e->owner, owner)
                           : part_leads_to(c, e, &e->owner, owner, part_hangs(c, owner, on));
}

const char *part_archived(const Compiler *c, const Entity *e) {
        return e == &c->map->entities[0] ? c->map->archived : e->archived;
}

const char *part_unreadable(const Compiler *c, const char *day) {
        return arena_printf(c->arena, "(%s < '" DATE_FIRST "'::date or %s > '" DATE_LAST "'::date)", day,
                            day);
}

const char *part_current(const Compiler *c, const Entity *e, int parameter) {
        _cleanup_text_ Text out = { 0 };
        if (e->since)
                text_appendf(&out, " and (%s is null or %s <= $%d::date)", part_column(c, e, e->since),
                             part_column(c, e, e->since), parameter);
        if (e->until)
                text_appendf(&out, " and (%s is null or %s > $%d::date)", part_column(c, e, e->until),
                             part_column(c, e, e->until), parameter);
        if (e->archived)
                text_appendf(&out, " and %s is null", part_column(c, e, e->archived));
        return arena_strdup(c->arena, text_str(&out));
}
