/* Names, keys and belonging: what every compiled statement is made of, and the disposal statements. */
#include "register/compile.h"

#include "base/text.h"
#include "register/compile-parts.h"

/* Every identifier of a compiled statement is quoted here. */
static const char *name(const Compiler *c, const char *schema, const char *s) {
        return pg_quote_name(c->pg, c->arena, schema, s);
}

const char *part_alias(const Compiler *c, const Entity *e) {
        return arena_printf(c->arena, "e%zu", (size_t)(e - c->map->entities));
}

const char *part_column(const Compiler *c, const Entity *e, const char *column) {
        return arena_printf(c->arena, "%s.%s", part_alias(c, e), name(c, NULL, column));
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

const char *part_belongs(const Compiler *c, const Entity *e, const Entity *root, int parameter) {
        if (e == root)
                return part_in_keys(c, e, e->key, root, parameter);
        const Entity *owner = data_map_entity(c->map, e->owner.entity);
        if (owner == root)
                return part_in_keys(c, e, e->owner.columns, root, parameter);
        return arena_printf(c->arena, "(%s) in (select %s from %s where %s)",
                            part_columns(c, e, e->owner.columns, e->owner.n_columns),
                            part_columns(c, owner, owner->key, owner->n_key), part_from(c, owner),
                            part_belongs(c, owner, root, parameter));
}

const Entity *compile_root(const DataMap *map, const Entity *entity) {
        while (entity && (entity->ownership == OWNERSHIP_OWNED || entity->ownership == OWNERSHIP_LINK))
                entity = data_map_entity(map, entity->owner.entity);
        return entity && entity->ownership != OWNERSHIP_REFERENCE ? entity : NULL;
}

/* A cascade is relied on only where it cannot fail half way: a row that also refers, without cascade, to
 * another row of the same group may stop that row's own cascade, so it is deleted first, explicitly. */
bool compile_cascades(const Compiler *c, const Entity *entity) {
        const Entity *owner = data_map_entity(c->map, entity->owner.entity);
        if (!owner)
                return false;
        const CatalogForeignKey *edge = catalog_edge(c->catalog, entity, &entity->owner, owner);
        if (!edge || edge->on_delete != 'c')
                return false;
        const Entity *root = compile_root(c->map, entity);
        for (size_t i = 0; i < c->catalog->n_keys; i++) {
                const CatalogForeignKey *k = &c->catalog->keys[i];
                if (k->from != catalog_of(c->catalog, entity) || k->on_delete == 'c' || k->on_delete == 'n')
                        continue;
                for (size_t t = 0; t < c->map->n_entities; t++)
                        if (k->to == catalog_of(c->catalog, &c->map->entities[t]) &&
                            compile_root(c->map, &c->map->entities[t]) == root)
                                return false;
        }
        return true;
}

static void compile_deletes(const Compiler *c, CompiledGroup *group) {
        group->deletes = arena_array(c->arena, c->map->n_entities, sizeof *group->deletes);
        for (size_t i = c->map->n_entities; i-- > 0;) {
                const Entity *e = &c->map->entities[i];
                if (compile_root(c->map, e) != group->root || (e != group->root && compile_cascades(c, e)))
                        continue;
                group->deletes[group->n_deletes++] =
                        arena_printf(c->arena, "delete from %s where %s", part_from(c, e),
                                     part_belongs(c, e, group->root, 1));
        }
}

static bool joins(const Compiler *c, const Entity *link, const Entity *root, const Entity *shared) {
        return link->ownership == OWNERSHIP_LINK && data_map_entity(c->map, link->to.entity) == shared &&
               (!root || compile_root(c->map, link) == root);
}

/* What is shared is locked before anything is deleted. Whoever adds a link at that moment either has done so
 * before (and the check after sees the link, for it is a statement of its own with a newer snapshot) or waits
 * for us and then finds the row gone. */
static const char *compile_lock_shared(const Compiler *c, const Entity *root, const Entity *shared) {
        _cleanup_text_ Text out = { 0 };
        text_appendf(&out, "select %s from %s where (%s) in (", part_key_text(c, shared),
                     part_from(c, shared), part_columns(c, shared, shared->key, shared->n_key));
        const char *between = "";
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *link = &c->map->entities[i];
                if (!joins(c, link, root, shared))
                        continue;
                text_appendf(&out, "%sselect %s from %s where %s", between,
                             part_columns(c, link, link->to.columns, link->to.n_columns), part_from(c, link),
                             part_belongs(c, link, root, 1));
                between = " union ";
        }
        text_appendf(&out, ") order by %s for update of %s",
                     part_columns(c, shared, shared->key, shared->n_key), part_alias(c, shared));
        return arena_strdup(c->arena, text_str(&out));
}

