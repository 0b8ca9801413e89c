#include "settings/data-map.h"

#include "base/cleanup.h"
#include "base/text.h"

#include <string.h>

static const char *const ownerships[_OWNERSHIP_MAX] = {
        [OWNERSHIP_SUBJECT] = "subject", [OWNERSHIP_OWNED] = "owned", [OWNERSHIP_LINK] = "link",
        [OWNERSHIP_SHARED] = "shared",   [OWNERSHIP_KEPT] = "kept",   [OWNERSHIP_REFERENCE] = "reference",
};
static const char *const powers[_POWER_MAX] = {
        [POWER_SECTION_12] = "section-12",
        [POWER_OTHER] = "other",
};
static const char *const classes[] = { DATA_CLASSES(WORD_STRING) };
static const char *const goings[] = { "last", "first" };

/* "a ""b"".c".d: a name that itself holds a point stands in quotes, and its quotes twice. */
static const char *data_map_quoted(Arena *arena, const char *s, const char **ret_rest) {
        char *name = arena_strdup(arena, s);
        size_t n = 0;
        for (const char *c = s + 1; *c; c++) {
                if (*c == '"' && c[1] != '"') {
                        name[n] = '\0';
                        *ret_rest = c + 1;
                        return name;
                }
                c += *c == '"';
                name[n++] = *c;
        }
        return NULL;
}

bool split_at_point(Arena *arena, const char *s, const char **ret_left, const char **ret_right) {
        const char *rest, *left = *s == '"' ? data_map_quoted(arena, s, &rest) : NULL;
        const char *point = left ? rest : strchr(s, '.');
        if (!point || *point != '.' || point == s || (left && !*left) || !point[1])
                return false;
        *ret_left = left ? left : arena_strndup(arena, s, (size_t)(point - s));
        *ret_right = arena_strdup(arena, point + 1);
        return true;
}

static Edge read_edge(Node node) {
        Edge edge = { 0 };
        if (!node_exists(node))
                return edge;
        edge.entity = node_text(node, "entity", REQUIRED);
        edge.columns = node_texts(node, "columns", REQUIRED, &edge.n_columns);
        size_t n;
        const char **match = node_texts(node, "match", OPTIONAL, &n);
        edge.match_said = n > 0;
        edge.match = n > 0 ? match : NULL;
        edge.list = node_bool(node, "list", OPTIONAL, false);
        edge.cast = node_bool(node, "cast", OPTIONAL, false);
        edge.line = node_place(node, NULL).line;
        Node where = node_group(node, "where", OPTIONAL);
        if (node_exists(where)) {
                edge.where = node_text(where, "column", REQUIRED);
                edge.is = node_texts(where, "is", REQUIRED, &edge.n_is);
                node_close(where);
        }
        if (n > 0 && n != edge.n_columns)
                node_problem(node, "match",
                             "Name one column of the other entity for each, in the same order.",
                             "%zu columns stand here and %zu under match.", edge.n_columns, n);
        node_close(node);
        return edge;
}

static Edge *read_edges(Arena *arena, Node node, const char *key, size_t *ret_n) {
        Node list = node_list(node, key, OPTIONAL);
        Edge *edges = arena_array(arena, node_count(list) + 1, sizeof *edges);
        *ret_n = node_count(list);
        for (size_t i = 0; i < *ret_n; i++)
                edges[i] = read_edge(node_item(list, i));
        return edges;
}

/* One owner, or a list of several. */
static void read_owners(Arena *arena, Node node, Entity *entity) {
        Node one = node_group(node, "owner", OPTIONAL);
        entity->owners = read_edges(arena, node, "owners", &entity->n_owners);
        int which = node_word(node, "goes_with", OPTIONAL, goings, ELEMENTS(goings), 0);
        entity->first_goes = which == 1;
        if (node_exists(one) && entity->n_owners > 0)
                node_problem(node, "owners", "Write all of them under owners.",
                             "The entity has both an owner and owners.");
        else if (node_exists(one))
                entity->n_owners = 1;
        if (node_exists(one))
                entity->owners[0] = read_edge(one);
        entity->owner = entity->owners[0];
}

