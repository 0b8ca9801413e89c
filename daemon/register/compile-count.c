/* Counting what hangs on what, compiled from the map. */
#include "base/text.h"
#include "register/compile-parts.h"
#include "register/compile.h"

/* Whether e is the unit, or hangs on it by one of its owners. */
static bool hangs_on(const Compiler *c, const Entity *e, const Entity *unit) {
        bool hangs = e == unit;
        for (size_t i = 0; !hangs && i < e->n_owners; i++)
                hangs = hangs_on(c, data_map_entity(c->map, e->owners[i].entity), unit);
        return hangs;
}

const char *compile_count(const Compiler *c, const Entity *unit) {
        _cleanup_text_ Text out = { 0 };
        const char *between = "";
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *e = &c->map->entities[i];
                if (!hangs_on(c, e, unit))
                        continue;
                text_appendf(&out, "%sselect %s, count(*) from %s where %s", between,
                             pg_quote_text(c->pg, c->arena, e->name), part_from(c, e),
                             part_belongs(c, e, unit, 1));
                between = " union all ";
        }
        return arena_strdup(c->arena, text_str(&out));
}

/* --- what goes by its last link --- */

/* What is being followed, from the row asked about: shared things may join one another in a circle. */
typedef struct Path {
        const Entity *entity;
        const struct Path *from;
} Path;

static const char *goes(const Compiler *c, const Entity *e, const Entity *unit, const Path *from);

/* An owner that is there and stays. */
static const char *stays_by(const Compiler *c, const Entity *e, const Edge *edge, const char *owner_goes) {
        const Entity *owner = data_map_entity(c->map, edge->entity);
        return arena_printf(c->arena, "exists (select from %s where %s and (%s) is not true)",
                            part_from(c, owner), part_joins(c, e, edge, owner),
                            owner_goes ? owner_goes : "false");
}

static const char *goes_with_owners(const Compiler *c, const Entity *e, const Entity *unit,
                                    const Path *path) {
        _cleanup_text_ Text any = { 0 }, none = { 0 };
        for (size_t i = 0; i < e->n_owners; i++) {
                const Entity *owner = data_map_entity(c->map, e->owners[i].entity);
                const char *there = goes(c, owner, unit, path);
                if (there)
                        text_appendf(&any, "%s%s", any.n ? " or " : "(",
                                     part_leads_to(c, e, &e->owners[i], owner, there));
                if (entity_is_joint(e))
                        text_appendf(&none, " and not %s", stays_by(c, e, &e->owners[i], there));
        }
        return any.n ? arena_printf(c->arena, "%s)%s", text_str(&any), text_str(&none)) : NULL;
}

/* There are rows of the link that stay, unless what is there goes. */
static const char *stays_by_link(const Compiler *c, const Entity *e, const Entity *link, const Edge *edge,
                                 const char *there) {
        return arena_printf(c->arena, " and not exists (select from %s where %s and (%s) is not true)",
                            part_from(c, link), part_joins(c, link, edge, e), there ? there : "false");
}

static const char *goes_with_links(const Compiler *c, const Entity *e, const Entity *unit, const Path *path) {
        _cleanup_text_ Text any = { 0 }, none = { 0 };
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *link = &c->map->entities[i];
                if (!entity_shares(link, e))
                        continue;
                const char *there = goes(c, link, unit, path);
                for (size_t k = 0; k < link->n_shares; k++) {
                        const Edge *edge = &link->shares[k];
                        if (!str_eq(edge->entity, e->name))
                                continue;
                        if (there)
                                text_appendf(&any, "%s%s", any.n ? " union " : "",
                                             part_named(c, link, edge, e, there));
                        text_append(&none, stays_by_link(c, e, link, edge, there));
                }
        }
        return any.n ? arena_printf(c->arena, "(%s) in (%s)%s", part_columns(c, e, e->key, e->n_key),
                                    text_str(&any), text_str(&none))
                     : NULL;
}

/* A condition: the row goes when these units do; NULL: it never does. */
static const char *goes(const Compiler *c, const Entity *e, const Entity *unit, const Path *from) {
        const Path path = { e, from };
        for (const Path *at = from; at; at = at->from)
                if (at->entity == e)
                        return NULL;
        if (e == unit)
                return part_in_keys(c, e, e->key, unit, 1);
        return e->ownership == OWNERSHIP_SHARED ? goes_with_links(c, e, unit, &path)
                                                : goes_with_owners(c, e, unit, &path);
}

const char *compile_count_shared(const Compiler *c, const Entity *unit) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *e = &c->map->entities[i];
                const char *condition =
                        entity_stays(e) || hangs_on(c, e, unit) ? NULL : goes(c, e, unit, NULL);
                if (condition)
                        text_appendf(&out, "%sselect %s, count(*) from %s where %s",
                                     out.n ? " union all " : "", pg_quote_text(c->pg, c->arena, e->name),
                                     part_from(c, e), condition);
        }
        return out.n ? arena_strdup(c->arena, text_str(&out)) : NULL;
}

const char *compile_count_up_to(const Compiler *c, const Entity *entity) {
        return arena_printf(c->arena, "select count(*) from (select from %s limit $1::bigint) as q",
                            part_from(c, entity));
}
