#include "model/data-map.h"

#include "base/text.h"

const Entity *data_map_entity(const DataMap *map, const char *name) {
        for (size_t i = 0; i < map->n_entities; i++)
                if (str_eq(map->entities[i].name, name))
                        return &map->entities[i];
        return NULL;
}

const Attribute *entity_attribute(const Entity *entity, const char *column) {
        for (size_t i = 0; i < entity->n_attributes; i++)
                if (str_eq(entity->attributes[i].column, column))
                        return &entity->attributes[i];
        return NULL;
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
