/* An approved dossier as data. Both forms hold what is disclosed and nothing else; what is withheld is
 * counted where the law wants it told (disclosure.h), and leaves no trace where it does not. */
#include "requests/report.h"

#include "base/text.h"
#include "register/told.h"
#include "render/words.h"
#include "settings/settings.h"
#include "store/dossier.h"
#include "store/json.h"

#include <string.h>

typedef struct Wording {
        const ReportSource *source;
        const DataMap *map;
        Labels *labels;
        Arena *arena;
} Wording;

static bool is_disclosed(const DossierItem *item) {
        return item->decision == DECISION_DISCLOSE || item->decision == DECISION_REDACT;
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
/* A word that two columns use in different senses has a label of its own under the column's: "false" of what
 * was found is not "No". */
static const char *worded(const Wording *w, const char *label_of, const char *value) {
        Date date;
        if (parse_day(w->arena, value, &date))
                return words_date(w->arena, w->source->language, date);
        if (is_code(value)) {
                const char *label =
                        labels_get(w->labels, arena_printf(w->arena, "value-%s-%s", label_of, value));
                if (!label)
                        label = labels_get(w->labels, arena_printf(w->arena, "value-%s", value));
                return label ? label : value;
        }
        return value;
}

/* Adds an item to its record, unless the record says the same already: a child's own row names one agency for
 * several facts. */
static void add_row(const Wording *w, json_t *rows, const DossierItem *item) {
        json_auto_t *row =
                json_pack("{s:s, s:s}", "label", labelled(w, "", item->label, column_of(item->attribute)),
                          "value", worded(w, item->label, disclosed_value(item)));
        size_t i;
        json_t *said;
        json_array_foreach (rows, i, said)
                if (json_equal(said, row))
                        return;
        json_add(rows, TAKE_PTR(row));
}

/* The subject is "you" whatever the map calls them: in one map a "person" is a carer. */
static const char *heading(const Wording *w, const char *entity) {
        bool subject = str_eq(entity, w->map->entities[0].name);
        return labelled(w, "entity-", subject ? "subject" : entity, entity);
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
                        json_add(groups, json_pack("{s:s, s:o}", "title", heading(w, item->entity), "records",
                                                   records));
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

/* The entities of which something is disclosed: what else there is, rules may not hint at. */
static const char **shown_entities(const Wording *w, size_t *ret_n) {
        const char **shown = arena_array(w->arena, w->source->n_items + 1, sizeof *shown);
        *ret_n = 0;
        for (size_t i = 0; i < w->source->n_items; i++) {
                const DossierItem *item = &w->source->items[i];
                if (is_disclosed(item) && !str_in(item->entity, shown, *ret_n))
                        shown[(*ret_n)++] = item->entity;
        }
        return shown;
}

int report_for_people(const ReportSource *source, json_t **ret) {
        Context *c = source->context;
        const RegisterSettings *governed = settings_register(c->settings, source->request->register_name);
        Problems problems = PROBLEMS(c->arena);
        _cleanup_(labels_closep) Labels *labels =
                labels_open(c->settings->data_dir, source->language->code, c->arena, &problems);
        if (!labels || !governed)
                return REQUESTS_E_RENDER;
        labels_follow(labels, governed->map);
        Date today = clock_today(&c->clock);
        const Wording w = { .source = source, .map = governed->map, .labels = labels, .arena = c->arena };
        const Telling t = { .arena = c->arena,
                            .settings = c->settings,
                            .map = governed->map,
                            .labels = labels,
                            .language = source->language,
                            .on = today };
        size_t n_shown;
        const char **shown = shown_entities(&w, &n_shown);
        json_t *withheld = withheld_json(&w), *rules = told_report_rules(&t, shown, n_shown),
               *report = told_frame(&t);
        json_put(report, "reference", json_string(source->request->ref));
        json_put(report, "received",
                 json_string(words_date(c->arena, source->language, source->request->received)));
        json_put(report, "made", json_string(words_date(c->arena, source->language, today)));
        json_put(report, "groups", groups_json(&w));
        json_put(report, "has_withheld", json_boolean(json_array_size(withheld) > 0));
        json_put(report, "withheld", withheld);
        json_put(report, "has_rules", json_boolean(json_array_size(rules) > 0));
        json_put(report, "rules", rules);
        *ret = report;
        return 0;
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
                         DATE_TEXT(clock_today(&source->context->clock)), "language", source->language->code,
                         "items", items, "withheld", withheld);
}
