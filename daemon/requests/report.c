/* An approved dossier as data. Every form holds what is disclosed and nothing else; what is withheld is
 * counted by people and things where the law wants it told (disclosure.h), and leaves no trace where it does
 * not. */
#include "requests/report.h"

#include "base/cleanup.h"
#include "base/error.h"
#include "base/text.h"
#include "render/words.h"
#include "requests/leak.h"
#include "requests/left-out.h"
#include "requests/story.h"
#include "requests/things.h"
#include "settings/settings.h"
#include "store/json.h"

#include <string.h>

/* The entities of which something is disclosed: what else there is, rules may not hint at. */
static const char **shown_entities(const Wording *w, size_t *ret_n) {
        const char **shown = arena_array(w->arena, w->source->n_items + 1, sizeof *shown);
        *ret_n = 0;
        for (size_t i = 0; i < w->source->n_items; i++) {
                const DossierItem *item = &w->source->items[i];
                if (wording_is_disclosed(item) && !str_in(item->entity, shown, *ret_n))
                        shown[(*ret_n)++] = item->entity;
        }
        return shown;
}

/* Rules with their numbers, which the days of disposal point to. */
static json_t *numbered_rules(const Wording *w) {
        size_t n, i;
        const char **shown = shown_entities(w, &n);
        json_t *rules = told_report_rules(w->telling, shown, n), *rule;
        json_array_foreach (rules, i, rule)
                json_put(rule, "n", json_string(arena_printf(w->arena, "%zu", i + 1)));
        return rules;
}

/* What is so today, or, where nothing is, what was last: at most four, so that it stays a line. */
static const char *summary_of(const Wording *w, const json_t *things) {
        const char *words = NULL, *last = NULL;
        size_t i, n = 0;
        json_t *thing;
        json_array_foreach (things, i, thing) {
                const char *title = json_text_of(thing, "title");
                last = title ? title : last;
                if (title && json_is_true(json_object_get(thing, "current")) && n++ < 4)
                        words = words ? arena_printf(w->arena, "%s; %s", words, title) : title;
        }
        return words ? words : last;
}

/* A line for each heading. */
static json_t *summary_json(const Wording *w, const json_t *groups) {
        json_t *summary = json_array(), *group;
        size_t i;
        json_array_foreach (groups, i, group) {
                const char *value = summary_of(w, json_object_get(group, "things"));
                if (value)
                        json_add(summary, json_pack("{s:s, s:s}", "title", json_text_of(group, "title"),
                                                    "value", value));
        }
        return summary;
}

static void report_put_list(json_t *report, const Wording *w, const char *name, json_t *list) {
        json_put(report, arena_printf(w->arena, "has_%s", name), json_boolean(json_array_size(list) > 0));
        json_put(report, name, list);
}

static void put_text(json_t *report, const char *name, const char *value) {
        json_put(report, name, value ? json_string(value) : json_null());
}

/* Since when there is a record, where the dossier says it. */
static const char *first_recorded(const Wording *w) {
        for (size_t i = 0; i < w->source->n_items; i++) {
                const DossierItem *item = &w->source->items[i];
                if (str_eq(item->label, "first-recorded") && wording_is_disclosed(item))
                        return wording_worded(w, item->label, wording_value(item));
        }
        return NULL;
}

static void put_content(json_t *report, const Wording *w) {
        size_t n;
        const DossierRow *rows = things_rows(w, &n);
        json_t *groups = things_groups(w, rows, n);
        const size_t named = left_out_named(w, rows, n), left = left_out_people(w, rows, n);
        put_text(report, "since", first_recorded(w));
        report_put_list(report, w, "sources", story_sources(groups));
        put_text(report, "named", named ? wording_count(w, "people", named) : NULL);
        put_text(report, "left_people", left ? wording_count(w, "people", left) : NULL);
        report_put_list(report, w, "fates", things_record_fates(w));
        report_put_list(report, w, "summary", summary_json(w, groups));
        report_put_list(report, w, "story", story_json(w, groups, rows, n));
        report_put_list(report, w, "left_out", left_out_json(w, rows, n));
        report_put_list(report, w, "groups", groups);
}

