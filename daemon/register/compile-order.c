/* Rows go before the rows they refer to. Where references run in a circle no order is right: then one
 * statement takes the whole circle, for the server looks at references only when a statement has ended. */
#include "register/compile-order.h"

#include "base/text.h"
#include "register/compile-parts.h"

typedef struct Order {
        const Compiler *c;
        const Entity *root;
        const Entity **items; /* those that need a statement, the latest of the map first */
        size_t n;
        bool *before; /* [a * n + b]: a has to go before b, or with it */
        bool *done;
} Order;

static bool stops(const CatalogForeignKey *key) {
        return key->on_delete != 'c' && key->on_delete != 'n';
}

static const Entity *member_of(const Order *o, const CatalogTable *table) {
        for (size_t i = 0; i < o->c->map->n_entities; i++) {
                const Entity *e = &o->c->map->entities[i];
                if (catalog_of(o->c->catalog, e) == table && entity_goes_with(o->c->map, e, o->root))
                        return e;
        }
        return NULL;
}

/* A cascade is relied on only where nothing may keep its rows back unseen, and where it cannot fail half way:
 * a row that also refers, without cascade, to another row of the same group may stop that row's own cascade,
 * so it is deleted first, explicitly. */
bool order_cascades(const Compiler *c, const Entity *entity, const Entity *root) {
        const Order o = { .c = c, .root = root };
        const Entity *owner = data_map_entity(c->map, entity->owner.entity);
        if (entity == root || !owner || entity->n_owners != 1 || entity->owner.where)
                return false;
        const CatalogForeignKey *edge = catalog_edge(c->catalog, entity, &entity->owner, owner);
        const CatalogTable *table = catalog_of(c->catalog, entity);
        if (!edge || edge->on_delete != 'c' || table->keeps_rows)
                return false;
        for (size_t i = 0; i < c->catalog->n_keys; i++) {
                const CatalogForeignKey *k = &c->catalog->keys[i];
                if (k->from == catalog_of(c->catalog, entity) && stops(k) && member_of(&o, k->to))
                        return false;
        }
        return true;
}

/* The place of the statement that takes the entity: its own, or that of the owner it cascades from. */
static size_t place_of(const Order *o, const Entity *e) {
        for (;; e = data_map_entity(o->c->map, e->owner.entity))
                for (size_t i = 0; i < o->n; i++)
                        if (o->items[i] == e)
                                return i;
}

static void put_before(Order *o, const Entity *a, const Entity *b) {
        o->before[place_of(o, a) * o->n + place_of(o, b)] = true;
}

/* A row finds itself through its owners, so it goes before them even where no foreign key says so. */
static void read_orders(Order *o) {
        const Catalog *catalog = o->c->catalog;
        const DataMap *map = o->c->map;
        for (size_t i = 0; i < map->n_entities; i++) {
                const Entity *e = &map->entities[i];
                for (size_t k = 0; entity_goes_with(map, e, o->root) && e != o->root && k < e->n_owners;
                     k++) {
                        const Entity *owner = data_map_entity(map, e->owners[k].entity);
                        if (entity_goes_with(map, owner, o->root))
                                put_before(o, e, owner);
                }
        }
        for (size_t i = 0; i < catalog->n_keys; i++) {
                const CatalogForeignKey *k = &catalog->keys[i];
                const Entity *from = member_of(o, k->from), *to = member_of(o, k->to);
                if (from && to && stops(k))
                        put_before(o, from, to);
        }
        for (size_t via = 0; via < o->n; via++)
                for (size_t a = 0; a < o->n; a++)
                        for (size_t b = 0; o->before[a * o->n + via] && b < o->n; b++)
                                if (o->before[via * o->n + b])
                                        o->before[a * o->n + b] = true;
}

static bool together(const Order *o, size_t a, size_t b) {
        return a == b || (o->before[a * o->n + b] && o->before[b * o->n + a]);
}

/* The first in the list before which nothing else must go. */
static size_t next_place(const Order *o) {
        for (size_t b = 0; b < o->n; b++) {
                bool waits = o->done[b];
                for (size_t a = 0; a < o->n; a++)
                        waits = waits || (!o->done[a] && o->before[a * o->n + b] && !together(o, a, b));
                if (!waits)
                        return b;
        }
        return o->n;
}

static const char *delete_of(const Order *o, size_t i) {
        const Entity *e = o->items[i];
        return arena_printf(o->c->arena, "delete from %s where %s", part_from(o->c, e),
                            part_belongs(o->c, e, o->root, 1));
}

/* The rows of one entity that are still there; their owners are, for they go later, but in a circle. */
static void add_left(const Order *o, const Entity *e, Text *out) {
        text_appendf(
                out, "%sselect %s where exists (select from %s where %s)", out->n ? " union all " : "",
                pg_quote_text(o->c->pg, o->c->arena, arena_printf(o->c->arena, "%s.%s", e->schema, e->table)),
                part_from(o->c, e), part_belongs(o->c, e, o->root, 1));
}

/* The last of them is the statement's own, so that the server counts its rows. */
static const char *statement(Order *o, size_t place, const char **ret_left) {
        _cleanup_text_ Text left = { 0 };
        size_t last = place;
        for (size_t i = 0; i < o->n; i++)
                if (together(o, place, i))
                        last = i;
        _cleanup_text_ Text with = { 0 };
        for (size_t i = 0; i < o->n; i++) {
                if (!together(o, place, i))
                        continue;
                o->done[i] = true;
                add_left(o, o->items[i], &left);
                if (i != last)
                        text_appendf(&with, "%sgone%zu as (%s)", with.n ? ", " : "with ", i, delete_of(o, i));
        }
        *ret_left = arena_strdup(o->c->arena, text_str(&left));
        return arena_printf(o->c->arena, "%s%s%s", text_str(&with), with.n ? " " : "", delete_of(o, last));
}

size_t order_deletes(const Compiler *c, const Entity *root, const char **ret, const char **ret_lefts) {
        const DataMap *map = c->map;
        Order o = { .c = c, .root = root };
        o.items = arena_array(c->arena, map->n_entities + 1, sizeof *o.items);
        for (size_t i = map->n_entities; i-- > 0;) {
                const Entity *e = &map->entities[i];
                if (entity_goes_with(map, e, root) && !order_cascades(c, e, root))
                        o.items[o.n++] = e;
        }
        o.before = arena_array(c->arena, o.n * o.n + 1, sizeof *o.before);
        o.done = arena_array(c->arena, o.n + 1, sizeof *o.done);
        read_orders(&o);
        size_t n = 0;
        for (size_t place = next_place(&o); place < o.n; place = next_place(&o), n++)
                ret[n] = statement(&o, place, &ret_lefts[n]);
        return n;
}