static const char *compile_going(const Compiler *c, const Entity *shared) {
        _cleanup_text_ Text out = { 0 };
        text_appendf(&out, "select %s from %s where %s", part_key_text(c, shared), part_from(c, shared),
                     part_in_keys(c, shared, shared->key, shared, 1));
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *link = &c->map->entities[i];
                if (joins(c, link, NULL, shared))
                        text_appendf(&out, " and not exists (select from %s where (%s) = (%s))",
                                     part_from(c, link),
                                     part_columns(c, link, link->to.columns, link->to.n_columns),
                                     part_columns(c, shared, shared->key, shared->n_key));
        }
        return arena_strdup(c->arena, text_str(&out));
}

static void compile_shared(const Compiler *c, CompiledGroup *group) {
        group->shared = arena_array(c->arena, c->map->n_entities, sizeof *group->shared);
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *shared = &c->map->entities[i];
                bool joined = false;
                for (size_t k = 0; k < c->map->n_entities; k++)
                        joined = joined || joins(c, &c->map->entities[k], group->root, shared);
                if (shared->ownership == OWNERSHIP_SHARED && joined)
                        group->shared[group->n_shared++] = (CompiledShared){
                                .entity = shared,
                                .lock = compile_lock_shared(c, group->root, shared),
                                .going = compile_going(c, shared),
                        };
        }
}

/* Joins a row to its day: through its owners up to the subject, whose key and day stand side by side. */
static const char *compile_archive(const Compiler *c, const Entity *e, const char *column) {
        const Entity *subject = &c->map->entities[0], *at = e;
        _cleanup_text_ Text from = { 0 }, where = { 0 };
        text_appendf(&where, "%s is null", part_column(c, e, column));
        while (at != subject && data_map_entity(c->map, at->owner.entity) != subject) {
                const Entity *owner = data_map_entity(c->map, at->owner.entity);
                text_appendf(&from, ", %s", part_from(c, owner));
                text_appendf(&where, " and (%s) = (%s)",
                             part_columns(c, at, at->owner.columns, at->owner.n_columns),
                             part_columns(c, owner, owner->key, owner->n_key));
                at = owner;
        }
        const char *const *columns = at == subject ? at->key : at->owner.columns;
        for (size_t i = 0; i < subject->n_key; i++) {
                text_appendf(&where, " and %s = ", part_column(c, at, columns[i]));
                if (subject->n_key == 1)
                        text_append(&where, "d.key");
                else
                        text_appendf(&where, "(d.key ->> %zu)::%s", i, part_key_type(c, subject, i));
        }
        return arena_printf(
                c->arena,
                "update %s set %s = d.day from unnest($1::%s[], $2::date[]) as d (key, day)%s where %s",
                part_from(c, e), part_bare(c, column),
                subject->n_key == 1 ? part_key_type(c, subject, 0) : "jsonb", text_str(&from),
                text_str(&where));
}

/* Rows archived before keep their day: an item may be archived earlier than the record (reg 8(2)(e)-(j)). */
static void compile_archives(const Compiler *c, CompiledDisposal *disposal) {
        const Entity *subject = &c->map->entities[0];
        disposal->archives = arena_array(c->arena, c->map->n_entities, sizeof *disposal->archives);
        for (size_t i = 0; c->map->archived && i < c->map->n_entities; i++) {
                const Entity *e = &c->map->entities[i];
                const char *column = e == subject ? c->map->archived : e->archived;
                if (column && compile_root(c->map, e) == subject)
                        disposal->archives[disposal->n_archives++] = compile_archive(c, e, column);
        }
}

void compile_disposal(const Compiler *c, CompiledDisposal *ret) {
        *ret = (CompiledDisposal){ 0 };
        ret->groups = arena_array(c->arena, c->map->n_entities, sizeof *ret->groups);
        ret->lock_tables = arena_array(c->arena, c->map->n_entities, sizeof *ret->lock_tables);
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *e = &c->map->entities[i];
                if (e->ownership == OWNERSHIP_SUBJECT || e->ownership == OWNERSHIP_SHARED) {
                        CompiledGroup *group = &ret->groups[ret->n_groups++];
                        group->root = e;
                        compile_deletes(c, group);
                        compile_shared(c, group);
                }
                const Entity *to = data_map_entity(c->map, e->to.entity);
                if (e->ownership == OWNERSHIP_LINK && to && !catalog_edge(c->catalog, e, &e->to, to))
                        ret->lock_tables[ret->n_lock_tables++] =
                                arena_printf(c->arena, "lock table %s in share row exclusive mode",
                                             part_table(c, e->schema, e->table));
        }
        compile_archives(c, ret);
}

const CompiledGroup *compiled_group(const CompiledDisposal *disposal, const Entity *root) {
        for (size_t i = 0; i < disposal->n_groups; i++)
                if (disposal->groups[i].root == root)
                        return &disposal->groups[i];
        return NULL;
}