/* What words are made with; labels are closed by the caller. */
static int open_wording(const ReportSource *source, Telling *telling, Labels **ret_labels, Wording *ret) {
        Context *c = source->context;
        const RegisterSettings *governed = settings_register(c->settings, source->request->register_name);
        Problems problems = PROBLEMS(c->arena);
        *ret_labels = labels_open(c->settings, source->language, c->arena, &problems);
        if (!*ret_labels || !governed)
                return REQUESTS_E_RENDER;
        labels_follow(*ret_labels, governed->map);
        *telling = (Telling){ .arena = c->arena,
                              .settings = c->settings,
                              .map = governed->map,
                              .labels = *ret_labels,
                              .language = source->language,
                              .on = clock_today(&c->clock) };
        *ret = (Wording){ .source = source,
                          .map = governed->map,
                          .labels = *ret_labels,
                          .arena = c->arena,
                          .telling = telling };
        return 0;
}

int report_for_people(const ReportSource *source, json_t **ret) {
        _cleanup_(labels_closep) Labels *labels = NULL;
        Arena *arena = source->context->arena;
        Telling t;
        Wording w;
        int r = open_wording(source, &t, &labels, &w);
        if (r)
                return err_trace(r);
        Telling plain = t;
        plain.plain = true;
        json_t *report = told_frame(&t);
        w.rules = numbered_rules(&w);
        json_put(report, "plain", told_facts(&plain));
        json_put(report, "reference", json_string(source->request->ref));
        json_put(report, "received",
                 json_string(words_date(arena, source->language, source->request->received)));
        json_put(report, "made", json_string(words_date(arena, source->language, t.on)));
        json_put(report, "for_other", json_boolean(source->request->requester != REQUESTER_SUBJECT));
        put_content(report, &w);
        report_put_list(report, &w, "rules", w.rules);
        *ret = report;
        return 0;
}

int report_holds_back(const ReportSource *source, const char *text, const char *frame) {
        _cleanup_(labels_closep) Labels *labels = NULL;
        Telling t;
        Wording w;
        int r = open_wording(source, &t, &labels, &w);
        if (r)
                return err_trace(r);
        return leak_find(&w, text, frame) ? REQUESTS_E_LEAK : 0;
}

/* Every disclosed item, unworded. */
static json_t *items_json(const ReportSource *source) {
        json_t *items = json_array();
        json_int_t record = 0;
        int64_t row = 0;
        for (size_t i = 0; i < source->n_items; i++) {
                const DossierItem *item = &source->items[i];
                if (!wording_is_disclosed(item))
                        continue;
                record += item->row != row; /* counted anew: a gap would tell that a record is hidden */
                row = item->row;
                json_add(items, json_pack("{s:s, s:I, s:s, s:s, s:s, s:s?, s:s}", "entity", item->entity,
                                          "record", record, "attribute", item->attribute, "category",
                                          item->category, "about", about_to_string(item->about), "source",
                                          item->source, "value", wording_value(item)));
        }
        return items;
}

json_t *report_for_programs(const ReportSource *source, const json_t *people) {
        static const char *const same[] = { "authority", "facts", "fates",    "groups", "story",
                                            "sources",   "rules", "left_out", "since" };
        json_t *report = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:o}", "version", 2, "request",
                                   source->request->ref, "regime", source->request->regime, "received",
                                   DATE_TEXT(source->request->received), "made",
                                   DATE_TEXT(clock_today(&source->context->clock)), "language",
                                   source->language->code, "items", items_json(source));
        for (size_t i = 0; i < ELEMENTS(same); i++)
                json_put(report, same[i], json_deep_copy(json_object_get(people, same[i])));
        return report;
}
