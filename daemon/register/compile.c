/* The disposal statements: whose rows go with whose, and what must happen first. */
#include "register/compile.h"

#include "base/text.h"
#include "register/compile-order.h"
#include "register/compile-parts.h"
#include "register/mentions.h"

const Entity *compile_root(const DataMap *map, const Entity *entity) {
        while (entity && (entity->ownership == OWNERSHIP_OWNED || entity->ownership == OWNERSHIP_LINK) &&
               !entity_is_joint(entity))
                entity = data_map_entity(map, entity->owner.entity);
        return entity && !entity_stays(entity) ? entity : NULL;
}

bool compile_cascades(const Compiler *c, const Entity *entity) {
        return order_cascades(c, entity, compile_root(c->map, entity));
}

static bool compile_joins(const Compiler *c, const Entity *link, const Entity *root, const Entity *shared) {
        return entity_shares(link, shared) && (!root || entity_goes_with(c->map, link, root));
}

/* What is shared is locked before anything is deleted. Whoever adds a link at that moment either has done so
 * before (and the check after sees the link, for it is a statement of its own with a newer snapshot) or waits
 * for us and then finds the row gone. */
static const char *compile_lock_shared(const Compiler *c, const Entity *root, const Entity *shared) {
        _cleanup_text_ Text out = { 0 };
        const char *key = part_columns(c, shared, shared->key, shared->n_key), *between = "";
        text_appendf(&out, "select %s from %s where (%s) in (", part_key_text(c, shared),
                     part_from(c, shared), key);
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *link = &c->map->entities[i];
                if (!compile_joins(c, link, root, shared))
                        continue;
                for (size_t k = 0; k < link->n_shares; k++) {
                        const Edge *edge = &link->shares[k];
                        if (!str_eq(edge->entity, shared->name))
                                continue;
                        text_appendf(&out, "%s%s", between,
                                     part_named(c, link, edge, shared, part_belongs(c, link, root, 1)));
                        between = " union ";
                }
        }
        text_appendf(&out, ") order by %s for update of %s", key, part_alias(c, shared));
        return arena_strdup(c->arena, text_str(&out));
}

static const char *compile_going(const Compiler *c, const Entity *shared) {
        _cleanup_text_ Text out = { 0 };
        text_appendf(&out, "select %s from %s where %s", part_key_text(c, shared), part_from(c, shared),
                     part_in_keys(c, shared, shared->key, shared, 1));
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *link = &c->map->entities[i];
                for (size_t k = 0; k < link->n_shares; k++)
                        if (str_eq(link->shares[k].entity, shared->name))
                                text_appendf(&out, " and not exists (select from %s where %s)",
                                             part_from(c, link),
                                             part_joins(c, link, &link->shares[k], shared));
        }
        return arena_strdup(c->arena, text_str(&out));
}

static void register_compile_shared(const Compiler *c, CompiledGroup *group) {
        size_t most = 0;
        for (size_t i = 0; i < c->map->n_entities; i++)
                most += c->map->entities[i].ownership == OWNERSHIP_SHARED;
        group->shared = arena_array(c->arena, most + 1, sizeof *group->shared);
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *shared = &c->map->entities[i];
                bool joined = false;
                if (shared->ownership != OWNERSHIP_SHARED)
                        continue;
                for (size_t k = 0; k < c->map->n_entities; k++)
                        joined = joined || compile_joins(c, &c->map->entities[k], group->root, shared);
                if (joined)
                        group->shared[group->n_shared++] = (CompiledShared){
                                .entity = shared,
                                .lock = compile_lock_shared(c, group->root, shared),
                                .going = compile_going(c, shared),
                        };
        }
}

/* --- rows of several owners --- */

/* An owner that is there and stays. Rows that are locked by now have owners that nobody can take meanwhile
 * without waiting for us. */
static const char *has_living_owner(const Compiler *c, const Entity *joint, const Edge *edge,
                                    const Entity *root) {
        const Entity *owner = data_map_entity(c->map, edge->entity);
        const char *there = arena_printf(c->arena, "select from %s where %s", part_from(c, owner),
                                         part_joins(c, joint, edge, owner));
        if (!entity_goes_with(c->map, owner, root))
                return there;
        return arena_printf(c->arena, "%s and (%s) is not true", there, part_belongs(c, owner, root, 2));
}

static const char *set_empty(const Compiler *c, const char *const *columns, size_t n) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < n; i++)
                text_appendf(&out, "%s%s = null", i ? ", " : "", part_bare(c, columns[i]));
        return arena_strdup(c->arena, text_str(&out));
}

