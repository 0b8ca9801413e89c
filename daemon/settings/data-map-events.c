/* Where a register keeps the days that retention periods run from. */
#include "base/text.h"
#include "settings/data-map.h"

/* Birth, death and archiving have keys of their own in the map; the list tells of the others. */
static size_t named_by_themselves(DataMap *map) {
        const Entity *subject = &map->entities[0];
        size_t n = 0;
        map->events[n++] = (MapEvent){ TRIGGER_BIRTH, subject, map->birth, NULL };
        map->events[n++] = (MapEvent){ TRIGGER_DEATH, subject, map->death, NULL };
        map->events[n++] = (MapEvent){ TRIGGER_ARCHIVED, subject, map->archived, NULL };
        for (size_t i = 1; i < map->n_entities; i++)
                map->events[n++] =
                        (MapEvent){ TRIGGER_ARCHIVED, &map->entities[i], map->entities[i].archived, NULL };
        return n;
}

static void check_column(Node node, const char *key, const Entity *entity, const char *column) {
        if (column && !entity_attribute(entity, column))
                node_problem(node, key,
                             "Describe it under the entity's attributes; item = \"system\" if no family "
                             "cares for it.",
                             "\"%s\" names column \"%s\", which %s does not describe.", key, column,
                             entity->name);
}

static void judge_event(Node node, const DataMap *map, const MapEvent *event) {
        if (event->trigger <= TRIGGER_ARCHIVED)
                node_problem(node, "event", "Take the entry out.",
                             "The day of \"%s\" is named by the map's subject and its entities.",
                             trigger_to_string(event->trigger));
        if (!entity_hangs_on(map, event->entity, &map->entities[0]))
                node_problem(node, "entity", "Name the subject or what it owns.",
                             "Rows of %s are nobody's own, so they tell of no event of a subject's.",
                             event->entity->name);
        check_column(node, "column", event->entity, event->column);
        check_column(node, "unless_set", event->entity, event->unless_set);
        for (const MapEvent *other = map->events; other < event; other++)
                if (other->trigger == event->trigger && other->entity == event->entity)
                        node_problem(node, "event", "Keep one of the two.",
                                     "The event \"%s\" is told twice for %s.",
                                     trigger_to_string(event->trigger), event->entity->name);
}

static void read_event(Node node, DataMap *map) {
        const char *words[_TRIGGER_MAX];
        for (int i = 0; i < _TRIGGER_MAX; i++)
                words[i] = trigger_to_string((Trigger)i);
        if (!node_exists(node))
                return;
        MapEvent event = {
                .trigger = (Trigger)node_word(node, "event", REQUIRED, words, _TRIGGER_MAX, TRIGGER_ORDER),
                .entity = &map->entities[0],
                .column = node_text(node, "column", REQUIRED),
                .unless_set = node_text(node, "unless_set", OPTIONAL),
        };
        const char *entity = node_text(node, "entity", OPTIONAL);
        if (entity)
                event.entity = data_map_entity(map, entity);
        node_close(node);
        if (!event.entity) {
                node_problem(node, "entity", "Name an entity of this map.",
                             "There is no entity \"%s\" in this map.", entity);
                return;
        }
        map->events[map->n_events] = event;
        judge_event(node, map, &map->events[map->n_events]);
        map->n_events++;
}

void data_map_events(Node map_node, Arena *arena, DataMap *map) {
        Node list = node_list(map_node, "events", OPTIONAL);
        map->events = arena_array(arena, node_count(list) + map->n_entities + 3, sizeof *map->events);
        if (map->n_entities == 0)
                return;
        map->n_events = named_by_themselves(map);
        for (size_t i = 0; i < node_count(list); i++)
                read_event(node_item(list, i), map);
}
