/* Counting what hangs on what, compiled from the map. */
#include "base/text.h"
#include "register/compile-parts.h"
#include "register/compile.h"

/* Whether e is the unit, or goes with it. */
static bool hangs_on(const Compiler *c, const Entity *e, const Entity *unit) {
        while (e && e != unit && e->owner.entity)
                e = data_map_entity(c->map, e->owner.entity);
        return e == unit;
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
