#include "register/mentions.h"

#include "base/text.h"

static bool mentions_among(const char *const *names, size_t n, const char *name) {
        for (size_t i = 0; i < n; i++)
                if (str_eq(names[i], name))
                        return true;
        return false;
}

static bool mentions_same_columns(const char *const *a, size_t n_a, const char *const *b, size_t n_b) {
        for (size_t i = 0; i < n_a; i++)
                if (!mentions_among(b, n_b, a[i]))
                        return false;
        return n_a == n_b;
}

static bool is_edge(const Edge *edge, const Entity *to, const char *const *columns, size_t n) {
        return str_eq(edge->entity, to->name) &&
               mentions_same_columns(edge->columns, edge->n_columns, columns, n);
}

/* Owners and links are no mere mentions. */
static bool goes_by(const Entity *from, const Entity *to, const char *const *columns, size_t n) {
        for (size_t i = 0; i < from->n_owners; i++)
                if (is_edge(&from->owners[i], to, columns, n))
                        return true;
        for (size_t i = 0; i < from->n_shares; i++)
                if (is_edge(&from->shares[i], to, columns, n))
                        return true;
        return false;
}

static bool mention_is_listed(const Mention *mentions, size_t n, const Entity *from, const Entity *to,
                              const Edge *edge) {
        for (size_t i = 0; i < n; i++)
                if (mentions[i].from == from && mentions[i].to == to &&
                    mentions_same_columns(mentions[i].from_columns, mentions[i].n_columns, edge->columns,
                                          edge->n_columns))
                        return true;
        return false;
}

static size_t add_from_map(const DataMap *map, const Entity *e, Mention *mentions, size_t n) {
        for (size_t i = 0; i < e->n_refers; i++) {
                const Edge *edge = &e->refers[i];
                const Entity *to = data_map_entity(map, edge->entity);
                if (to && !entity_stays(to) && !mention_is_listed(mentions, n, e, to, edge))
                        mentions[n++] = (Mention){ .from = e,
                                                   .to = to,
                                                   .from_columns = edge->columns,
                                                   .to_columns = edge->match,
                                                   .n_columns = edge->n_columns,
                                                   .edge = edge };
        }
        return n;
}

size_t mentions_find(const Catalog *catalog, const DataMap *map, Arena *arena, Mention **ret) {
        size_t most = catalog->n_keys, n = 0;
        for (size_t i = 0; i < map->n_entities; i++)
                most += map->entities[i].n_refers;
        *ret = arena_array(arena, most + 1, sizeof **ret);
        for (size_t i = 0; i < catalog->n_keys; i++) {
                const CatalogForeignKey *k = &catalog->keys[i];
                const Entity *from = catalog_entity(catalog, k->from), *to = catalog_entity(catalog, k->to);
                if (!from || !to || entity_stays(to) || goes_by(from, to, k->from_columns, k->n_columns))
                        continue;
                (*ret)[n++] = (Mention){ .from = from,
                                         .to = to,
                                         .from_columns = k->from_columns,
                                         .to_columns = k->to_columns,
                                         .n_columns = k->n_columns,
                                         .key = k };
        }
        for (size_t i = 0; i < map->n_entities; i++)
                n = add_from_map(map, &map->entities[i], *ret, n);
        return n;
}

bool mention_empties_itself(const Mention *mention) {
        const CatalogForeignKey *key = mention->key;
        return key && (key->on_delete == 'd' || (key->on_delete == 'n' && !key->from->answers_updates));
}

/* The key of the row, or an edge over other columns than these, would lose its column too. */
static bool needed_elsewhere(const Entity *e, const char *const *columns, size_t n, const char *column) {
        if (mentions_among(e->key, e->n_key, column))
                return true;
        for (size_t i = 0; i < e->n_owners + e->n_shares; i++) {
                const Edge *edge = i < e->n_owners ? &e->owners[i] : &e->shares[i - e->n_owners];
                if (mentions_among(edge->columns, edge->n_columns, column) &&
                    !mentions_same_columns(edge->columns, edge->n_columns, columns, n))
                        return true;
        }
        return false;
}

const char **mentions_emptied(const Catalog *catalog, Arena *arena, const Entity *e,
                              const char *const *columns, size_t n, const CatalogForeignKey *key,
                              size_t *ret_n) {
        const char **emptied = arena_array(arena, n + 1, sizeof *emptied);
        size_t found = 0;
        for (size_t i = 0; i < n; i++) {
                const CatalogColumn *c = catalog_column(catalog_of(catalog, e), columns[i]);
                if (c && !c->not_null && !c->generated && !needed_elsewhere(e, columns, n, columns[i]))
                        emptied[found++] = columns[i];
        }
        *ret_n = key && key->match_full && found < n ? 0 : found;
        return emptied;
}
