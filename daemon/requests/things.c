#include "requests/things.h"

#include "base/cleanup.h"
#include "base/text.h"
#include "render/words.h"
#include "requests/dossier.h"
#include "store/json.h"

#include <string.h>

/* --- rows ----------------------------------------------------------------------------------------------- */

/* Whether a row of today holds all that the items say of it. */
static bool holds_items(const Wording *w, const json_t *held, const DossierRow *row) {
        const json_t *attributes = json_object_get(held, "attributes");
        for (size_t i = 0; i < row->n; i++) {
                const DossierItem *item = &row->items[i];
                if (entity_attribute(row->entity, item->attribute) &&
                    !str_eq(dossier_value(w->arena, json_object_get(attributes, item->attribute)),
                            item->value))
                        return false;
        }
        return true;
}

/* The dossier keeps no keys: a row is known again by what it says. */
static const json_t *find_held(const Wording *w, const DossierRow *rows, size_t n) {
        const DossierRow *row = &rows[n];
        size_t i;
        json_t *held;
        json_array_foreach (json_object_get(w->source->held, row->entity->name), i, held) {
                bool taken = false;
                for (size_t k = 0; k < n; k++)
                        taken = taken || rows[k].held == held;
                if (!taken && holds_items(w, held, row))
                        return held;
        }
        return NULL;
}

static const char *things_key_of(const DossierRow *row, const char *which) {
        return json_string_value(json_object_get(row->held, which));
}

/* Looks at a record make one list. */
static bool is_log(const DossierRow *row) {
        for (size_t i = 0; i < row->n; i++)
                if (str_eq(row->items[i].category, "looked"))
                        return true;
        return false;
}

static bool is_shared(const Wording *w, const char *entity) {
        const Entity *other = data_map_entity(w->map, entity);
        return other && other->ownership == OWNERSHIP_SHARED;
}

/* A parent's address, telephone and part in the child's life are the parent's; the child's names and numbers
 * the child's. */
static const char *thing_of(const Wording *w, const DossierRow *row) {
        const Entity *entity = row->entity;
        const char *key = NULL, *of = NULL;
        if (str_eq(wording_heading(w, entity), wording_heading(w, &w->map->entities[0])))
                return "";
        if (is_log(row))
                return entity->name;
        if (entity->ownership == OWNERSHIP_LINK) {
                of = entity->to.entity;
                key = things_key_of(row, "to");
        } else if (entity->ownership == OWNERSHIP_SHARED) {
                of = entity->name;
                key = things_key_of(row, "key");
        } else if (is_shared(w, entity->owner.entity)) {
                of = entity->owner.entity;
                key = things_key_of(row, "owner");
        }
        return key ? arena_printf(w->arena, "%s %s", of, key)
                   : arena_printf(w->arena, "%s row %lld", entity->name, (long long)row->items[0].row);
}

/* A school's official number, a search's own row: what is no fact about anybody, and has no words. */
static bool says_nothing(const Wording *w, const DossierItem *item) {
        const Entity *of;
        const Attribute *a = wording_attribute(w, item, &of);
        return a && of->ownership == OWNERSHIP_REFERENCE && !a->label[0] && str_eq(a->item, "system");
}

bool things_is_beside(const DossierItem *item) {
        static const char *const beside[] = { "since",    "until", "source",  "supplied",
                                              "verified", "power", "archived" };
        return str_in(item->label, beside, ELEMENTS(beside));
}

DossierRow *things_rows(const Wording *w, size_t *ret_n) {
        const ReportSource *source = w->source;
        DossierRow *rows = arena_array(w->arena, source->n_items + 1, sizeof *rows);
        size_t n = 0;
        for (size_t i = 0; i < source->n_items; i++) {
                const DossierItem *item = &source->items[i];
                if (i == 0 || item->row != item[-1].row)
                        rows[n++] = (DossierRow){ .items = item,
                                                  .entity = data_map_entity(w->map, item->entity) };
                rows[n - 1].n++;
                rows[n - 1].shown = rows[n - 1].shown || (wording_is_disclosed(item) &&
                                                          !things_is_beside(item) && !says_nothing(w, item));
        }
        *ret_n = 0;
        for (size_t i = 0; i < n; i++) {
                if (!rows[i].entity)
                        continue; /* the map has changed since: nothing is left to say it with */
                DossierRow *row = &rows[*ret_n];
                *row = rows[i];
                row->held = find_held(w, rows, *ret_n);
                row->thing = thing_of(w, row);
                ++*ret_n;
        }
        return rows;
}

