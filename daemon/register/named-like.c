#include "register/named-like.h"

#include "base/text.h"

static const CatalogColumn *same_type(const CatalogTable *table, const char *name, const CatalogColumn *as) {
        const CatalogColumn *c = catalog_column(table, name);
        return c && as && str_eq(c->base, as->base) ? c : NULL;
}

const char *named_like(Arena *arena, const CatalogTable *from, const CatalogTable *to, const char *entity,
                       const char *key, bool only) {
        const CatalogColumn *column = catalog_column(to, key);
        const char *alone[] = { to->name, arena_printf(arena, "%s_id", to->name),
                                arena_printf(arena, "%s_id", entity) };
        bool says_nothing = str_eq(key, "id") || str_eq(key, "code") || str_eq(key, "name");
        if (!says_nothing && same_type(from, key, column))
                return key;
        for (size_t k = 0; only && k < ELEMENTS(alone); k++) {
                const CatalogColumn *c = same_type(from, alone[k], column);
                if (c)
                        return c->name;
        }
        return NULL;
}