/* A link's is called to. */
static void read_shares(Arena *arena, Node node, Entity *entity) {
        entity->to = read_edge(node_group(node, "to", OPTIONAL));
        entity->shares = read_edges(arena, node, "shares", &entity->n_shares);
        if (entity->to.entity && entity->n_shares > 0)
                node_problem(node, "shares", "A link joins one thing: make it owned, or take shares out.",
                             "The entity has both to and shares.");
        else if (entity->to.entity)
                entity->shares[entity->n_shares++] = entity->to;
}

static void read_entity(Arena *arena, Node node, Power power, Entity *entity) {
        if (!node_exists(node))
                return;
        const char *table = node_text(node, "table", REQUIRED);
        *entity = (Entity){ .name = node_text(node, "name", REQUIRED), .line = node_place(node, NULL).line };
        if (table && !split_at_point(arena, table, &entity->schema, &entity->table))
                node_problem(node, "table", "Write \"schema.table\".",
                             "\"%s\" does not name a schema and a table.", table);
        int ownership = node_word(node, "ownership", REQUIRED, ownerships, _OWNERSHIP_MAX, OWNERSHIP_OWNED);
        entity->ownership = (Ownership)ownership;
        entity->key = node_texts(node, "key", REQUIRED, &entity->n_key);
        read_owners(arena, node, entity);
        read_shares(arena, node, entity);
        entity->refers = read_edges(arena, node, "refers", &entity->n_refers);
        entity->because = node_text(node, "because", OPTIONAL);
        entity->since = node_text(node, "since", OPTIONAL);
        entity->until = node_text(node, "until", OPTIONAL);
        entity->archived = node_text(node, "archived", OPTIONAL);
        entity->class =
                (DataClass)node_word(node, "class", OPTIONAL, classes, _DATA_CLASS_MAX, DATA_ORDINARY);
        entity->sensitive = node_text(node, "sensitive", OPTIONAL);
        data_map_attributes(arena, node, power, entity);
        node_close(node);
}

static void match_keys(const DataMap *map, Edge *edges, size_t n) {
        for (size_t i = 0; i < n; i++)
                if (edges[i].entity && !edges[i].match)
                        edges[i].match = data_map_entity(map, edges[i].entity)->key;
}

/* What an edge does not say is the other's key. */
static void settle_edges(DataMap *map) {
        for (size_t i = 0; i < map->n_entities; i++) {
                Entity *e = &map->entities[i];
                match_keys(map, e->owners, e->n_owners);
                match_keys(map, e->refers, e->n_refers);
                match_keys(map, e->shares, e->n_shares);
                if (e->to.entity)
                        e->to = e->shares[0];
                e->owner = e->owners[0];
                bool one = e->n_owners > 1;
                for (size_t k = 1; one && k < e->n_owners; k++)
                        for (size_t j = 0; j < k; j++)
                                one = one && edges_exclude(&e->owners[j], &e->owners[k]);
                e->first_goes = e->first_goes || one; /* a row has one of them: the first is the last */
        }
}

/* Of several owners, the one through which a row hangs on the subject stands for all where one must. */
static void data_map_settle_owners(DataMap *map) {
        for (size_t i = 0; i < map->n_entities; i++) {
                Entity *e = &map->entities[i];
                for (size_t k = e->n_owners; k-- > 0;)
                        if (entity_goes_with(map, data_map_entity(map, e->owners[k].entity), map->entities))
                                e->owner = e->owners[k];
        }
}

static void read_subject(Node node, DataMap *map) {
        if (!node_exists(node))
                return;
        map->birth = node_text(node, "birth", map->power == POWER_SECTION_12 ? REQUIRED : OPTIONAL);
        map->death = node_text(node, "death", OPTIONAL);
        map->archived = node_text(node, "archived", OPTIONAL);
        map->shielded = node_text(node, "shielded", OPTIONAL);
        map->language = node_text(node, "language", OPTIONAL);
        map->ground = node_text(node, "ground", OPTIONAL);
        map->tombstone = node_texts(node, "tombstone", OPTIONAL, &map->n_tombstone);
        node_close(node);
}

