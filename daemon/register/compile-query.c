/* Questions compiled from the map: what is held, what is left. */
#include "base/text.h"
#include "register/compile-parts.h"
#include "register/compile.h"

/* Whether a row of a reference entity is named by a row that hangs on the subject or on what it shares. */
static const char *compile_query_named_by(const Compiler *c, const Entity *reference);

/* What is being followed, from the row asked about: shared things may join one another in a circle. */
typedef struct Path {
        const Entity *entity;
        const struct Path *from;
} Path;

static bool on_path(const Path *path, const Entity *e) {
        for (; path; path = path->from)
                if (path->entity == e)
                        return true;
        return false;
}

static const char *concerns_on(const Compiler *c, const Entity *e, const Path *from);

static const char *owner_concerns(const Compiler *c, const Entity *e, const Edge *edge, const Path *path) {
        const Entity *subject = &c->map->entities[0], *owner = data_map_entity(c->map, edge->entity);
        if (owner == subject)
                return part_edge_belongs(c, e, edge, subject, 1);
        return part_leads_to(c, e, edge, owner, concerns_on(c, owner, path));
}

/* Of several owners each is asked by itself, so that each may use its own index. */
static const char *an_owner_concerns(const Compiler *c, const Entity *e, const Path *path) {
        if (e->n_owners == 1)
                return owner_concerns(c, e, &e->owner, path);
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < e->n_owners; i++)
                text_appendf(&out, "%sselect %s from %s where %s", i ? " union " : "",
                             part_columns(c, e, e->key, e->n_key), part_from(c, e),
                             owner_concerns(c, e, &e->owners[i], path));
        return arena_printf(c->arena, "(%s) in (%s)", part_columns(c, e, e->key, e->n_key), text_str(&out));
}

/* A condition: the row's key is among those that the selects find. */
static const char *found_by(const Compiler *c, const Entity *e, const Text *selects) {
        if (!selects->n)
                return "false";
        return arena_printf(c->arena, "(%s) in (%s)", part_columns(c, e, e->key, e->n_key),
                            text_str(selects));
}

/* What a reference or a kept row shares with somebody is no more theirs than the row is. */
static const char *a_link_concerns(const Compiler *c, const Entity *shared, const Path *path) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *link = &c->map->entities[i];
                for (size_t k = 0; !entity_stays(link) && k < link->n_shares; k++)
                        if (str_eq(link->shares[k].entity, shared->name))
                                text_appendf(&out, "%s%s", out.n ? " union " : "",
                                             part_named(c, link, &link->shares[k], shared,
                                                        concerns_on(c, link, path)));
        }
        return found_by(c, shared, &out);
}

/* Kept rows are of whom they name. */
static const char *kept_names_one(const Compiler *c, const Entity *kept, const Path *path) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < kept->n_refers; i++) {
                const Entity *to = data_map_entity(c->map, kept->refers[i].entity);
                if (!entity_stays(to))
                        text_appendf(&out, "%sselect %s from %s where %s", out.n ? " union " : "",
                                     part_columns(c, kept, kept->key, kept->n_key), part_from(c, kept),
                                     part_leads_to(c, kept, &kept->refers[i], to, concerns_on(c, to, path)));
        }
        return found_by(c, kept, &out);
}

/* A condition: the row is part of what is held about the subject, however it hangs. */
static const char *concerns_on(const Compiler *c, const Entity *e, const Path *from) {
        const Entity *subject = &c->map->entities[0];
        const Path path = { e, from };
        if (on_path(from, e))
                return "false";
        if (e->ownership == OWNERSHIP_REFERENCE)
                return compile_query_named_by(c, e);
        if (e->ownership == OWNERSHIP_KEPT)
                return kept_names_one(c, e, &path);
        if (e->n_owners < 2 && entity_goes_with(c->map, e, subject))
                return part_belongs(c, e, subject, 1);
        return e->n_owners > 0 ? an_owner_concerns(c, e, &path) : a_link_concerns(c, e, &path);
}

static const char *compile_query_concerns(const Compiler *c, const Entity *e) {
        return concerns_on(c, e, NULL);
}

static const char *compile_query_named_by(const Compiler *c, const Entity *reference) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *e = &c->map->entities[i];
                for (size_t k = 0; e->ownership != OWNERSHIP_REFERENCE && k < e->n_refers; k++) {
                        if (data_map_entity(c->map, e->refers[k].entity) != reference)
                                continue;
                        text_appendf(
                                &out, "%s%s", out.n ? " union " : "",
                                part_named(c, e, &e->refers[k], reference, compile_query_concerns(c, e)));
                }
        }
        return found_by(c, reference, &out);
}

/* The keys of what a row names, one for each of its edges, in the form keys have. */
static const char *named_keys(const Compiler *c, const Entity *e) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < e->n_refers; i++)
                text_appendf(&out, "%s%s", i ? ", " : "", part_led_to(c, e, &e->refers[i]));
        return arena_strdup(c->arena, text_str(&out));
}

/* The key of the row that an edge leads to; null where there is no such edge. */
static const char *led_to(const Compiler *c, const Entity *e, const Edge *edge) {
        return edge->entity ? part_led_to(c, e, edge) : "null";
}

/* What is told by itself is not told again with the rest of its column. */
static const char *told(const Compiler *c, const Entity *e, const Attribute *a) {
        return a->from ? taken_value(c, e, a) : taken_rest(c, e, a->column);
}

static void collect_entity(const Compiler *c, const Entity *e, Text *out) {
        _cleanup_text_ Text columns = { 0 };
        for (size_t i = 0; i < e->n_attributes; i++)
                text_appendf(&columns, "%s%s as %s", i ? ", " : "", told(c, e, &e->attributes[i]),
                             part_bare(c, e->attributes[i].column));
        text_appendf(out,
                     "select %s, coalesce((select json_agg(json_build_object('key', %s, 'owner', %s, "
                     "'to', %s, 'names', json_build_array(%s), 'attributes', (select to_json(a) from (select "
                     "%s) as a)) "
                     "order by %s) from %s where %s), '[]'::json)",
                     pg_quote_text(c->pg, c->arena, e->name), part_key_text(c, e), led_to(c, e, &e->owner),
                     led_to(c, e, &e->to), named_keys(c, e), text_str(&columns),
                     part_columns(c, e, e->key, e->n_key), part_from(c, e), compile_query_concerns(c, e));
}

const char *compile_collect(const Compiler *c) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < c->map->n_entities; i++) {
                text_append(&out, i ? " union all " : "");
                collect_entity(c, &c->map->entities[i], &out);
        }
        return arena_strdup(c->arena, text_str(&out));
}

const char *compile_facts(const Compiler *c) {
        const Entity *subject = &c->map->entities[0];
        const char *const columns[FACTS_KEY] = {
                [FACTS_BORN] = c->map->birth,        [FACTS_DIED] = c->map->death,
                [FACTS_ARCHIVED] = c->map->archived, [FACTS_SHIELDED] = c->map->shielded,
                [FACTS_LANGUAGE] = c->map->language,
        };
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < ELEMENTS(columns); i++)
                text_appendf(&out, "%s%s", i ? ", " : "select ",
                             columns[i] ? part_column(c, subject, columns[i]) : "null");
        text_appendf(&out, ", %s from %s where %s", part_key_text(c, subject), part_from(c, subject),
                     part_in_keys(c, subject, subject->key, subject, 1));
        return arena_strdup(c->arena, text_str(&out));
}
