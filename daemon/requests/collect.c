/* Collected: everything the register holds about the subject, value by value, each with a decision. */
#include "register/collect.h"
#include "base/error.h"
#include "base/text.h"
#include "requests/dossier.h"
#include "requests/gate.h"
#include "store/dossier.h"
#include "store/json.h"
#include "store/outward.h"
#include "store/subject.h"

#include <string.h>

/* One gathering of items. */
typedef struct Gather {
        Context *context;
        const DataMap *map;
        const json_t *data; /* what register_collect() gave */
        ItemFacts facts;
        json_t *items;
        int64_t row;            /* number of the row at hand, over the whole dossier */
        const Entity *hangs_on; /* its entity */
        const json_t *dated;    /* the row itself */
        Exemption row_is;       /* what holds the row's own values back; ROW_MAX: nothing does */
} Gather;

const char *dossier_value(Arena *arena, const json_t *value) {
        if (!value || json_is_null(value))
                return NULL;
        if (json_is_string(value))
                return json_string_value(value);
        char *dumped = json_dumps(value, JSON_ENCODE_ANY | JSON_SORT_KEYS);
        if (!dumped)
                abort();
        const char *copy = arena_strdup(arena, dumped);
        explicit_bzero(dumped, strlen(dumped));
        free(dumped);
        return copy;
}

static const json_t *attribute_value(const json_t *row, const char *column) {
        return column ? json_object_get(json_object_get(row, "attributes"), column) : NULL;
}

/* A date column of a row, as JSON for the item; null when it is not kept. */
static json_t *date_json(const json_t *row, const char *column) {
        const char *s = json_string_value(attribute_value(row, column));
        Date date;
        return s && date_parse(s, &date) ? json_string(s) : json_null();
}

static bool row_is_sensitive(const Entity *entity, const json_t *row) {
        const json_t *value = attribute_value(row, entity->sensitive);
        return value && !json_is_null(value) && !json_is_false(value);
}

/* What a row names never goes further than the row's own values do. */
static Exemption collect_judge(Gather *g, bool named, const Attribute *attribute) {
        g->facts.attribute = attribute;
        Exemption e = exemption_judge(&g->facts);
        if (!named && e.decision != DECISION_DISCLOSE && attribute->disclose != DISCLOSE_NEVER)
                g->row_is = e;
        if (!named || g->row_is.row == _ROW_MAX)
                return e;
        uint64_t fired = e.fired | g->row_is.fired;
        e = e.decision == DECISION_DISCLOSE ? g->row_is : e;
        e.fired = fired;
        return e;
}

static void collect_add_item(Gather *g, const Entity *entity, const Attribute *attribute, const char *value) {
        Arena *arena = g->context->arena;
        const Entity *hangs_on = g->hangs_on;
        Exemption e = collect_judge(g, entity != hangs_on, attribute);
        const char *name = entity == hangs_on ? attribute->column
                                              : arena_printf(arena, "%s.%s", entity->name, attribute->column);
        json_t *item = json_pack("{s:I, s:s, s:I, s:s, s:s, s:s, s:s, s:s?}", "n",
                                 (json_int_t)json_array_size(g->items) + 1, "entity", hangs_on->name,
                                 "row_number", (json_int_t)g->row, "attribute", name, "category",
                                 attribute->category, "label", attribute->label, "about",
                                 about_to_string(attribute->about), "source", attribute->source);
        json_put(item, "since", date_json(g->dated, hangs_on->since));
        json_put(item, "until", date_json(g->dated, hangs_on->until));
        json_put(item, "value", json_string(value));
        json_put(item, "decision", json_string(decision_to_string(e.decision)));
        json_put(item, "because", json_string(reason_code(e.because)));
        json_put(item, "class", json_string(data_class_to_string(g->facts.class)));
        json_put(item, "proposed", json_string(decision_to_string(e.proposed)));
        json_put(item, "rule", json_string(e.row == _ROW_MAX ? "" : exemption_id(e.row)));
        json_put(item, "rules", json_string(exemption_ids(arena, e.fired)));
        json_add(g->items, item);
}

static void add_values(Gather *g, const Entity *entity, const json_t *row) {
        for (size_t i = 0; i < entity->n_attributes; i++) {
                const Attribute *attribute = &entity->attributes[i];
                const char *value = dossier_value(g->context->arena, attribute_value(row, attribute->column));
                if (value && !entity_is_key(entity, attribute->column))
                        collect_add_item(g, entity, attribute, value);
        }
}

/* The school, practice or agency that a row names is told with the row: on its own it says nothing about
 * anybody, and it must share the row's protection. */