static void compile_joint(const Compiler *c, CompiledGroup *group, const Entity *joint) {
        CompiledJoint *out = &group->joints[group->n_joints++];
        _cleanup_text_ Text going = { 0 };
        *out = (CompiledJoint){ .entity = joint };
        out->unlinks = arena_array(c->arena, joint->n_owners, sizeof *out->unlinks);
        out->lock = arena_printf(c->arena, "select %s from %s where %s order by %s for update of %s",
                                 part_key_text(c, joint), part_from(c, joint),
                                 part_belongs(c, joint, group->root, 1),
                                 part_columns(c, joint, joint->key, joint->n_key), part_alias(c, joint));
        text_appendf(&going, "select %s from %s where %s", part_key_text(c, joint), part_from(c, joint),
                     part_in_keys(c, joint, joint->key, joint, 1));
        for (size_t i = 0; i < joint->n_owners; i++) {
                const Edge *edge = &joint->owners[i];
                const Entity *owner = data_map_entity(c->map, edge->entity);
                const char *where = part_edge_belongs(c, joint, edge, group->root, 1);
                size_t n;
                const char **columns =
                        mentions_emptied(c->catalog, c->arena, joint, edge->columns, edge->n_columns,
                                         catalog_edge(c->catalog, joint, edge, owner), &n);
                text_appendf(&going, " and not exists (%s)", has_living_owner(c, joint, edge, group->root));
                if (where && n > 0)
                        out->unlinks[out->n_unlinks++] =
                                part_change(c, joint, set_empty(c, columns, n), "", where);
        }
        out->going = arena_strdup(c->arena, text_str(&going));
}

static void compile_joints(const Compiler *c, CompiledGroup *group) {
        size_t most = 0;
        for (size_t i = 0; i < c->map->n_entities; i++)
                most += entity_is_joint(&c->map->entities[i]);
        group->joints = arena_array(c->arena, most + 1, sizeof *group->joints);
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *e = &c->map->entities[i];
                bool hangs = false;
                for (size_t k = 0; entity_is_joint(e) && k < e->n_owners; k++)
                        hangs = hangs || part_edge_belongs(c, e, &e->owners[k], group->root, 1);
                if (hangs)
                        compile_joint(c, group, e);
        }
}

/* --- rows that name what goes --- */

static const char *mention_side(const Compiler *c, const Mention *m, const Entity *e,
                                const char *const *columns) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < m->n_columns; i++)
                text_appendf(&out, "%s%s%s", i ? ", " : "", part_column(c, e, columns[i]),
                             m->edge ? part_cast(m->edge) : "");
        return arena_strdup(c->arena, text_str(&out));
}

/* A condition: the row names one that goes, and does not go itself. */
static const char *left_naming(const Compiler *c, const Mention *m, const Entity *root) {
        const char *names =
                arena_printf(c->arena, "(%s) in (select %s from %s where %s)%s",
                             mention_side(c, m, m->from, m->from_columns),
                             mention_side(c, m, m->to, m->to_columns), part_from(c, m->to),
                             part_belongs(c, m->to, root, 1), m->edge ? part_where(c, m->from, m->edge) : "");
        if (!entity_goes_with(c->map, m->from, root))
                return names;
        return arena_printf(c->arena, "%s and (%s) is not true", names, part_belongs(c, m->from, root, 1));
}

/* Whoever goes is taken out of the lists that name them; the others stay there. */
static void compile_taken_off(const Compiler *c, const Mention *m, CompiledGroup *group) {
        const char *goes = part_belongs(c, m->to, group->root, 1);
        const char *gone = arena_printf(c->arena, "select %s::text from %s where %s and %s is not null",
                                        part_column(c, m->to, m->to_columns[0]), part_from(c, m->to), goes,
                                        part_column(c, m->to, m->to_columns[0]));
        group->before[group->n_before++] =
                part_change(c, m->from,
                            arena_printf(c->arena, "%s = %s", part_bare(c, m->from_columns[0]),
                                         part_list_without(c, m->from, m->edge, gone)),
                            "", part_leads_to(c, m->from, m->edge, m->to, goes));
}

/* What may not be empty and is not yet refused by the server: left standing it would name nobody, and by a
 * cascade it would go without having been looked at. */
static void compile_mention(const Compiler *c, const Mention *m, CompiledGroup *group) {
        size_t n;
        if (m->edge && m->edge->list) {
                compile_taken_off(c, m, group);
                return;
        }
        const char **columns =
                mentions_emptied(c->catalog, c->arena, m->from, m->from_columns, m->n_columns, m->key, &n);
        const char *left = left_naming(c, m, group->root);
        bool waits = m->key && m->key->deferrable && m->key->on_delete == 'a';
        if (n > 0)
                group->before[group->n_before++] =
                        part_change(c, m->from, set_empty(c, columns, n), "", left);
        else if (waits && !entity_goes_with(c->map, m->from, group->root))
                group->defers[group->n_defers++] =
                        arena_printf(c->arena, "set constraints %s deferred",
                                     part_table(c, m->key->from->schema, m->key->name));
        else if (!m->key || m->key->on_delete == 'c')
                group->nones[group->n_nones++] = arena_printf(c->arena, "select 1 from %s where %s limit 1",
                                                              part_from(c, m->from), left);
}

