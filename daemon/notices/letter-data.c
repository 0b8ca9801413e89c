#include "notices/letter-data.h"

#include "base/text.h"
#include "notices/holdings.h"
#include "render/words.h"
#include "settings/texts.h"
#include "store/json.h"

LanguageList letter_languages(const Settings *settings, const char *map, const char *wish) {
        const Language *wished = languages_find(&settings->languages, wish);
        return wished ? (LanguageList){ { wished }, 1 } : told_languages(settings, map);
}

static bool map_knows_parents(const DataMap *map) {
        for (size_t i = 0; i < map->n_entities; i++)
                if (record_column(&map->entities[i], "parental-responsibility"))
                        return true;
        return false;
}

const char *letter_reference(Arena *arena, int64_t obligation) {
        return arena_printf(arena, "N-%lld", (long long)obligation);
}

const char *letter_template(Arena *arena, const Settings *settings, const Language *language,
                            const char *notice, Audience audience) {
        return texts_find(settings, language,
                          arena_printf(arena, "%s.%s.md", notice, audience_to_string(audience)), arena);
}

json_t *letter_frame(const Telling *t, json_t *items, json_t *rules) {
        json_t *data = told_frame(t), *discreet = told_discreet(t);
        bool sourced = false;
        size_t i;
        json_t *item;
        json_array_foreach (items, i, item)
                sourced |= !str_empty(json_string_value(json_object_get(item, "from")));
        json_put(data, "has_items", json_boolean(json_array_size(items) > 0));
        json_put(data, "has_sources", json_boolean(sourced));
        json_put(data, "items", items);
        json_put(data, "has_discreet", json_boolean(json_array_size(discreet) > 0));
        json_put(data, "discreet", discreet);
        json_put(data, "has_rules", json_boolean(json_array_size(rules) > 0));
        json_put(data, "rules", rules);
        /* Who has parental responsibility is told too, where the register knows it. */
        json_put(data, "parents_told", json_boolean(map_knows_parents(t->map)));
        return data;
}

double letter_size(Audience audience) {
        return letter_is_plain(audience) ? 14 : 12;
}

bool letter_is_plain(Audience audience) {
        return audience < AUDIENCE_ADULT;
}

json_t *letter_data(const LetterCase *c, const Language *language) {
        const Record *record = c->record;
        Problems problems = PROBLEMS(c->arena);
        _cleanup_(labels_closep) Labels *labels = labels_open(c->settings, language, c->arena, &problems);
        if (!labels)
                return NULL;
        labels_follow(labels, record->map);
        const Telling t = { .arena = c->arena,
                            .settings = c->settings,
                            .map = record->map,
                            .labels = labels,
                            .language = language,
                            .plain = letter_is_plain(c->obligation->audience),
                            .on = c->on };
        const json_t *own = json_array_get(json_object_get(record->data, record->map->entities[0].name), 0);
        json_t *data = letter_frame(&t, holdings_list(&t, record),
                                    told_letter_rules(&t, json_object_get(own, "attributes")));
        const char *source = c->person && c->person->source ? told_source(&t, c->person->source) : "";
        json_put(data, "child", json_pack("{s:s, s:s}", "name", record->name, "first", record->first));
        json_put(data, "to", json_pack("{s:s}", "name", c->person ? c->person->name : record->name));
        json_put(data, "recorded_on", json_string(words_date(c->arena, language, c->obligation->obtained)));
        json_put(data, "reference", json_string(letter_reference(c->arena, c->obligation->id)));
        json_put(data, "carer_source", json_string(source));
        return data;
}