/* --- what becomes of it --------------------------------------------------------------------------------- */

typedef struct Fate {
        const char *on, *rule, *what;
} Fate;

typedef struct Fates {
        Fate archived, gone; /* on NULL: no day yet */
} Fates;

/* Whether the rule reaches it: what its conditions or its dates leave out has a day as well. */
static bool reaches(const json_t *said) {
        const char *why = json_text_of(said, "why");
        return json_text_of(said, "foreseen") || str_eq(why, "due") || str_eq(why, "not yet due") ||
               str_eq(why, "held back") || (why && str_starts(why, "kept by "));
}

static void take_earlier(Fate *fate, const json_t *said, const char *what) {
        const char *on =
                json_text_of(said, "due") ? json_text_of(said, "due") : json_text_of(said, "foreseen");
        if (on && (!fate->on || strcmp(on, fate->on) < 0))
                *fate = (Fate){ on, json_text_of(said, "rule"), what };
}

static Fates fates_of(const Wording *w, const char *entity, const char *key) {
        Fates fates = { 0 };
        size_t i;
        json_t *said;
        json_array_foreach (w->source->kept, i, said) {
                if (!str_eq(json_text_of(said, "entity"), entity) || !reaches(said) ||
                    (key && !str_eq(json_text_of(said, "key"), key)))
                        continue;
                Disposal action;
                if (!disposal_from_string(json_text_of(said, "action"), &action))
                        continue;
                switch (action) {
                case DISPOSAL_ARCHIVE:
                        take_earlier(&fates.archived, said, "fate-archived");
                        break;
                case DISPOSAL_DESTROY:
                        take_earlier(&fates.gone, said, "fate-destroyed");
                        break;
                case DISPOSAL_ANONYMISE:
                        take_earlier(&fates.gone, said, "fate-anonymised");
                        break;
                case DISPOSAL_REVIEW: /* what becomes of it a person decides */
                case DISPOSAL_UNARCHIVE:
                case DISPOSAL_REMIND:
                case _DISPOSAL_MAX:
                        break;
                }
        }
        return fates;
}

/* Its place in the list of rules, counted from one; NULL: it is not there. */
static const char *number_of_rule(const Wording *w, const char *id) {
        json_auto_t *rule = id ? told_rule(w->telling, id) : NULL;
        json_t *listed;
        const char *number = NULL;
        size_t i;
        json_array_foreach (w->rules, i, listed)
                if (rule && str_eq(json_text_of(listed, "text"), json_text_of(rule, "text")))
                        number = arena_printf(w->arena, "%zu", i + 1);
        return number;
}

/* A rule that the report does not name is about what it does not show: its day would hint at that. */
static void add_fate(const Wording *w, json_t *list, const Fate *fate) {
        const char *number = number_of_rule(w, fate->rule);
        if (fate->on && number)
                json_add(list, json_pack("{s:s, s:s, s:s, s:s}", "what",
                                         wording_label(w, "", fate->what, fate->what), "on",
                                         wording_worded(w, "", fate->on), "day", fate->on, "rule", number));
}

static json_t *fates_json(const Wording *w, const Fates *fates) {
        json_t *list = json_array();
        add_fate(w, list, &fates->archived);
        add_fate(w, list, &fates->gone);
        return list;
}

json_t *things_record_fates(const Wording *w) {
        const Fates fates = fates_of(w, w->map->entities[0].name, NULL);
        return fates_json(w, &fates);
}

/* A row's own, and where it has none the whole record's. */
static json_t *row_fates(const Wording *w, const DossierRow *row) {
        Fates fates = { 0 };
        const Fates whole = fates_of(w, w->map->entities[0].name, NULL);
        if (row->held && row->entity != &w->map->entities[0])
                fates = fates_of(w, row->entity->name, things_key_of(row, "key"));
        bool archived = false; /* already */
        for (size_t i = 0; i < row->n; i++)
                archived = archived || str_eq(row->items[i].label, "archived");
        if (archived)
                fates.archived = (Fate){ 0 };
        else if (!fates.archived.on)
                fates.archived = whole.archived;
        if (!fates.gone.on)
                fates.gone = whole.gone;
        return fates_json(w, &fates);
}

