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
