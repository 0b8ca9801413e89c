#pragma once
/* What an edge's columns hold: the map may say so, a foreign key knows it, and where neither does the values
 * are looked at before the edge is believed. */

#include "register/register.h"
#include "settings/problems.h"

/* Lets the edges of the map, of which it says nothing itself, follow the columns that foreign keys refer to.
 */
void edges_settle(const Catalog *catalog, Arena *arena, DataMap *map);

/* The column that says what another names: on_type beside on_id, ownerType beside ownerId, content_type_id
 * beside object_id; NULL: there is none. */
const char *edges_sister(Arena *arena, const CatalogTable *table, const char *column);

/* What of an edge does not fit the catalog: another foreign key, other types, a name that says another
 * column. */
void edges_check(const Catalog *catalog, const DataMap *map, const Entity *e, const Edge *edge,
                 Problems *problems);

/* Of edges by which rows go, and which neither a foreign key guards nor the map tells in full: whether
 * anything that they hold occurs where they lead. 0 or a PG_E_ condition; each that leads nowhere is an
 * error. */
int edges_check_values(Register *reg, Problems *problems);
/* The same, and as warnings, of every edge without a foreign key, how many rows name nobody; reads the tables
 * whole. */
int edges_check_all_values(Register *reg, Problems *problems);
