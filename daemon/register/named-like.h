#pragma once
/* Where no foreign key says whose rows a table holds, the names of its columns may. */

#include "base/arena.h"
#include "register/catalog.h"

/* The column of from that, by name and type, holds key column key of table to: "customer", "customer_id" or
 * "customerId" for the only key column of a table customer or customers (or of the entity of that name), or
 * the key's own name, if it says anything. NULL: none does. */
const char *named_like(Arena *arena, const CatalogTable *from, const CatalogTable *to, const char *entity,
                       const char *key, bool only);
/* Lower case, without what parts its words: "OwnerType" and "owner_type" are "ownertype". */
const char *squeezed_name(Arena *arena, const char *name);
/* Whether the name, squeezed, is this. */
bool is_squeezed(const char *name, const char *squeezed);
/* "children" and "childs" are "child"; of a squeezed name. */
const char *singular_name(Arena *arena, const char *word);
/* A key's name that does not say whose it is; squeezed. */
bool named_like_nothing(const char *squeezed);