/* Deeper rows that others name are locked first, as the root's own are: whoever is about to name one waits.
 */
static void register_compile_lock(const Compiler *c, CompiledGroup *group, const Entity *named) {
        if (named == group->root || !entity_goes_with(c->map, named, group->root))
                return;
        const char *sql =
                arena_printf(c->arena, "select from %s where %s order by %s for update of %s",
                             part_from(c, named), part_belongs(c, named, group->root, 1),
                             part_columns(c, named, named->key, named->n_key), part_alias(c, named));
        for (size_t i = 0; i < group->n_locks; i++)
                if (str_eq(group->locks[i], sql))
                        return;
        group->locks[group->n_locks++] = sql;
}

static void compile_mentions(const Compiler *c, CompiledGroup *group, const Mention *mentions, size_t n) {
        size_t most = 0, owners = 0;
        for (size_t i = 0; i < n; i++)
                most += entity_goes_with(c->map, mentions[i].to, group->root);
        for (size_t i = 0; i < group->n_joints; i++)
                owners += group->joints[i].entity->n_owners;
        group->before = arena_array(c->arena, most + 1, sizeof *group->before);
        group->nones = arena_array(c->arena, most + 1, sizeof *group->nones);
        group->defers = arena_array(c->arena, most + 1, sizeof *group->defers);
        group->locks = arena_array(c->arena, most + owners + 1, sizeof *group->locks);
        for (size_t i = 0; i < n; i++) {
                const Mention *m = &mentions[i];
                if (!entity_goes_with(c->map, m->to, group->root) || mention_empties_itself(m))
                        continue;
                register_compile_lock(c, group, m->to);
                compile_mention(c, m, group);
        }
        for (size_t i = 0; i < group->n_joints; i++)
                for (size_t k = 0; k < group->joints[i].entity->n_owners; k++)
                        register_compile_lock(
                                c, group, data_map_entity(c->map, group->joints[i].entity->owners[k].entity));
}

/* The group of any entity whose rows are to go with what they own. */
static void compile_group(const Compiler *c, const Entity *root, const Mention *mentions, size_t n,
                          CompiledGroup *ret) {
        *ret = (CompiledGroup){ .root = root };
        ret->n_deletes = order_deletes(c, root, &ret->deletes);
        for (size_t i = 0; i < c->map->n_entities; i++)
                ret->again = ret->again || (entity_goes_with(c->map, &c->map->entities[i], root) &&
                                            catalog_of(c->catalog, &c->map->entities[i])->answers_deletes);
        register_compile_shared(c, ret);
        compile_joints(c, ret);
        compile_mentions(c, ret, mentions, n);
        compile_archives(c, ret);
}

/* Whether somebody may join a row, meanwhile, to what is going: no foreign key makes them wait for us. */
static bool unguarded(const Compiler *c, const Entity *e) {
        bool guarded = true;
        for (size_t i = 0; entity_is_joint(e) && i < e->n_owners; i++) {
                const Entity *owner = data_map_entity(c->map, e->owners[i].entity);
                guarded = guarded && catalog_edge(c->catalog, e, &e->owners[i], owner);
        }
        for (size_t i = 0; i < e->n_shares; i++)
                guarded = guarded && catalog_edge(c->catalog, e, &e->shares[i],
                                                  data_map_entity(c->map, e->shares[i].entity));
        return !guarded;
}

void compile_disposal(const Compiler *c, CompiledDisposal *ret) {
        *ret = (CompiledDisposal){ 0 };
        Mention *mentions;
        size_t n = mentions_find(c->catalog, c->map, c->arena, &mentions);
        ret->groups = arena_array(c->arena, c->map->n_entities, sizeof *ret->groups);
        ret->lock_tables = arena_array(c->arena, c->map->n_entities, sizeof *ret->lock_tables);
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *e = &c->map->entities[i];
                if (!entity_stays(e))
                        compile_group(c, e, mentions, n, &ret->groups[ret->n_groups++]);
                if (unguarded(c, e))
                        ret->lock_tables[ret->n_lock_tables++] =
                                arena_printf(c->arena, "lock table %s in share row exclusive mode",
                                             part_table(c, e->schema, e->table));
        }
}

const CompiledGroup *compiled_group(const CompiledDisposal *disposal, const Entity *root) {
        for (size_t i = 0; i < disposal->n_groups; i++)
                if (disposal->groups[i].root == root)
                        return &disposal->groups[i];
        return NULL;
}
