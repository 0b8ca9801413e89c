#include "requests/wording.h"

#include "base/text.h"
#include "model/identifier.h"
#include "model/telephone.h"
#include "render/can-draw.h"
#include "render/words.h"

#include <string.h>

bool wording_is_disclosed(const DossierItem *item) {
        return item->decision == DECISION_DISCLOSE || item->decision == DECISION_REDACT;
}

const char *wording_value(const DossierItem *item) {
        return item->redacted ? item->redacted : item->value;
}

/* "school.name" is what a row names; the rest is the row's own, which a map may call with points too. */
const Attribute *wording_attribute(const Wording *w, const DossierItem *item, const Entity **ret_entity) {
        const Entity *entity = data_map_entity(w->map, item->entity);
        const Attribute *own = entity ? entity_attribute(entity, item->attribute) : NULL;
        const char *dot = strchr(item->attribute, '.');
        *ret_entity = entity;
        if (own || !dot)
                return own;
        *ret_entity = data_map_entity(
                w->map, arena_strndup(w->arena, item->attribute, (size_t)(dot - item->attribute)));
        return *ret_entity ? entity_attribute(*ret_entity, dot + 1) : NULL;
}

static const char *plain(Arena *arena, const char *code) {
        char *s = arena_strdup(arena, code);
        for (char *p = s; *p; p++)
                if (*p == '-' || *p == '_')
                        *p = ' ';
        s[0] = char_upper(s[0]);
        return s;
}

static bool is_code(const char *value) {
        if (!char_is_alpha(*value))
                return false;
        for (const char *p = value; *p; p++)
                if (!(*p >= 'a' && *p <= 'z') && !char_is_digit(*p) && *p != '-')
                        return false;
        return true;
}

const char *wording_label(const Wording *w, const char *prefix, const char *key, const char *otherwise) {
        const char *label = labels_get(w->labels, arena_printf(w->arena, "%s%s", prefix, key));
        return label ? label : plain(w->arena, otherwise);
}

const char *wording_item(const Wording *w, const DossierItem *item) {
        const char *dot = strrchr(item->attribute, '.');
        const char *column = dot ? dot + 1 : item->attribute;
        return item->label[0] ? wording_label(w, "", item->label, column) : plain(w->arena, column);
}

/* The day of "2020-01-24" or "2020-01-24T15:36:36+00:00", and of the second the hour, as it is written there.
 */
static const char *day_in_words(const Wording *w, const char *value) {
        size_t n = strlen(value);
        Date date;
        if (n < 10 || (n > 10 && value[10] != 'T') || !date_parse(arena_strndup(w->arena, value, 10), &date))
                return NULL;
        const char *day = words_date(w->arena, w->source->language, date);
        return n > 16 ? arena_printf(w->arena, "%s, %.5s", day, value + 11) : day;
}

/* A word that two columns use in different senses has a label of its own under the column's: "false" of what
 * was found is not "No". NULL: it has no words. */
static const char *code_in_words(const Wording *w, const char *label_of, const char *code) {
        const char *label = labels_get(w->labels, arena_printf(w->arena, "value-%s-%s", label_of, code));
        return label ? label : labels_get(w->labels, arena_printf(w->arena, "value-%s", code));
}

/* A list of codes, "[1,2]": each in words. NULL: it is none, or one of them has no words. */
static const char *list_in_words(const Wording *w, const char *label_of, const char *value) {
        json_auto_t *list = value[0] == '[' ? json_loads(value, 0, NULL) : NULL;
        json_t *one;
        const char *words = list ? "" : NULL;
        size_t i;
        json_array_foreach (list, i, one) {
                const char *code = json_is_string(one) ? json_string_value(one)
                                                       : arena_printf(w->arena, "%" JSON_INTEGER_FORMAT,
                                                                      json_integer_value(one));
                const char *said = code_in_words(w, label_of, code);
                words = said && words ? arena_printf(w->arena, "%s%s%s", words, i > 0 ? ", " : "", said)
                                      : NULL;
        }
        return words && *words ? words : NULL;
}

const char *wording_worded(const Wording *w, const char *label_of, const char *value) {
        const char *words = day_in_words(w, value);
        if (!words && is_code(value))
                words = code_in_words(w, label_of, value);
        if (!words)
                words = list_in_words(w, label_of, value);
        return words ? words : render_drawable(w->arena, value);
}

/* NULL: it is no number that people read in groups. */
static const char *in_groups(const Wording *w, const DossierItem *item, const char *value) {
        char telephone[TELEPHONE_SIZE];
        const Entity *of;
        const Attribute *attribute = wording_attribute(w, item, &of);
        if (attribute && attribute->compare == COMPARE_PHONE && telephone_in_groups(value, telephone))
                return arena_strdup(w->arena, telephone);
        if (!str_eq(item->label, "nhs-number")) /* the label says what a column is */
                return NULL;
        const Identifier number = identifier_judge(IDENTIFIER_NHS, value);
        /* What cannot be one stays as it is held. */
        return str_eq(number.canonical, value) ? arena_strdup(w->arena, number.formatted) : NULL;
}

const char *wording_of_item(const Wording *w, const DossierItem *item, const char *value) {
        const char *groups = in_groups(w, item, value);
        return groups ? groups : wording_worded(w, item->label, value);
}

const char *wording_heading(const Wording *w, const Entity *entity) {
        bool subject = entity == &w->map->entities[0];
        const char *group =
                subject ? NULL : labels_get(w->labels, arena_printf(w->arena, "group-%s", entity->name));
        return group ? group : wording_label(w, "entity-", subject ? "subject" : entity->name, entity->name);
}

const char *wording_count(const Wording *w, const char *of, size_t n) {
        const char *key = arena_printf(w->arena, "%s-%s", of, n == 1 ? "one" : "many");
        const char *words = wording_label(w, "", key, key), *at = strstr(words, "{n}");
        return at ? arena_printf(w->arena, "%.*s%zu%s", (int)(at - words), words, n, at + 3) : words;
}

const char *wording_source(const Wording *w, const char *name) {
        return render_drawable(w->arena, told_source(w->telling, name));
}
