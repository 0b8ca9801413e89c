#include "requests/story.h"

#include "base/text.h"
#include "store/json.h"

#include <string.h>

typedef void (*LineFn)(const json_t *group, const json_t *thing, const char *fact, const json_t *line,
                       void *userdata);

/* Each line, with the fact it stands below. */
static void each_line(const json_t *groups, LineFn fn, void *userdata) {
        size_t g, t, i;
        json_t *group, *thing, *line;
        json_array_foreach (groups, g, group)
                json_array_foreach (json_object_get(group, "things"), t, thing) {
                        const char *fact = NULL;
                        json_array_foreach (json_object_get(thing, "lines"), i, line) {
                                if (json_text_of(line, "label"))
                                        fact = json_text_of(line, "label");
                                fn(group, thing, fact, line, userdata);
                        }
                }
}

static void add_source(const json_t *group, const json_t *thing, const char *fact, const json_t *line,
                       void *userdata) {
        json_t *list = userdata, *said;
        const char *source = json_text_of(json_object_get(line, "told"), "source");
        size_t i;
        (void)group;
        (void)thing;
        (void)fact;
        json_array_foreach (list, i, said)
                if (str_eq(json_string_value(said), source))
                        return;
        if (source)
                json_add(list, json_string(source));
}

json_t *story_sources(const json_t *groups) {
        json_t *list = json_array();
        each_line(groups, add_source, list);
        return list;
}

typedef struct Story {
        const Wording *w;
        const json_t *self; /* the group of the subject's own facts */
        json_t *events;
} Story;

static json_t *add_event(Story *s, const char *day, const char *what, json_t *value) {
        json_t *event = json_pack("{s:s, s:s, s:n, s:n, s:n, s:n}", "day", day, "on",
                                  wording_worded(s->w, "", day), "told", "began", "ended", "looked");
        json_put(event, what, value);
        json_add(s->events, event);
        return event;
}

/* Of the subject the fact, of a thing what it is called, under its heading. */
static const char *story_named(const Story *s, const json_t *group, const json_t *thing, const char *fact) {
        const char *title = json_text_of(thing, "title"), *heading = json_text_of(group, "title");
        if (group == s->self)
                return fact ? fact : heading;
        return title ? arena_printf(s->w->arena, "%s (%s)", heading, title) : heading;
}

/* What happened to several things on one day, said once. */
static void say_too(const Story *s, json_t *in, const char *key, const char *what) {
        const char *said = json_text_of(in, key);
        if (!strstr(said, what))
                json_put(in, key, json_string(arena_printf(s->w->arena, "%s; %s", said, what)));
}

static void story_add_change(Story *s, const char *day, const char *change, const char *what) {
        size_t i;
        json_t *event;
        json_array_foreach (s->events, i, event)
                if (json_text_of(event, change) && str_eq(json_text_of(event, "day"), day)) {
                        say_too(s, event, change, what);
                        return;
                }
        add_event(s, day, change, json_string(what));
}

/* What one agency told on one day is one event. */
static void add_told_event(Story *s, const json_t *told, const char *what) {
        const char *day = json_text_of(told, "day"), *source = json_text_of(told, "source");
        size_t i;
        json_t *event;
        json_array_foreach (s->events, i, event) {
                json_t *before = json_object_get(event, "told");
                if (!json_is_object(before) || !str_eq(json_text_of(event, "day"), day) ||
                    !str_eq(json_text_of(before, "source"), source) ||
                    !str_eq(json_text_of(before, "why"), json_text_of(told, "why")))
                        continue;
                say_too(s, before, "what", what);
                return;
        }
        add_event(s, day, "told",
                  json_pack("{s:s?, s:s, s:s?}", "source", source, "what", what, "why",
                            json_text_of(told, "why")));
}

static void add_line_events(const json_t *group, const json_t *thing, const char *fact, const json_t *line,
                            void *userdata) {
        Story *s = userdata;
        const json_t *told = json_object_get(line, "told"), *when = json_object_get(line, "when");
        const char *what = story_named(s, group, thing, fact);
        if (json_text_of(told, "day"))
                add_told_event(s, told, what);
        if (json_text_of(when, "from_day"))
                story_add_change(s, json_text_of(when, "from_day"), "began", what);
        if (json_text_of(when, "until_day"))
                story_add_change(s, json_text_of(when, "until_day"), "ended", what);
}

static const char *disclosed_of(const Wording *w, const DossierRow *row, const char *label) {
        for (size_t i = 0; i < row->n; i++)
                if (str_eq(row->items[i].label, label) && wording_is_disclosed(&row->items[i]))
                        return wording_worded(w, label, wording_value(&row->items[i]));
        return NULL;
}

static void add_look(Story *s, const DossierRow *row) {
        for (size_t i = 0; i < row->n; i++)
                if (str_eq(row->items[i].label, "looked-at") && wording_is_disclosed(&row->items[i]))
                        add_event(s, wording_value(&row->items[i]), "looked",
                                  json_pack("{s:s?, s:s?}", "who", disclosed_of(s->w, row, "provider"), "why",
                                            disclosed_of(s->w, row, "looked-why")));
}

/* Days as they are written sort as they follow each other; of one day what was first said stays first. */
static json_t *sorted(json_t *events) {
        json_t *out = json_array(), *event;
        size_t i, k;
        json_array_foreach (events, i, event) {
                for (k = json_array_size(out); k > 0; k--)
                        if (strcmp(json_text_of(json_array_get(out, k - 1), "day"),
                                   json_text_of(event, "day")) <= 0)
                                break;
                if (json_array_insert(out, k, event) < 0)
                        abort();
        }
        json_decref(events);
        return out;
}

json_t *story_json(const Wording *w, const json_t *groups, const DossierRow *rows, size_t n) {
        Story s = { .w = w, .events = json_array() };
        const char *self = wording_heading(w, &w->map->entities[0]);
        size_t i;
        json_t *group;
        json_array_foreach (groups, i, group)
                if (str_eq(json_text_of(group, "title"), self))
                        s.self = group;
        each_line(groups, add_line_events, &s);
        for (size_t row = 0; row < n; row++)
                add_look(&s, &rows[row]);
        return sorted(s.events);
}