/* --- lines ---------------------------------------------------------------------------------------------- */

/* What is said in one line though the register has it in several columns. */
typedef enum Joined { JOINED_NOT, JOINED_NAME, JOINED_ADDRESS } Joined;

typedef struct Lines {
        const Wording *w;
        const DossierRow *row;
        json_t *list;
        Joined open;
        const Entity *of;
        const DossierItem *first; /* of what is open */
        size_t n_open;
        const char *parts; /* of it, joined */
        const char *kind;  /* of name; NULL: none */
        const char *title; /* what the thing is called; NULL: nothing yet */
        int rank;          /* how well that calls it */
} Lines;

static void things_add_line(Lines *l, const char *label, const char *value) {
        json_add(l->list, json_pack("{s:s, s:s, s:n, s:n, s:n}", "label", label, "value", value, "when",
                                    "told", "fates"));
}

static void add_beside(Lines *l, const char *what, json_t *value) {
        json_t *line = json_pack("{s:n, s:n, s:n, s:n, s:n}", "label", "value", "when", "told", "fates");
        json_put(line, what, value);
        json_add(l->list, line);
}

static bool ends_with(const char *s, const char *end) {
        size_t n = strlen(s), m = strlen(end);
        return n >= m && str_eq(s + n - m, end);
}

static const DossierItem *labelled_item(const DossierRow *row, const char *label) {
        for (size_t i = 0; i < row->n; i++)
                if (str_eq(row->items[i].label, label) && wording_is_disclosed(&row->items[i]))
                        return &row->items[i];
        return NULL;
}

/* A thing is called by what it names (a school, a worker), else by its name or address, else by what is said
 * first of it. */
enum { RANK_NONE, RANK_FACT, RANK_JOINED, RANK_NAMED };

static void call_it(Lines *l, const DossierItem *item, const Entity *of, const char *value, int rank) {
        const bool worker = item->about == ABOUT_PRACTITIONER;
        const bool own_tongue =
                ends_with(item->label, "-welsh") && str_eq(l->w->source->language->code, "cy");
        if (of && of != l->row->entity && of->ownership == OWNERSHIP_REFERENCE)
                rank = RANK_NAMED;
        if (rank <= l->rank && !(own_tongue && rank == l->rank))
                return;
        l->title = worker && rank == RANK_NAMED && l->rank == RANK_FACT
                           ? arena_printf(l->w->arena, "%s, %s", l->title, value)
                           : value;
        l->rank = rank;
}

static const char *joined_label(const Lines *l) {
        const Wording *w = l->w;
        if (l->n_open == 1)
                return wording_item(w, l->first);
        if (l->open == JOINED_ADDRESS)
                return wording_label(w, "", "line-address", "address");
        if (l->kind)
                return l->kind;
        bool worker = l->first->about == ABOUT_PRACTITIONER;
        return wording_label(w, "", worker ? "line-worker" : "line-name", "name");
}

static void close_joined(Lines *l) {
        if (l->open == JOINED_NOT)
                return;
        const bool named = l->open == JOINED_NAME && l->n_open > 1;
        things_add_line(l, joined_label(l), l->parts);
        if (named && l->kind)
                l->kind = NULL;
        call_it(l, l->first, l->of, l->parts, RANK_JOINED);
        l->open = JOINED_NOT;
}

static Joined things_joins(const Attribute *attribute) {
        if (!attribute)
                return JOINED_NOT;
        if (attribute->compare == COMPARE_NAME || ends_with(attribute->label, "-title"))
                return JOINED_NAME;
        return attribute->compare == COMPARE_ADDRESS || attribute->compare == COMPARE_POSTCODE
                       ? JOINED_ADDRESS
                       : JOINED_NOT;
}

