#include "notices/record.h"

#include "base/text.h"

#include <assert.h>
#include <string.h>

const char *record_column(const Entity *entity, const char *label) {
        for (size_t i = 0; i < entity->n_attributes; i++)
                if (str_eq(entity->attributes[i].label, label))
                        return entity->attributes[i].column;
        return NULL;
}

static const json_t *value_of(const json_t *row, const char *column) {
        return column ? json_object_get(json_object_get(row, "attributes"), column) : NULL;
}

const char *record_text(const Entity *entity, const json_t *row, const char *label) {
        const char *text = json_string_value(value_of(row, record_column(entity, label)));
        return str_empty(text) ? NULL : text;
}

static Date record_date_of(const json_t *row, const char *column) {
        Date date = DATE_NONE;
        date_parse(json_string_value(value_of(row, column)), &date);
        return date;
}

bool record_is_current(const Entity *entity, const json_t *row, Date on) {
        assert(entity);
        Date since = record_date_of(row, entity->since), until = record_date_of(row, entity->until);
        const json_t *archived = value_of(row, entity->archived);
        return (since == DATE_NONE || since <= on) && (until == DATE_NONE || until > on) &&
               (!archived || json_is_null(archived));
}

const json_t *record_row(const json_t *data, const Entity *entity, const char *key) {
        size_t i;
        json_t *row;
        json_array_foreach (json_object_get(data, entity->name), i, row)
                if (key && str_eq(json_string_value(json_object_get(row, "key")), key))
                        return row;
        return NULL;
}

const char *record_source(const DataMap *map, const json_t *data, const Entity *entity, const json_t *row,
                          size_t n) {
        for (size_t i = 0; i < entity->n_refers; i++) {
                const Entity *named = data_map_entity(map, entity->refers[i].entity);
                const char *key = json_string_value(json_array_get(json_object_get(row, "names"), i));
                const json_t *agency = named && key ? record_row(data, named, key) : NULL;
                const char *name = agency ? record_text(named, agency, "source") : NULL;
                if (name && n-- == 0)
                        return name;
        }
        return NULL;
}

static const Entity *entity_labelled(const DataMap *map, const char *label) {
        for (size_t i = 0; i < map->n_entities; i++)
                if (record_column(&map->entities[i], label))
                        return &map->entities[i];
        return NULL;
}

/* "Given Family", either alone, with a title before it. */
static const char *full_name(Arena *arena, const char *title, const char *given, const char *family) {
        _cleanup_text_ Text name = { 0 };
        const char *const parts[] = { title, given, family };
        for (size_t i = 0; i < ELEMENTS(parts); i++)
                if (!str_empty(parts[i]))
                        text_appendf(&name, "%s%s", name.n ? " " : "", parts[i]);
        return name.n ? arena_strdup(arena, text_str(&name)) : NULL;
}

/* The name they go by in law, unless only another is known; never a former one. */
static void record_read_name(Arena *arena, Record *r) {
        const Entity *entity = entity_labelled(r->map, "given-names");
        size_t i;
        json_t *row;
        if (!entity)
                return;
        json_array_foreach (json_object_get(r->data, entity->name), i, row) {
                const char *kind = record_text(entity, row, "name-kind");
                if (!record_is_current(entity, row, r->on) || str_eq(kind, "former") ||
                    (r->name && !str_eq(kind, "legal")))
                        continue;
                const char *given = record_text(entity, row, "given-names");
                r->name = full_name(arena, NULL, given, record_text(entity, row, "family-name"));
                r->first = given ? arena_strndup(arena, given, strcspn(given, " ")) : r->name;
        }
}

/* prefix "" for the subject's, "carer-" for a carer's. */
static PostalAddress record_read_address(Arena *arena, const Entity *entity, const json_t *row,
                                         const char *prefix) {
        static const char *const labels[] = { "address-line-1", "address-line-2", "town", "county",
                                              "postcode" };
        PostalAddress address = { 0 };
        for (size_t i = 0; i < ELEMENTS(labels); i++) {
                const char *line = record_text(entity, row, arena_printf(arena, "%s%s", prefix, labels[i]));
                if (line)
                        address.lines[address.n++] = line;
        }
        return address;
}

/* Where the subject lives now. The last known address of somebody who has gone is no place to write to. */
static void read_home(Arena *arena, Record *r) {
        const Entity *entity = entity_labelled(r->map, "address-line-1");
        size_t i;
        json_t *row;
        if (!entity)
                return;
        json_array_foreach (json_object_get(r->data, entity->name), i, row) {
                const char *kind = record_text(entity, row, "address-kind");
                if (record_is_current(entity, row, r->on) && (!kind || str_eq(kind, "home")))
                        r->address = record_read_address(arena, entity, row, "");
        }
}

static PostalAddress person_address(Arena *arena, const Record *r, const char *key) {
        const Entity *entity = entity_labelled(r->map, "carer-address-line-1");
        PostalAddress address = { 0 };
        size_t i;
        json_t *row;
        if (!entity)
                return address;
        json_array_foreach (json_object_get(r->data, entity->name), i, row)
                if (str_eq(json_string_value(json_object_get(row, "owner")), key) &&
                    record_is_current(entity, row, r->on))
                        address = record_read_address(arena, entity, row, "carer-");
        return address;
}

static RecordPerson *record_person_of(Arena *arena, Record *r, const Entity *entity, const char *key) {
        for (size_t i = 0; i < r->n_persons; i++)
                if (str_eq(r->persons[i].key, key))
                        return &r->persons[i];
        const json_t *row = record_row(r->data, entity, key);
        RecordPerson *person = &r->persons[r->n_persons++];
        *person = (RecordPerson){
                .key = key,
                .name = full_name(arena, record_text(entity, row, "carer-title"),
                                  record_text(entity, row, "carer-given-names"),
                                  record_text(entity, row, "carer-family-name")),
                .language = record_text(entity, row, "carer-language"),
                .address = person_address(arena, r, key),
                .source = record_source(r->map, r->data, entity, row, 0),
        };
        return person;
}

/* One person may be linked twice: responsible by one link, restricted by another. */
static void read_persons(Arena *arena, Record *r) {
        const Entity *link = entity_labelled(r->map, "parental-responsibility");
        const Entity *to = link && link->to.entity ? data_map_entity(r->map, link->to.entity) : NULL;
        const json_t *rows = to ? json_object_get(r->data, link->name) : NULL;
        size_t i;
        json_t *row;
        r->persons = arena_array(arena, json_array_size(rows) + 1, sizeof *r->persons);
        json_array_foreach (rows, i, row) {
                const char *key = json_string_value(json_object_get(row, "to"));
                if (!key || !record_is_current(link, row, r->on))
                        continue;
                RecordPerson *person = record_person_of(arena, r, to, key);
                const char *order = record_text(link, row, "court-order");
                person->responsible |=
                        json_is_true(value_of(row, record_column(link, "parental-responsibility")));
                person->restricted |= order && !str_eq(order, "none");
        }
}

void record_read(Arena *arena, Record *ret) {
        record_read_name(arena, ret);
        read_home(arena, ret);
        read_persons(arena, ret);
}
