#pragma once
/* Columns as a map tells them. */

#include "model/data-map.h"

/* Whether the entity has the column: an attribute, part of its key, or of an edge. */
bool entity_has_column(const Entity *entity, const char *column);