static void add_item_line(Lines *l, const DossierItem *item) {
        const Entity *of;
        const Joined how = things_joins(wording_attribute(l->w, item, &of));
        const char *value = wording_of_item(l->w, item, wording_value(item));
        if (how != l->open || of != l->of)
                close_joined(l);
        if (how == JOINED_NOT) {
                things_add_line(l, wording_item(l->w, item), value);
                if (!str_eq(item->value, "true") && !str_eq(item->value, "false"))
                        call_it(l, item, of, value, RANK_FACT);
                return;
        }
        if (l->open == JOINED_NOT) {
                l->open = how;
                l->of = of;
                l->first = item;
                l->n_open = 0;
                l->parts = "";
        }
        l->parts = arena_printf(l->w->arena, "%s%s%s", l->parts,
                                l->n_open == 0       ? ""
                                : how == JOINED_NAME ? " "
                                                     : ", ",
                                value);
        l->n_open++;
}

/* --- who told it, and when it held ---------------------------------------------------------------------- */

/* Columns that say of another, or of the whole row, where it came from: their labels, after that of what they
 * are about and a hyphen. */
static const char *const told_roles[] = { "source", "supplied", "verified", "power" };

/* The label of what the item tells the origin of, "" for the row; NULL: it is a fact of its own, as it is
 * where that fact is not told. */
static const char *tells_of(const Lines *l, const DossierItem *item) {
        for (size_t i = 0; i < ELEMENTS(told_roles); i++) {
                if (str_eq(item->label, told_roles[i]))
                        return i > 0 || l->row->held ? "" : NULL;
                const char *end = arena_printf(l->w->arena, "-%s", told_roles[i]);
                if (!ends_with(item->label, end))
                        continue;
                const char *about =
                        arena_strndup(l->w->arena, item->label, strlen(item->label) - strlen(end));
                return labelled_item(l->row, about) ? about : NULL;
        }
        return NULL;
}

static const DossierItem *teller(const Lines *l, const char *about, const char *role) {
        const char *label = about[0] ? arena_printf(l->w->arena, "%s-%s", about, role) : role;
        return labelled_item(l->row, label);
}

static const char *teller_words(const Lines *l, const char *about, const char *role) {
        const DossierItem *item = teller(l, about, role);
        return item ? wording_worded(l->w, role, wording_value(item)) : NULL;
}

/* The label of what the column that names an agency is about: where the day of "nhs-number" stands in
 * nhs_supplied_on, its agency stands in nhs_source_id. "": the row. */
static const char *edge_about(const Lines *l, const Edge *edge) {
        const Entity *entity = l->row->entity;
        for (size_t i = 0; i < entity->n_attributes; i++) {
                const Attribute *a = &entity->attributes[i];
                const char *at = strstr(a->column, "supplied");
                size_t stem = at ? (size_t)(at - a->column) : 0;
                if (stem && ends_with(a->label, "-supplied") &&
                    strncmp(edge->columns[0], a->column, stem) == 0)
                        return arena_strndup(l->w->arena, a->label, strlen(a->label) - strlen("-supplied"));
        }
        return "";
}

/* The row's disclosed word of the agency, if the name is one; NULL: it is not let out, or is no agency. */
static const char *disclosed_agency(const Lines *l, const char *entity, const char *key) {
        size_t i;
        json_t *named;
        json_array_foreach (json_object_get(l->w->source->held, entity), i, named) {
                const json_t *attributes = json_object_get(named, "attributes");
                for (size_t k = 0; str_eq(json_text_of(named, "key"), key) && k < l->row->n; k++) {
                        const DossierItem *item = &l->row->items[k];
                        const char *dot = strchr(item->attribute, '.');
                        if (str_eq(item->label, "source") && dot && wording_is_disclosed(item) &&
                            str_eq(item->value, json_text_of(attributes, dot + 1)))
                                return wording_source(l->w, wording_value(item));
                }
        }
        return NULL;
}

static const char *agency(const Lines *l, const char *about) {
        const DossierRow *row = l->row;
        for (size_t e = 0; row->held && e < row->entity->n_refers; e++) {
                const Edge *edge = &row->entity->refers[e];
                const char *key = json_string_value(json_array_get(json_object_get(row->held, "names"), e));
                const char *name = key && str_eq(edge_about(l, edge), about)
                                           ? disclosed_agency(l, edge->entity, key)
                                           : NULL;
                if (name)
                        return name;
        }
        return NULL;
}