static void add_references(Gather *g, const Entity *entity, const json_t *row) {
        for (size_t i = 0; i < entity->n_refers; i++) {
                const Entity *named = data_map_entity(g->map, entity->refers[i].entity);
                const char *key = json_string_value(json_array_get(json_object_get(row, "names"), i));
                size_t k;
                json_t *candidate;
                if (!named || named->ownership != OWNERSHIP_REFERENCE || !key)
                        continue;
                json_array_foreach (json_object_get(g->data, named->name), k, candidate)
                        if (str_eq(json_string_value(json_object_get(candidate, "key")), key)) {
                                add_values(g, named, candidate);
                                break;
                        }
        }
}

/* Takes the case of the whole request and gives the items, a JSON array the caller owns. */
static json_t *collect_gather(Gather *g) {
        g->items = json_array();
        for (size_t e = 0; e < g->map->n_entities; e++) {
                const Entity *entity = &g->map->entities[e];
                size_t i;
                json_t *row;
                if (entity->ownership == OWNERSHIP_REFERENCE)
                        continue;
                json_array_foreach (json_object_get(g->data, entity->name), i, row) {
                        g->row++;
                        g->hangs_on = entity;
                        g->dated = row;
                        g->row_is = (Exemption){ .row = _ROW_MAX };
                        g->facts.class = entity->class;
                        g->facts.sensitive = row_is_sensitive(entity, row);
                        add_values(g, entity, row);
                        add_references(g, entity, row);
                }
        }
        return g->items;
}

/* The register, which the caller closes, and what it has of the subject; ret_held NULL: what decides is
 * enough. */
static int ask_register(Context *c, const Request *request, Register **ret_reg, SubjectFacts *ret_facts,
                        json_t **ret_held) {
        const char *key;
        int r = request->subject ? subject_ref_key(c->store, request->subject, c->arena, &key)
                                 : SUBJECT_STORE_E_NONE;
        if (r == 0)
                r = register_open(c, request->register_name, ret_reg);
        if (r == 0)
                r = register_subject_facts(*ret_reg, c->arena, key, ret_facts);
        if (r == 0 && ret_held)
                r = register_collect(*ret_reg, key, ret_held);
        return r == SUBJECT_STORE_E_NONE || r == REGISTER_E_NO_SUBJECT ? REQUESTS_E_SUBJECT : err_trace(r);
}

int dossier_record(Context *c, const Request *request, SubjectFacts *ret_facts, json_t **ret_held) {
        _cleanup_(register_closep) Register *reg = NULL;
        return ask_register(c, request, &reg, ret_facts, ret_held);
}

int dossier_subject_facts(Context *c, const Request *request, SubjectFacts *ret) {
        return dossier_record(c, request, ret, NULL);
}

void dossier_item_facts(const Context *c, const Request *request, const SubjectFacts *subject,
                        ItemFacts *ret) {
        int age = subject->born == DATE_NONE ? 0 : date_age(subject->born, clock_today(&c->clock));
        *ret = (ItemFacts){ .nation = request->nation,
                            .requester = request->requester,
                            .minor = age < 18,
                            .parent_barred = age < (request->nation == NATION_SCOTLAND ? 16 : 18),
                            .shielded = subject->shielded };
}

/* 0, REQUESTS_E_SUBJECT, or what register_open() says. */
static int collect_look(Context *c, const Request *request, json_t **ret_items) {
        _cleanup_(register_closep) Register *reg = NULL;
        json_auto_t *data = NULL;
        SubjectFacts facts;
        int r = ask_register(c, request, &reg, &facts, &data);
        if (r)
                return err_trace(r);
        Gather g = { .context = c, .map = register_map(reg), .data = data };
        dossier_item_facts(c, request, &facts, &g.facts);
        *ret_items = collect_gather(&g);
        return 0;
}

typedef struct Decided {
        const DossierItem *items;
        size_t n;
} Decided;

static bool is_of(const json_t *found, const DossierItem *item) {
        return str_eq(json_string_value(json_object_get(found, "entity")), item->entity) &&
               str_eq(json_string_value(json_object_get(found, "attribute")), item->attribute);
}

static const char *rules_of(const json_t *found) {
        return json_string_value(json_object_get(found, "rules"));
}

/* How many of the same value had these rules when they were decided. */
static size_t knew_of(const Decided *decided, const json_t *found) {
        size_t n = 0;
        for (size_t i = 0; i < decided->n; i++)
                n += is_of(found, &decided->items[i]) &&
                     str_eq(decided->items[i].value, json_string_value(json_object_get(found, "value"))) &&
                     exemption_covers(decided->items[i].rules, rules_of(found));
        return n;
}

/* How many of the same value have a rule now that the item had not. */
static size_t speaks_against(const json_t *fresh, const json_t *found, const DossierItem *item) {
        const char *value = json_string_value(json_object_get(found, "value"));
        size_t n = 0, i;
        json_t *other;
        json_array_foreach (fresh, i, other)
                n += is_of(other, item) &&
                     str_eq(json_string_value(json_object_get(other, "value")), value) &&
                     !exemption_covers(item->rules, rules_of(other));
        return n;
}

