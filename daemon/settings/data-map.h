#pragma once
/* Reads a data map (the form is told in policies/valid/maps/small.conf) and judges it: section 12(4) of the
 * Children Act 2004 closes the list of what may be kept, and whose rows go with whose must be plain. */

#include "base/arena.h"
#include "base/conditions.h"
#include "model/data-map.h"
#include "model/language.h"
#include "settings/problems.h"
#include "settings/reader.h"

/* 0 with *ret set, in the arena; DATA_MAP_E_REFUSED when there is a problem of severity error. */
int data_map_load(const char *path, const Languages *languages, Arena *arena, Problems *problems,
                  DataMap **ret);

/* The second half of it: entities is the node of map->entities, in the same order. */
void data_map_judge(Node map_node, Node entities, const DataMap *map);

/* Reads the columns of an entity. */
void data_map_attributes(Arena *arena, Node node, Power power, Entity *entity);

/* Reads and judges where the days of events are kept; needs the entities. */
void data_map_events(Node map_node, Arena *arena, DataMap *map);

/* "schema.table" or "entity.column" at its first point; false, with *ret_* untouched, when a half is missing.
 */
bool split_at_point(Arena *arena, const char *s, const char **ret_left, const char **ret_right);
