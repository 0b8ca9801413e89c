/* An approved dossier as data. Both forms hold what is disclosed and nothing else; what is withheld is
 * counted where the law wants it told (disclosure.h), and leaves no trace where it does not. */
#include "requests/report.h"

#include "base/text.h"
#include "render/words.h"
#include "settings/labels.h"
#include "settings/settings.h"
#include "store/json.h"

#include <string.h>

typedef struct Wording {
        const ReportSource *source;
        Labels *labels;
        Arena *arena;
} Wording;

static bool is_disclosed(const DossierItem *item) {
        return str_eq(item->decision, "disclose") || str_eq(item->decision, "redact");
}

static const char *disclosed_value(const DossierItem *item) {
        return item->redacted ? item->redacted : item->value;
}

/* The last part of an attribute of something referred to: "school.name" -> "name". */
static const char *column_of(const char *attribute) {
        const char *dot = strrchr(attribute, '.');
        return dot ? dot + 1 : attribute;
}

/* "not-specified" -> "Not specified", for a code or name that has no label. */
static const char *plain(Arena *arena, const char *code) {
        char *s = arena_strdup(arena, code);
        for (char *p = s; *p; p++)
                if (*p == '-' || *p == '_')
                        *p = ' ';
        s[0] = char_upper(s[0]);
        return s;
}

static bool is_code(const char *value) {
        for (const char *p = value; *p; p++)
                if (!(*p >= 'a' && *p <= 'z') && *p != '-')
                        return false;
        return *value != '\0';
}

static const char *labelled(const Wording *w, const char *prefix, const char *key, const char *otherwise) {
        const char *label = labels_get(w->labels, arena_printf(w->arena, "%s%s", prefix, key));
        return label ? label : plain(w->arena, otherwise);
}

/* The day of "2020-01-24" or "2020-01-24T15:36:36+00:00". */
static bool parse_day(Arena *arena, const char *value, Date *ret) {
        size_t n = strlen(value);
        return n >= 10 && (n == 10 || value[10] == 'T') && date_parse(arena_strndup(arena, value, 10), ret);
}

/* Dates in words, codes explained (DPA 1998 s.8(2); still good practice), everything else as it is held. */
static const char *worded(const Wording *w, const char *value) {
        Date date;
        if (parse_day(w->arena, value, &date))
                return words_date(w->arena, w->source->language, date);
        if (is_code(value)) {
                const char *label = labels_get(w->labels, arena_printf(w->arena, "value-%s", value));
                return label ? label : value;
        }
        return value;
}

/* Adds an item to its record, unless the record says the same already: a child's own row names one agency for
 * several facts. */
static void add_row(const Wording *w, json_t *rows, const DossierItem *item) {
        json_t *row =
                json_pack("{s:s, s:s}", "label", labelled(w, "", item->label, column_of(item->attribute)),
                          "value", worded(w, disclosed_value(item)));
        size_t i;
        json_t *said;
        json_array_foreach (rows, i, said)
                if (json_equal(said, row)) {
                        json_decref(row);
                        return;
                }
        json_add(rows, row);
}

/* Groups follow entities, records follow the register's rows: items come in that order. */
static json_t *groups_json(const Wording *w) {
        json_t *groups = json_array(), *records = NULL, *rows = NULL;
        const DossierItem *before = NULL;
        for (size_t i = 0; i < w->source->n_items; i++) {
                const DossierItem *item = &w->source->items[i];
                if (!is_disclosed(item))
                        continue;
                if (!before || !str_eq(before->entity, item->entity)) {
                        records = json_array();
                        json_add(groups, json_pack("{s:s, s:o}", "title",
                                                   labelled(w, "entity-", item->entity, item->entity),
                                                   "records", records));
                }
                if (!before || before->row != item->row) {
                        rows = json_array();
                        json_add(records, json_pack("{s:o}", "rows", rows));
                }
                add_row(w, rows, item);
                before = item;
        }
        return groups;
}

static size_t count_withheld(const ReportSource *source, DisclosureReason reason) {
        size_t n = 0;
        for (size_t i = 0; i < source->n_items; i++)
                n += !is_disclosed(&source->items[i]) &&
                     str_eq(source->items[i].because, reason_code(reason));
        return n;
}