/* Whether something speaks against it by now that did not when it was decided. All that an attribute ever
 * held is meant, for an old address may be the present one; but not what was known of another row of it. */
static bool guarded_by_now(const json_t *fresh, const Decided *decided, const DossierItem *item) {
        size_t i;
        json_t *now;
        json_array_foreach (fresh, i, now)
                if (is_of(now, item) && !exemption_covers(item->rules, rules_of(now)) &&
                    speaks_against(fresh, now, item) > knew_of(decided, now))
                        return true;
        return false;
}

/* The subject's own request too: who writes in a child's name may be whom it is kept from. */
static int collect_judge_outward(Context *c, const Request *request) {
        SubjectFacts facts;
        OutwardStop stop = { 0 };
        int r = dossier_subject_facts(c, request, &facts);
        if (r == 0)
                r = gate_pass(c, request, &facts);
        if (r == 0)
                r = outward_judge(c->store, request->subject, facts.shielded, facts.died != DATE_NONE,
                                  clock_today(&c->clock), &stop);
        if (r)
                return err_trace(r);
        return stop.difference ? REQUESTS_E_STOPPED : 0;
}

/* What was relied on is relied on today (Sch 3 paras 5(3), 6(3)). */
static int opinions_still_count(Context *c, const Request *request, const DossierItem *items, size_t n) {
        DossierOpinion *opinions;
        size_t n_opinions;
        Date today = clock_today(&c->clock);
        int r = dossier_opinions(c->store, request->ref, c->arena, &opinions, &n_opinions);
        for (size_t i = 0; r == 0 && i < n; i++) {
                Date given = str_eq(items[i].because, reason_code(REASON_HEALTH_KNOWN)) ? items[i].decided_on
                                                                                        : DATE_NONE;
                for (size_t k = 0; k < n_opinions; k++)
                        if (items[i].opinion && opinions[k].n == items[i].opinion)
                                given = opinions[k].given;
                if (given != DATE_NONE && !opinion_counts(given, today))
                        r = REQUESTS_E_OPINION;
        }
        return err_trace(r);
}

int dossier_still_lawful(Context *c, const Request *request, const DossierItem *items, size_t n) {
        json_auto_t *fresh = NULL;
        int r = collect_judge_outward(c, request);
        if (r)
                return err_trace(r);
        r = collect_look(c, request, &fresh);
        const Decided decided = { items, n };
        for (size_t i = 0; i < n && r == 0; i++)
                if (items[i].decision != DECISION_WITHHOLD && guarded_by_now(fresh, &decided, &items[i]))
                        r = REQUESTS_E_PROTECTED;
        return r ? err_trace(r) : opinions_still_count(c, request, items, n);
}

static int collect_keep(Step *step, const char *items, size_t n) {
        Context *c = step->context;
        const char *ref = step->request.ref;
        int64_t open;
        int r = dossier_clear(c->store, ref);
        if (r == 0)
                r = dossier_insert(c->store, ref, step->request.subject, items, "policy",
                                   clock_today(&c->clock));
        if (r == 0 && step->request.state == REQUEST_RENDERED)
                r = request_documents_drop(c->store, ref);
        if (r == 0 && step->request.state != REQUEST_COLLECTED)
                r = step_move(step, REQUEST_COLLECTED);
        if (r == 0)
                r = step_event_detail(step, REQUEST_EVENT_COLLECTED, NULL, DATE_NONE,
                                      json_pack("{s:I}", "items", (json_int_t)n));
        if (r == 0)
                r = dossier_undecided(c->store, ref, &open);
        if (r || open > 0)
                return err_trace(r);
        r = step_move(step, REQUEST_REVIEWED);
        return r ? err_trace(r) : step_event(step, REQUEST_EVENT_REVIEWED, NULL, DATE_NONE);
}

static int collect(Context *context, const char *ref, bool anew) {
        _cleanup_step_ Step step = { 0 };
        json_auto_t *items = NULL;
        int r = step_begin(&step, context, ref);
        if (r)
                return err_trace(r);
        if (step.request.kind != REQUEST_ACCESS)
                return REQUESTS_E_KIND;
        bool before = step.request.state == REQUEST_COLLECTED ||
                      (request_may_move(step.request.kind, step.request.state, REQUEST_COLLECTED) &&
                       step.request.state != REQUEST_IDENTIFIED);
        if (step.request.state != REQUEST_IDENTIFIED && !(anew && before))
                return REQUESTS_E_STATE;
        r = gate_pass(context, &step.request, NULL);
        if (r == 0)
                r = collect_look(context, &step.request, &items);
        if (r)
                return err_trace(r);
        r = collect_keep(&step, dossier_value(context->arena, items), json_array_size(items));
        return r ? err_trace(r) : step_commit(&step);
}

int requests_collect(Context *context, const char *ref) {
        return collect(context, ref, false);
}

int requests_collect_anew(Context *context, const char *ref) {
        return collect(context, ref, true);
}
