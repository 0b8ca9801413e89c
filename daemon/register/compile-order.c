/* Rows go before the rows they refer to. Where references run in a circle no order is right: then one
 * statement takes the whole circle, for the server looks at references only when a statement has ended. */
#include "register/compile-order.h"

#include "base/text.h"
#include "register/compile-parts.h"

/* One that has to go later. */
typedef struct Later {
        size_t place;
        struct Later *next;
} Later;

typedef struct Order {
        const Compiler *c;
        const Entity *root;
        const Entity **items; /* those that need a statement, the latest of the map first */
        size_t n;
        size_t *places; /* by the entity's place in the map: its place among items, from 1; 0: none */
        Later **later;  /* those that have to go after each, or with it */
        /* Those that refer to one another in a circle are one circle; every other is one by itself. */
        size_t *circle, *waits_for; /* of each item; of each circle, how many references have still to go */
        bool *done;
        /* while circles are looked for (Tarjan) */
        size_t *seen, *low, *stack, n_seen, n_stack, n_circles;
} Order;

static bool stops(const CatalogForeignKey *key) {
        return key->on_delete != 'c' && key->on_delete != 'n';
}

static const Entity *member_of(const Order *o, const CatalogTable *table) {
        const Entity *e = catalog_entity(o->c->catalog, table);
        return e && entity_goes_with(o->c->map, e, o->root) ? e : NULL;
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
static size_t compile_order_place_of(const Order *o, const Entity *e) {
        size_t place;
        while (!(place = o->places[e - o->c->map->entities]))
                e = data_map_entity(o->c->map, e->owner.entity);
        return place - 1;
}

static void put_before(Order *o, const Entity *a, const Entity *b) {
        Later *later = arena_new_of(o->c->arena, Later);
        size_t place = compile_order_place_of(o, a);
        *later = (Later){ compile_order_place_of(o, b), o->later[place] };
        o->later[place] = later;
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
}

/* Tarjan's, each item once and each reference once. */
static void find_circle(Order *o, size_t at) {
        o->seen[at] = o->low[at] = ++o->n_seen;
        o->stack[o->n_stack++] = at;
        for (const Later *later = o->later[at]; later; later = later->next) {
                if (!o->seen[later->place])
                        find_circle(o, later->place);
                if (!o->circle[later->place] && o->low[later->place] < o->low[at])
                        o->low[at] = o->low[later->place];
        }
        if (o->low[at] != o->seen[at])
                return;
        o->n_circles++;
        size_t last;
        do {
                last = o->stack[--o->n_stack];
                o->circle[last] = o->n_circles;
        } while (last != at);
}

static void find_circles(Order *o) {
        for (size_t i = 0; i < o->n; i++)
                if (!o->seen[i])
                        find_circle(o, i);
        for (size_t i = 0; i < o->n; i++)
                for (const Later *later = o->later[i]; later; later = later->next)
                        if (o->circle[i] != o->circle[later->place])
                                o->waits_for[o->circle[later->place]]++;
}

static bool together(const Order *o, size_t a, size_t b) {
        return o->circle[a] == o->circle[b];
}

/* The first in the list before which nothing else must go. */
static size_t next_place(const Order *o) {
        size_t i = 0;
        while (i < o->n && (o->done[i] || o->waits_for[o->circle[i]] > 0))
                i++;
        return i;
}

static void compile_order_let_go(Order *o, size_t at) {
        o->done[at] = true;
        for (const Later *later = o->later[at]; later; later = later->next)
                if (!together(o, at, later->place))
                        o->waits_for[o->circle[later->place]]--;
}

static const char *delete_of(const Order *o, size_t i) {
        const Entity *e = o->items[i];
        return arena_printf(o->c->arena, "delete from %s where %s", part_from(o->c, e),
                            part_belongs(o->c, e, o->root, 1));
}

/* The rows of one entity that are still there; their owners are, for they go later, but in a circle. */
static void compile_order_add_left(const Order *o, const Entity *e, Text *left) {
        text_appendf(left, "%s%s", left->n ? " union all " : "",
                     part_there(o->c, e, "", part_belongs(o->c, e, o->root, 1)));
}

static void add_meant(const Order *o, const Entity *e, Text *meant, CompiledDelete *out) {
        const Compiler *c = o->c;
        text_appendf(meant, "%sselect %zu, %s from %s where %s", meant->n ? " union all " : "", out->n_kept,
                     part_key_text(c, e), part_from(c, e), part_belongs(c, e, o->root, 1));
        out->kept[out->n_kept++] = part_there(c, e, "", part_in_keys(c, e, e->key, e, 1));
}

/* The last of them is the statement's own, so that the server counts its rows. */
static CompiledDelete statement(Order *o, size_t place) {
        _cleanup_text_ Text meant = { 0 }, left = { 0 }, with = { 0 };
        size_t last = place, n = 0;
        for (size_t i = 0; i < o->n; i++) {
                if (!together(o, place, i))
                        continue;
                last = i;
                n++;
        }
        CompiledDelete out = { .kept = arena_array(o->c->arena, n + 1, sizeof *out.kept) };
        for (size_t i = 0; i < o->n; i++) {
                if (!together(o, place, i))
                        continue;
                compile_order_let_go(o, i);
                compile_order_add_left(o, o->items[i], &left);
                if (n > 1)
                        add_meant(o, o->items[i], &meant, &out);
                if (i != last)
                        text_appendf(&with, "%sgone%zu as (%s)", with.n ? ", " : "with ", i, delete_of(o, i));
        }
        out.sql = arena_printf(o->c->arena, "%s%s%s", text_str(&with), with.n ? " " : "", delete_of(o, last));
        out.left = arena_strdup(o->c->arena, text_str(&left));
        out.meant = n > 1 ? arena_strdup(o->c->arena, text_str(&meant)) : NULL;
        return out;
}

static Order order_of(const Compiler *c, const Entity *root) {
        const DataMap *map = c->map;
        Order o = { .c = c, .root = root };
        size_t most = 0;
        for (size_t i = 0; i < map->n_entities; i++)
                most += entity_goes_with(map, &map->entities[i], root);
        o.items = arena_array(c->arena, most + 1, sizeof *o.items);
        o.places = arena_array(c->arena, map->n_entities + 1, sizeof *o.places);
        for (size_t i = map->n_entities; i-- > 0;) {
                const Entity *e = &map->entities[i];
                if (!entity_goes_with(map, e, root) || order_cascades(c, e, root))
                        continue;
                o.items[o.n++] = e;
                o.places[i] = o.n;
        }
        o.later = arena_array(c->arena, o.n + 1, sizeof *o.later);
        o.circle = arena_array(c->arena, o.n + 1, sizeof *o.circle);
        o.waits_for = arena_array(c->arena, o.n + 1, sizeof *o.waits_for);
        o.seen = arena_array(c->arena, o.n + 1, sizeof *o.seen);
        o.low = arena_array(c->arena, o.n + 1, sizeof *o.low);
        o.stack = arena_array(c->arena, o.n + 1, sizeof *o.stack);
        o.done = arena_array(c->arena, o.n + 1, sizeof *o.done);
        return o;
}

size_t order_deletes(const Compiler *c, const Entity *root, CompiledDelete **ret) {
        Order o = order_of(c, root);
        read_orders(&o);
        find_circles(&o);
        *ret = arena_array(c->arena, o.n + 1, sizeof **ret);
        size_t n = 0;
        for (size_t place = next_place(&o); place < o.n; place = next_place(&o), n++)
                (*ret)[n] = statement(&o, place);
        return n;
}
