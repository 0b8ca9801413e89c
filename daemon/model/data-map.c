#include "model/data-map.h"

#include "base/text.h"

const Entity *data_map_entity(const DataMap *map, const char *name) {
        size_t at = 0;
        if (!name)
                return NULL;
        if (map->names)
                return names_find(map->names, name, "", &at) ? &map->entities[at] : NULL;
        for (size_t i = 0; i < map->n_entities; i++)
                if (str_eq(map->entities[i].name, name))
                        return &map->entities[i];
        return NULL;
}

void data_map_index(DataMap *map, Arena *arena) {
        Names *names = names_new(arena, map->n_entities);
        for (size_t i = 0; i < map->n_entities; i++)
                names_add(names, map->entities[i].name, "", i);
        map->names = names;
}

const LeftOff *data_map_left_off(const DataMap *map, const char *schema, const char *table) {
        for (size_t i = 0; i < map->n_left_off; i++)
                if (str_eq(map->left_off[i].table, table) && str_eq(map->left_off[i].schema, schema))
                        return &map->left_off[i];
        return NULL;
}

const Attribute *entity_attribute(const Entity *entity, const char *column) {
        for (size_t i = 0; i < entity->n_attributes; i++)
                if (str_eq(entity->attributes[i].column, column))
                        return &entity->attributes[i];
        return NULL;
}

const Attribute *entity_taken(const Entity *entity, const char *column) {
        const Attribute *a = column ? entity_attribute(entity, column) : NULL;
        return a && a->from ? a : NULL;
}

static Edge *copy_edges(const Edge *edges, size_t n, Arena *arena) {
        Edge *copy = arena_array(arena, n + 1, sizeof *copy);
        for (size_t i = 0; i < n; i++)
                copy[i] = edges[i];
        return copy;
}

DataMap *data_map_copy(const DataMap *map, Arena *arena) {
        DataMap *copy = arena_memdup(arena, map, sizeof *map);
        copy->entities = arena_memdup(arena, map->entities, map->n_entities * sizeof *map->entities);
        for (size_t i = 0; i < map->n_entities; i++) {
                Entity *e = &copy->entities[i];
                e->owners = copy_edges(e->owners, e->n_owners, arena);
                e->refers = copy_edges(e->refers, e->n_refers, arena);
                e->shares = copy_edges(e->shares, e->n_shares, arena);
        }
        copy->events = arena_memdup(arena, map->events, map->n_events * sizeof *map->events);
        for (size_t i = 0; i < map->n_events; i++)
                copy->events[i].entity = copy->entities + (map->events[i].entity - map->entities);
        return copy;
}

bool edge_is_by_key(const Edge *edge, const Entity *other) {
        bool same = edge->n_columns == other->n_key && !edge->cast && !edge->list;
        for (size_t i = 0; same && i < other->n_key; i++)
                same = str_eq(edge->match[i], other->key[i]);
        return same;
}

const Entity *data_map_holds(const DataMap *map, const char *category) {
        for (size_t i = 0; i < map->n_entities; i++)
                for (size_t k = 0; k < map->entities[i].n_attributes; k++)
                        if (str_eq(map->entities[i].attributes[k].category, category))
                                return &map->entities[i];
        return NULL;
}

bool entity_stays(const Entity *entity) {
        return entity->ownership == OWNERSHIP_REFERENCE || entity->ownership == OWNERSHIP_KEPT;
}

bool entity_shares(const Entity *entity, const Entity *shared) {
        for (size_t i = 0; i < entity->n_shares; i++)
                if (str_eq(entity->shares[i].entity, shared->name))
                        return true;
        return false;
}

bool entity_is_joint(const Entity *entity) {
        return entity->n_owners > 1 && !entity->first_goes;
}

bool entity_goes_with(const DataMap *map, const Entity *entity, const Entity *root) {
        if (!entity || entity == root)
                return entity != NULL;
        for (size_t i = 0; i < entity->n_owners && !entity_is_joint(entity); i++)
                if (entity_goes_with(map, data_map_entity(map, entity->owners[i].entity), root))
                        return true;
        return false;
}

const MapEvent *data_map_event(const DataMap *map, const char *entity, Trigger trigger) {
        const Entity *subject = &map->entities[0];
        const Entity *own = entity ? data_map_entity(map, entity) : subject;
        const MapEvent *found = NULL;
        for (size_t i = 0; i < map->n_events; i++) {
                const MapEvent *event = &map->events[i];
                if (event->trigger != trigger || !event->column)
                        continue;
                if (event->entity == own)
                        return event;
                if (trigger == TRIGGER_ARCHIVED) /* of what it acts on, never of something else */
                        continue;
                if (!found || event->entity == subject)
                        found = event;
        }
        return found;
}

bool entity_hangs_on(const DataMap *map, const Entity *entity, const Entity *other) {
        for (size_t steps = 0; entity && steps <= map->n_entities; steps++) {
                if (entity == other)
                        return true;
                entity = entity->owner.entity ? data_map_entity(map, entity->owner.entity) : NULL;
        }
        return false;
}

bool entity_is_key(const Entity *entity, const char *column) {
        bool key = str_in(column, entity->key, entity->n_key) ||
                   str_in(column, entity->to.columns, entity->to.n_columns);
        for (size_t i = 0; i < entity->n_owners && !key; i++)
                key = str_in(column, entity->owners[i].columns, entity->owners[i].n_columns);
        for (size_t i = 0; i < entity->n_refers && !key; i++)
                key = str_in(column, entity->refers[i].columns, entity->refers[i].n_columns);
        return key;
}
