#include "notices/holdings.h"

#include "base/text.h"
#include "store/json.h"

#include <string.h>

#define CATEGORIES_MAX 32

typedef struct Holding {
        const char *category, *label;
        const char *sources; /* names, joined */
} Holding;

typedef struct Holdings {
        Arena *arena;
        const Record *record;
        Labels *labels;
        bool to_subject;
        Holding items[CATEGORIES_MAX];
        size_t n;
} Holdings;

/* "NHS Personal Demographics Service" -> "nhs-personal-demographics-service". */
static const char *slug(Arena *arena, const char *name) {
        _cleanup_text_ Text out = { 0 };
        for (const char *c = name; *c; c++) {
                char lower = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
                if (char_is_alpha(lower) || char_is_digit(lower))
                        text_append_n(&out, &lower, 1);
                else if (out.n && out.s[out.n - 1] != '-' && *c != '\'')
                        text_append_n(&out, "-", 1);
        }
        return arena_strdup(arena, text_str(&out));
}

const char *holdings_source(Arena *arena, Labels *labels, const char *name) {
        const char *label = labels_get(labels, arena_printf(arena, "source-%s", slug(arena, name)));
        return label ? label : name;
}

/* A category without a word for it ("dates", "record") is no kind of data that a family would name. */
static void add_category(Holdings *h, const char *category, const char *source) {
        if (str_eq(category, "services") && !h->to_subject)
                return;
        Holding *item = NULL;
        for (size_t i = 0; i < h->n && !item; i++)
                if (str_eq(h->items[i].category, category))
                        item = &h->items[i];
        if (!item) {
                const char *label = labels_get(h->labels, arena_printf(h->arena, "holds-%s", category));
                if (!label || h->n == CATEGORIES_MAX)
                        return;
                item = &h->items[h->n++];
                *item = (Holding){ .category = category, .label = label, .sources = "" };
        }
        source = source ? holdings_source(h->arena, h->labels, source) : NULL;
        if (source && !strstr(item->sources, source))
                item->sources =
                        arena_printf(h->arena, "%s%s%s", item->sources, *item->sources ? "; " : "", source);
}

static void add_row(Holdings *h, const Entity *entity, const json_t *row, const Entity *from,
                    const char *source) {
        for (size_t i = 0; i < entity->n_attributes; i++) {
                const Attribute *a = &entity->attributes[i];
                const json_t *value = json_object_get(json_object_get(row, "attributes"), a->column);
                bool told = a->category && a->disclose != DISCLOSE_NEVER && value && !json_is_null(value);
                if (told && (entity == from || entity->ownership == OWNERSHIP_REFERENCE))
                        add_category(h, a->category, source);
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
                add_row(h, entity, row, entity, more);
                more = record_source(r->map, r->data, entity, row, n);
        }
        for (size_t i = 0; i < entity->n_refers; i++) {
                const Entity *named = data_map_entity(r->map, entity->refers[i].entity);
                const char *key = json_string_value(json_array_get(json_object_get(row, "names"), i));
                const json_t *reference = named && key ? record_row(r->data, named, key) : NULL;
                if (reference && !is_sensitive(named, reference))
                        add_row(h, named, reference, entity, source);
        }
}

json_t *holdings_list(Arena *arena, const Record *record, Labels *labels, bool to_subject) {
        Holdings h = { .arena = arena, .record = record, .labels = labels, .to_subject = to_subject };
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
        json_t *list = json_array();
        for (size_t i = 0; i < h.n; i++)
                json_add(list, json_pack("{s:s, s:s}", "what", h.items[i].label, "from", h.items[i].sources));
        return list;
}