static void read_services(Arena *arena, Node node, DataMap *map) {
        Node list = node_list(node, "services", OPTIONAL);
        map->n_services = node_count(list);
        map->services = arena_array(arena, map->n_services, sizeof *map->services);
        for (size_t i = 0; i < map->n_services; i++) {
                Node item = node_item(list, i);
                map->services[i] = (Edge){ .entity = node_text(item, "entity", REQUIRED), .n_columns = 1 };
                map->services[i].columns = arena_array(arena, 1, sizeof *map->services[i].columns);
                map->services[i].columns[0] = node_text(item, "column", REQUIRED);
                node_close(item);
        }
}

/* One reason for each table of the line. */
static void read_left_off_item(Arena *arena, Node item, DataMap *map) {
        size_t n;
        const char **tables = node_texts(item, "tables", REQUIRED, &n);
        const char *because = node_text(item, "because", REQUIRED);
        LeftOff *all = arena_array(arena, map->n_left_off + n + 1, sizeof *all);
        for (size_t i = 0; i < map->n_left_off; i++)
                all[i] = map->left_off[i];
        for (size_t i = 0; i < n; i++) {
                LeftOff off = { .because = because, .line = node_place(item, "tables").line };
                if (split_at_point(arena, tables[i], &off.schema, &off.table))
                        all[map->n_left_off++] = off;
                else
                        node_problem(item, "tables", "Write \"schema.table\".",
                                     "\"%s\" does not name a schema and a table.", tables[i]);
        }
        map->left_off = all;
        node_close(item);
}

static void read_left_off(Arena *arena, Node node, DataMap *map) {
        Node list = node_list(node, "left_off", OPTIONAL);
        for (size_t i = 0; i < node_count(list); i++)
                read_left_off_item(arena, node_item(list, i), map);
}

/* One for a label and a language. */
static void read_labels(Arena *arena, const Languages *languages, Node node, DataMap *map) {
        Node list = node_list(node, "labels", OPTIONAL);
        map->labels = arena_array(arena, node_count(list) * languages->n + 1, sizeof *map->labels);
        for (size_t i = 0; i < node_count(list); i++) {
                Node item = node_item(list, i);
                const char *key = node_text(item, "label", REQUIRED);
                for (size_t k = 0; k < languages->n; k++) {
                        const Language *language = &languages->items[k];
                        const char *words =
                                node_text(item, language->code, language->standard ? REQUIRED : OPTIONAL);
                        if (key && words)
                                map->labels[map->n_labels++] = (MapLabel){ key, language->code, words };
                }
                node_close(item);
        }
}

int data_map_load(const char *path, const Languages *languages, Arena *arena, Problems *problems,
                  DataMap **ret) {
        size_t errors = problems->errors;
        _cleanup_(reader_freep) Reader *reader = reader_open(path, arena, problems);
        if (!reader)
                return DATA_MAP_E_REFUSED;
        Node root = reader_root(reader), node = node_group(root, "map", REQUIRED);
        node_close(root);
        if (!node_exists(node))
                return DATA_MAP_E_REFUSED;

        DataMap *map = arena_new_of(arena, DataMap);
        map->file = reader_file(reader);
        map->name = node_text(node, "name", REQUIRED);
        map->power = (Power)node_word(node, "power", OPTIONAL, powers, _POWER_MAX, POWER_SECTION_12);
        read_subject(node_group(node, "subject", REQUIRED), map);
        read_services(arena, node, map);
        map->discreet = node_texts(node, "discreet", OPTIONAL, &map->n_discreet);
        map->search_path = node_texts(node, "search_path", OPTIONAL, &map->n_search_path);
        read_labels(arena, languages, node, map);
        read_left_off(arena, node, map);
        Node entities = node_list(node, "entities", REQUIRED);
        map->n_entities = node_count(entities);
        map->entities = arena_array(arena, map->n_entities, sizeof *map->entities);
        for (size_t i = 0; i < map->n_entities; i++)
                read_entity(arena, node_item(entities, i), map->power, &map->entities[i]);
        node_list(node, "events", OPTIONAL); /* known, whatever is wrong above */
        if (problems->errors == errors)
                data_map_events(node, arena, map);
        node_close(node);
        /* A map with holes in it would only be misjudged. */
        if (problems->errors == errors)
                data_map_judge(node, entities, map);
        if (problems->errors == errors) {
                data_map_index(map, arena);
                settle_edges(map);
                data_map_settle_owners(map);
        }
        if (problems->errors > errors)
                return DATA_MAP_E_REFUSED;
        *ret = map;
        return 0;
}
