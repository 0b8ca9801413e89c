/* Counting what hangs on what, compiled from the map. */
#include "base/text.h"
#include "register/compile-parts.h"
#include "register/compile.h"

/* Whether e is the unit, or hangs on it by one of its owners. */
static bool hangs_on(const Compiler *c, const Entity *e, const Entity *unit) {
        bool hangs = e == unit;
        for (size_t i = 0; !hangs && i < e->n_owners; i++)
                hangs = hangs_on(c, data_map_entity(c->map, e->owners[i].entity), unit);
        return hangs;
}

const char *compile_count(const Compiler *c, const Entity *unit) {
        _cleanup_text_ Text out = { 0 };
        const char *between = "";
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *e = &c->map->entities[i];
                if (!hangs_on(c, e, unit))
                        continue;
                text_appendf(&out, "%sselect %s, count(*) from %s where %s", between,
                             pg_quote_text(c->pg, c->arena, e->name), part_from(c, e),
                             part_belongs(c, e, unit, 1));
                between = " union all ";
        }
        return arena_strdup(c->arena, text_str(&out));
}

const char *compile_count_up_to(const Compiler *c, const Entity *entity) {
        return arena_printf(c->arena, "select count(*) from (select from %s limit $1::bigint) as q",
                            part_from(c, entity));
}