static json_t *withheld_json(const Wording *w) {
        json_t *list = json_array();
        for (DisclosureReason reason = 0; reason < _REASON_MAX; reason++) {
                size_t n = reason_is_told(reason) ? count_withheld(w->source, reason) : 0;
                if (n == 0)
                        continue;
                json_add(list,
                         json_pack("{s:s, s:s, s:s}", "count", arena_printf(w->arena, "%zu", n), "reason",
                                   labelled(w, "reason-", reason_code(reason), reason_text(reason)), "cite",
                                   reason_cite(reason)));
        }
        return list;
}

/* A rule for several entities is one sentence to who reads it: the first of its copies says it. */
static const char *said_once(const Wording *w, const Rule *rule, const Rule *before) {
        size_t n = strlen(rule->id), tail = rule->entity ? strlen(rule->entity) + 1 : 0;
        bool copy = tail && n > tail && rule->id[n - tail] == '.' &&
                    str_eq(rule->id + n - tail + 1, rule->entity);
        if (rule->disposal == DISPOSAL_REMIND || (copy && before && str_eq(before->text, rule->text)))
                return NULL;
        return copy ? arena_strndup(w->arena, rule->id, n - tail) : rule->id;
}

/* The rules that decide how long it is kept (Art 15(1)(d)). */
static json_t *rules_json(const Wording *w) {
        json_t *list = json_array();
        const Settings *settings = w->source->context->settings;
        const RegisterSettings *governed = settings_register(settings, w->source->request->register_name);
        for (size_t p = 0; p < settings->n_packs; p++)
                for (size_t i = 0; i < settings->packs[p]->n_rules; i++) {
                        const Rule *rule = &settings->packs[p]->rules[i];
                        const char *id = said_once(w, rule, i > 0 ? rule - 1 : NULL);
                        if (id && governed && str_eq(rule->map, governed->map_name))
                                json_add(list,
                                         json_pack("{s:s, s:s}", "text", labelled(w, "rule-", id, rule->text),
                                                   "cite", rule->cite));
                }
        return list;
}

static json_t *authority_json(const Authority *authority, const char *language) {
        bool welsh = str_eq(language, "cy");
        return json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", welsh ? authority->name_cy : authority->name_en,
                         "phone", authority->phone ? authority->phone : "", "email",
                         authority->email ? authority->email : "", "dpo", authority->dpo_contact, "regulator",
                         welsh ? authority->regulator_cy : authority->regulator_en);
}

int report_for_people(const ReportSource *source, json_t **ret) {
        Context *c = source->context;
        Problems problems = PROBLEMS(c->arena);
        _cleanup_(labels_closep) Labels *labels =
                labels_open(c->settings->data_dir, source->language, c->arena, &problems);
        if (!labels)
                return REQUESTS_E_RENDER;
        const Wording w = { .source = source, .labels = labels, .arena = c->arena };
        json_t *withheld = withheld_json(&w);
        *ret = json_pack("{s:s, s:s, s:s, s:o, s:o, s:b, s:o, s:o}", "reference", source->request->ref,
                         "received", words_date(c->arena, source->language, source->request->received),
                         "made", words_date(c->arena, source->language, clock_today(&c->clock)), "authority",
                         authority_json(&c->settings->authority, source->language), "groups", groups_json(&w),
                         "has_withheld", json_array_size(withheld) > 0, "withheld", withheld, "rules",
                         rules_json(&w));
        return *ret ? 0 : REQUESTS_E_RENDER;
}

json_t *report_for_programs(const ReportSource *source) {
        json_t *items = json_array(), *withheld = json_object();
        json_int_t record = 0;
        int64_t row = 0;
        for (size_t i = 0; i < source->n_items; i++) {
                const DossierItem *item = &source->items[i];
                if (!is_disclosed(item))
                        continue;
                record += item->row != row; /* counted anew: a gap would tell that a record is hidden */
                row = item->row;
                json_add(items,
                         json_pack("{s:s, s:I, s:s, s:s, s:s, s:s?, s:s}", "entity", item->entity, "record",
                                   record, "attribute", item->attribute, "category", item->category, "about",
                                   item->about, "source", item->source, "value", disclosed_value(item)));
        }
        for (DisclosureReason reason = 0; reason < _REASON_MAX; reason++) {
                size_t n = reason_is_told(reason) ? count_withheld(source, reason) : 0;
                if (n > 0)
                        json_put(withheld, reason_code(reason), json_integer((json_int_t)n));
        }
        return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "request", source->request->ref, "regime",
                         source->request->regime, "received", DATE_TEXT(source->request->received), "made",
                         DATE_TEXT(clock_today(&source->context->clock)), "language", source->language,
                         "items", items, "withheld", withheld);
}
