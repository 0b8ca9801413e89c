#include "notices/holdings.h"

#include "base/text.h"
#include "store/json.h"

#include <string.h>

typedef struct Holding {
        const char *words;
        const char *sources; /* names, joined */
} Holding;

typedef struct Holdings {
        const Telling *telling;
        const Record *record;
        Holding *items;
        size_t n;
} Holdings;

/* What a value is, in words: its category's, or where that has none, its own. */
static void add_value(Holdings *h, const Attribute *attribute, const char *source) {
        const Telling *t = h->telling;
        const char *words = told_category(t, attribute->category);
        Holding *item = NULL;
        words = words ? words : told_attribute(t, attribute);
        for (size_t i = 0; i < h->n && !item; i++)
                if (str_eq(h->items[i].words, words))
                        item = &h->items[i];
        if (!item) {
                item = &h->items[h->n++];
                *item = (Holding){ .words = words, .sources = "" };
        }
        source = source ? told_source(t, source) : NULL;
        if (source && !strstr(item->sources, source))
                item->sources =
                        arena_printf(t->arena, "%s%s%s", item->sources, *item->sources ? "; " : "", source);
}

static bool holdings_is_told(const Holdings *h, const Attribute *attribute) {
        return attribute->label[0] && attribute->disclose != DISCLOSE_NEVER &&
               told_openly(h->telling->map, attribute->category);
}

static void holdings_add_row(Holdings *h, const Entity *entity, const json_t *row, const char *source) {
        for (size_t i = 0; i < entity->n_attributes; i++) {
                const Attribute *a = &entity->attributes[i];
                const json_t *value = json_object_get(json_object_get(row, "attributes"), a->column);
                if (holdings_is_told(h, a) && value && !json_is_null(value))
                        add_value(h, a, source);
        }
}

static bool is_sensitive(const Entity *entity, const json_t *row) {
        const json_t *value = entity->sensitive
                                      ? json_object_get(json_object_get(row, "attributes"), entity->sensitive)
                                      : NULL;
        return value && !json_is_null(value) && !json_is_false(value);
}

/* A row, and the school or practice it names. */
static void add_record_row(Holdings *h, const Entity *entity, const json_t *row) {
        const Record *r = h->record;
        const char *source = record_source(r->map, r->data, entity, row, 0), *more = source;
        for (size_t n = 1; more || n == 1; n++) {
                holdings_add_row(h, entity, row, more);
                more = record_source(r->map, r->data, entity, row, n);
        }
        for (size_t i = 0; i < entity->n_refers; i++) {
                const Entity *named = data_map_entity(r->map, entity->refers[i].entity);
                const char *key = json_string_value(json_array_get(json_object_get(row, "names"), i));
                const json_t *reference = named && key ? record_row(r->data, named, key) : NULL;
                bool about =
                        named && named->ownership == OWNERSHIP_REFERENCE && !record_column(named, "source");
                if (reference && about && !is_sensitive(named, reference))
                        holdings_add_row(h, named, reference, source);
        }
}

static size_t attributes_of(const DataMap *map) {
        size_t n = 0;
        for (size_t e = 0; e < map->n_entities; e++)
                n += map->entities[e].n_attributes;
        return n;
}

static json_t *holdings_to_json(const Holdings *h) {
        json_t *list = json_array();
        for (size_t i = 0; i < h->n; i++)
                json_add(list,
                         json_pack("{s:s, s:s}", "what", h->items[i].words, "from", h->items[i].sources));
        return list;
}

json_t *holdings_list(const Telling *t, const Record *record) {
        Holdings h = { .telling = t, .record = record };
        h.items = arena_array(t->arena, attributes_of(t->map), sizeof *h.items);
        for (size_t e = 0; e < record->map->n_entities; e++) {
                const Entity *entity = &record->map->entities[e];
                size_t i;
                json_t *row;
                if (entity->ownership == OWNERSHIP_REFERENCE)
                        continue;
                json_array_foreach (json_object_get(record->data, entity->name), i, row)
                        if (record_is_current(entity, row, record->on) && !is_sensitive(entity, row))
                                add_record_row(&h, entity, row);
        }
        return holdings_to_json(&h);
}

static bool knows_sources(const DataMap *map) {
        for (size_t e = 0; e < map->n_entities; e++)
                if (record_column(&map->entities[e], "source"))
                        return true;
        return false;
}

json_t *holdings_sample(const Telling *t, const char *source) {
        Holdings h = { .telling = t };
        bool sourced = knows_sources(t->map);
        h.items = arena_array(t->arena, attributes_of(t->map), sizeof *h.items);
        for (size_t e = 0; e < t->map->n_entities; e++) {
                const Entity *entity = &t->map->entities[e];
                for (size_t i = 0; !record_column(entity, "source") && i < entity->n_attributes; i++)
                        if (holdings_is_told(&h, &entity->attributes[i]) &&
                            !(e == 0 && str_eq(entity->attributes[i].column, t->map->death)))
                                add_value(&h, &entity->attributes[i], sourced ? source : NULL);
        }
        return holdings_to_json(&h);
}