static void add_told(Lines *l, const char *about) {
        const DossierItem *on = teller(l, about, "supplied");
        const char *source = agency(l, about);
        const char *checked = teller_words(l, about, "verified"), *why = teller_words(l, about, "power");
        if (source || on || checked || why)
                add_beside(l, "told",
                           json_pack("{s:s?, s:s?, s:s?, s:s?, s:s?}", "source", source, "on",
                                     on ? wording_worded(l->w, "", wording_value(on)) : NULL, "day",
                                     on ? wording_value(on) : NULL, "checked", checked, "why", why));
}

static void add_when(Lines *l) {
        const DossierItem *since = labelled_item(l->row, "since"), *until = labelled_item(l->row, "until");
        if (since || until)
                add_beside(l, "when",
                           json_pack("{s:s?, s:s?, s:s?, s:s?}", "from",
                                     since ? wording_worded(l->w, "", wording_value(since)) : NULL,
                                     "from_day", since ? wording_value(since) : NULL, "until",
                                     until ? wording_worded(l->w, "", wording_value(until)) : NULL,
                                     "until_day", until ? wording_value(until) : NULL));
}

static void add_row_lines(Lines *l) {
        const Wording *w = l->w;
        for (size_t i = 0; i < l->row->n; i++) {
                const DossierItem *item = &l->row->items[i];
                if (!wording_is_disclosed(item) || says_nothing(w, item) || tells_of(l, item) ||
                    str_eq(item->label, "since") || str_eq(item->label, "until"))
                        continue;
                if (str_eq(item->label, "name-kind")) {
                        l->kind = wording_worded(w, item->label, wording_value(item));
                        continue;
                }
                add_item_line(l, item);
                if (teller(l, item->label, "supplied") || teller(l, item->label, "verified")) {
                        close_joined(l);
                        add_told(l, item->label);
                }
        }
        close_joined(l);
        if (l->kind)
                things_add_line(l, wording_label(w, "", "name-kind", "name kind"), l->kind);
        l->kind = NULL;
        add_when(l);
        add_told(l, "");
}

/* --- things under headings ------------------------------------------------------------------------------ */

static json_t *thing_json(const Wording *w, const DossierRow *rows, size_t n, size_t first) {
        Lines l = { .w = w, .list = json_array() };
        json_t *last = NULL;
        bool current = false;
        size_t n_rows = 0;
        for (size_t i = first; i < n; i++) {
                if (!rows[i].shown || !str_eq(rows[i].thing, rows[first].thing) ||
                    !str_eq(wording_heading(w, rows[i].entity), wording_heading(w, rows[first].entity)))
                        continue;
                json_t *fates = row_fates(w, &rows[i]);
                if (last && !json_equal(last, fates))
                        add_beside(&l, "fates", last);
                else
                        json_decref(last);
                last = fates;
                l.row = &rows[i];
                n_rows++;
                add_row_lines(&l);
                current = current || !labelled_item(&rows[i], "until");
        }
        add_beside(&l, "fates", last);
        if (is_log(&rows[first]))
                l.title = wording_count(w, "things", n_rows);
        return json_pack("{s:s?, s:b, s:o}", "title", l.title, "current", current, "lines", l.list);
}

static json_t *things_group_of(json_t *groups, const char *title) {
        size_t i;
        json_t *group;
        json_array_foreach (groups, i, group)
                if (str_eq(json_text_of(group, "title"), title))
                        return group;
        group = json_pack("{s:s, s:b, s:[]}", "title", title, "several", false, "things");
        json_add(groups, group);
        return group;
}

static bool begun_before(const Wording *w, const DossierRow *rows, size_t at) {
        for (size_t i = 0; i < at; i++)
                if (rows[i].shown && str_eq(rows[i].thing, rows[at].thing) &&
                    str_eq(wording_heading(w, rows[i].entity), wording_heading(w, rows[at].entity)))
                        return true;
        return false;
}

json_t *things_groups(const Wording *w, const DossierRow *rows, size_t n) {
        json_t *groups = json_array();
        for (size_t i = 0; i < n; i++) {
                if (!rows[i].shown || begun_before(w, rows, i))
                        continue;
                json_t *group = things_group_of(groups, wording_heading(w, rows[i].entity));
                json_t *things = json_object_get(group, "things");
                json_add(things, thing_json(w, rows, n, i));
                json_put(group, "several", json_boolean(json_array_size(things) > 1));
        }
        return groups;
}
