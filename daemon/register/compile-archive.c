/* Archiving, bringing back, and blanking: what changes rows and destroys none. */
#include "base/text.h"
#include "register/compile-parts.h"
#include "register/compile.h"

/* From a row through its owners up to the root: the tables between, and what joins them. Ends at the row
 * whose own columns hold the root's key, the root's own for want of another. */
static const Entity *compile_archive_climb(const Compiler *c, const Entity *e, const Entity *root, Text *from,
                                           Text *where) {
        const Entity *at = e;
        while (at != root) {
                const Entity *owner = data_map_entity(c->map, at->owner.entity);
                if (owner == root && edge_is_by_key(&at->owner, root))
                        return at;
                text_appendf(from, ", %s", part_from(c, owner));
                text_appendf(where, " and %s", part_joins(c, at, &at->owner, owner));
                at = owner;
        }
        return at;
}

/* Joins a row to its day: through its owners up to the root, whose key and day stand side by side. */
static CompiledChange compile_archive(const Compiler *c, const Entity *e, const Entity *root) {
        const char *column = part_archived(c, e);
        const Entity *subject = &c->map->entities[0];
        _cleanup_text_ Text from = { 0 }, where = { 0 };
        text_appendf(&where, "%s is null", part_column(c, e, column));
        const Entity *at = compile_archive_climb(c, e, root, &from, &where);
        const char *const *columns = at == root ? at->key : at->owner.columns;
        for (size_t i = 0; i < root->n_key; i++) {
                text_appendf(&where, " and %s = ", part_column(c, at, columns[i]));
                if (root->n_key == 1)
                        text_append(&where, "d.key");
                else
                        text_appendf(&where, "(d.key ->> %zu)::%s", i, part_key_type(c, root, i));
        }
        const char *ground = e == subject && c->map->ground
                                     ? arena_printf(c->arena, ", %s = $3::text", part_bare(c, c->map->ground))
                                     : "";
        return part_change(c, e, arena_printf(c->arena, "%s = d.day%s", part_bare(c, column), ground),
                           arena_printf(c->arena, ", unnest($1::%s[], $2::date[]) as d (key, day)%s",
                                        root->n_key == 1 ? part_key_type(c, root, 0) : "jsonb",
                                        text_str(&from)),
                           text_str(&where));
}

/* Back from the archive comes what went there with the record; what had been archived by itself stays. */
static CompiledChange compile_unarchive(const Compiler *c, const Entity *e) {
        const Entity *subject = &c->map->entities[0];
        const char *archived = part_column(c, subject, c->map->archived);
        _cleanup_text_ Text from = { 0 }, where = { 0 };
        if (e == subject)
                return part_change(c, e,
                                   arena_printf(c->arena, "%s = null%s", part_bare(c, c->map->archived),
                                                c->map->ground ? arena_printf(c->arena, ", %s = null",
                                                                              part_bare(c, c->map->ground))
                                                               : ""),
                                   "",
                                   arena_printf(c->arena, "%s and %s is not null",
                                                part_in_keys(c, subject, subject->key, subject, 1),
                                                archived));
        for (const Entity *at = e, *owner; at != subject; at = owner) {
                owner = data_map_entity(c->map, at->owner.entity);
                text_appendf(&from, ", %s", part_from(c, owner));
                text_appendf(&where, " and %s", part_joins(c, at, &at->owner, owner));
        }
        return part_change(
                c, e, arena_printf(c->arena, "%s = null", part_bare(c, e->archived)), text_str(&from),
                arena_printf(c->arena, "%s = %s and %s%s", part_column(c, e, e->archived), archived,
                             part_in_keys(c, subject, subject->key, subject, 1), text_str(&where)));
}

/* Rows archived before keep their day: an item may be archived earlier than the record (reg 8(2)(e)-(j)). */
void compile_archives(const Compiler *c, CompiledGroup *group) {
        const Entity *root = group->root, *subject = &c->map->entities[0];
        size_t most = part_archived(c, root) ? c->map->n_entities : 0;
        group->archives = arena_array(c->arena, most + 1, sizeof *group->archives);
        group->unarchives = arena_array(c->arena, most + 1, sizeof *group->unarchives);
        for (size_t i = 0; part_archived(c, root) && i < c->map->n_entities; i++) {
                const Entity *e = &c->map->entities[i];
                if (part_archived(c, e) && entity_hangs_on(c->map, e, root))
                        group->archives[group->n_archives++] = compile_archive(c, e, root);
        }
        size_t n = 0;
        for (size_t i = c->map->n_entities; root == subject && group->n_archives && i-- > 0;) {
                const Entity *e = &c->map->entities[i];
                if (part_archived(c, e) && entity_hangs_on(c->map, e, root))
                        group->unarchives[n++] = compile_unarchive(c, e);
        }
}

/* A condition: one of the rows still holds something in one of them; without columns: is there. */
static const char *holds_still(const Compiler *c, const Entity *entity, const char *const *columns,
                               size_t n) {
        _cleanup_text_ Text out = { 0 };
        text_append(&out, part_in_keys(c, entity, entity->key, entity, 1));
        for (size_t i = 0; i < n; i++)
                text_appendf(&out, "%s%s is not null", i ? " or " : " and (",
                             part_column(c, entity, columns[i]));
        text_append(&out, n ? ")" : "");
        return arena_strdup(c->arena, text_str(&out));
}

/* Every row is written, whatever it holds: so many affected, so many meant. */
CompiledChange compile_blank(const Compiler *c, const Entity *entity, const char *const *columns, size_t n) {
        return (CompiledChange){
                .sql = arena_printf(c->arena, "update %s set %s where %s", part_from(c, entity),
                                    taken_blanks(c, entity, columns, n),
                                    part_in_keys(c, entity, entity->key, entity, 1)),
                .left = catalog_of(c->catalog, entity)->answers_updates
                                ? part_there(c, entity, "", holds_still(c, entity, columns, n))
                                : NULL,
        };
}

const char *compile_left(const Compiler *c, const Entity *entity, const char *const *columns, size_t n) {
        return arena_printf(c->arena, "select count(*) from %s where %s", part_from(c, entity),
                            holds_still(c, entity, columns, n));
}

const char *compile_live(const Compiler *c, const Entity *entity) {
        if (!part_archived(c, entity))
                return NULL;
        return arena_printf(c->arena, "select count(*) from %s where %s and %s is null", part_from(c, entity),
                            part_in_keys(c, entity, entity->key, entity, 1),
                            part_column(c, entity, part_archived(c, entity)));
}
