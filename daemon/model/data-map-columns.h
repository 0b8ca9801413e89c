#pragma once
/* Columns as a map tells them. */

#include "model/data-map.h"

/* Whether the entity has the column: an attribute, part of its key, or of an edge. */
bool entity_has_column(const Entity *entity, const char *column);
/* Whether a row's edge reads it. */
bool edge_has_column(const Edge *edge, const char *column);
