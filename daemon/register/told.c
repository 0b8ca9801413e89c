#include "register/told.h"

#include "base/text.h"
#include "store/json.h"

#include <string.h>

/* --- facts --- */

const LawPack *told_pack(const Settings *settings, const char *map) {
        for (size_t p = 0; p < settings->n_packs; p++)
                for (size_t i = 0; i < settings->packs[p]->n_facts; i++)
                        if (str_eq(settings->packs[p]->facts[i].map, map))
                                return settings->packs[p];
        return NULL;
}

LanguageList told_languages(const Settings *settings, const char *map) {
        const LawPack *pack = told_pack(settings, map);
        return pack ? pack->languages : (LanguageList){ { settings->languages.standard }, 1 };
}

static bool told_is_told(const LawPack *pack, const Fact *fact, const char *map, FactKind kind, Date on) {
        return fact->kind == kind && (!fact->map || str_eq(fact->map, map)) && fact_in_force(fact, on) &&
               (!fact->nation || (pack && pack->nation == fact->nation));
}

typedef void (*FactFn)(const Fact *fact, void *userdata);

/* More than five: what is called, and with what, is two. */
static void each_fact(const Settings *settings, const char *map, FactKind kind, Date on, FactFn fn,
                      void *userdata) {
        for (size_t p = 0; p < settings->n_packs; p++)
                for (size_t i = 0; i < settings->packs[p]->n_facts; i++)
                        if (told_is_told(settings->packs[p], &settings->packs[p]->facts[i], map, kind, on))
                                fn(&settings->packs[p]->facts[i], userdata);
        const Regimes *regimes = settings->regimes;
        for (size_t i = 0; regimes && i < regimes->n_facts; i++)
                if (told_is_told(NULL, &regimes->facts[i], map, kind, on))
                        fn(&regimes->facts[i], userdata);
}

static void register_told_count(const Fact *fact, void *userdata) {
        (void)fact;
        ++*(size_t *)userdata;
}

size_t told_count(const Settings *settings, const char *map, FactKind kind, Date on) {
        size_t n = 0;
        each_fact(settings, map, kind, on, register_told_count, &n);
        return n;
}

typedef struct Sentences {
        const Telling *telling;
        json_t *list;
} Sentences;

static void told_say(const Fact *fact, void *userdata) {
        const Sentences *s = userdata;
        const FactWords *words = &fact->words[s->telling->language->place];
        json_add(s->list, json_string(s->telling->plain ? words->plain : words->full));
}

json_t *told_facts(const Telling *t) {
        json_t *facts = json_object();
        for (FactKind kind = 0; kind < _FACT_KIND_MAX; kind++) {
                const char *name = fact_kind_to_string(kind);
                Sentences sentences = { t, json_array() };
                each_fact(t->settings, t->map->name, kind, t->on, told_say, &sentences);
                json_put(facts, arena_printf(t->arena, "has_%s", name),
                         json_boolean(json_array_size(sentences.list) > 0));
                json_put(facts, name, sentences.list);
        }
        return facts;
}

/* --- rules of retention --- */

static bool told_in_force(const Rule *rule, Date on) {
        return (rule->from == DATE_NONE || rule->from <= on) && (rule->to == DATE_NONE || rule->to >= on);
}

/* What was revoked, or was never law, is not cited as law: it is the authority's own rule. */
static json_t *told_rule_json(const Rule *rule, const char *text) {
        return json_pack("{s:s, s:s, s:b}", "text", text, "cite", rule->cite, "law",
                         rule->standing == STANDING_STATUTE);
}

/* Whether the subject's own row says no to a condition, or yes; 0: it does not say. */
static int told_answer(const Condition *condition, const DataMap *map, const json_t *row) {
        const json_t *value = condition->column ? json_object_get(row, condition->column) : NULL;
        if (!value || (condition->entity && !str_eq(condition->entity, map->entities[0].name)))
                return 0;
        bool set = !json_is_null(value);
        switch (condition->kind) {
        case CONDITION_TRUE:
                return json_is_true(value) ? 1 : -1;
        case CONDITION_SET:
                return set ? 1 : -1;
        case CONDITION_UNSET:
                return set ? -1 : 1;
        case CONDITION_IS:
                return str_in(json_string_value(value), condition->values, condition->n_values) ? 1 : -1;
        case CONDITION_ROW:
        case CONDITION_DIED_UNDER:
        case CONDITION_UNDER:
        case CONDITION_ALONE:
        default:
                return 0;
        }
}

static bool may_be_theirs(const Rule *rule, const DataMap *map, const json_t *row) {
        for (size_t i = 0; !rule->entity && i < rule->n_when; i++)
                if (told_answer(&rule->when[i], map, row) < 0)
                        return false;
        for (size_t i = 0; !rule->entity && i < rule->n_unless; i++)
                if (told_answer(&rule->unless[i], map, row) > 0)
                        return false;
        return true;
}

/* A rule for several entities is one sentence to who reads it: the first of its copies says it. */
static bool is_copy(const Rule *rule, const Rule *before) {
        return before && str_eq(before->cite, rule->cite) && str_eq(before->text, rule->text);
}

static bool is_in_letters(const Rule *rule, const char *map, Date on) {
        return rule->letter && str_eq(rule->map, map) && told_in_force(rule, on);
}

bool told_has_letter_rules(const Settings *settings, const char *map, Date on) {
        RuleCursor at = { 0 };
        for (const Rule *rule; (rule = settings_next_rule(settings, map, &at));)
                if (is_in_letters(rule, map, on))
                        return true;
        return false;
}

json_t *told_letter_rules(const Telling *t, const json_t *row) {
        json_t *list = json_array();
        for (size_t p = 0; p < t->settings->n_packs; p++)
                for (size_t i = 0; i < t->settings->packs[p]->n_rules; i++) {
                        const Rule *rule = &t->settings->packs[p]->rules[i];
                        if (!is_in_letters(rule, t->map->name, t->on) ||
                            is_copy(rule, i > 0 ? rule - 1 : NULL) || !may_be_theirs(rule, t->map, row))
                                continue;
                        const FactWords *words = &rule->letter[t->language->place];
                        json_add(list, told_rule_json(rule, t->plain ? words->plain : words->full));
                }
        return list;
}

/* Its words: in the language's labels under its id, or its own. */
static const char *report_words(const Telling *t, const Rule *rule) {
        size_t n = strlen(rule->id), tail = rule->entity ? strlen(rule->entity) + 1 : 0;
        bool copy = tail && n > tail && rule->id[n - tail] == '.' &&
                    str_eq(rule->id + n - tail + 1, rule->entity);
        const char *id = copy ? arena_strndup(t->arena, rule->id, n - tail) : rule->id;
        const char *words = labels_get(t->labels, arena_printf(t->arena, "rule-%s", id));
        return words ? words : rule->text;
}

/* Rules about what a report does not show are left out: to name them would hint at it. */
static bool is_shown(const Telling *t, const Rule *rule, const char *const *entities, size_t n) {
        const char *subject = t->map->entities[0].name;
        if (rule->entity && !str_in(rule->entity, entities, n))
                return false;
        for (size_t i = 0; i < rule->n_when; i++)
                if (rule->when[i].entity && !str_eq(rule->when[i].entity, subject) &&
                    !str_in(rule->when[i].entity, entities, n))
                        return false;
        return true;
}

json_t *told_rule(const Telling *t, const char *id) {
        RuleCursor at = { 0 };
        for (const Rule *rule; (rule = settings_next_rule(t->settings, t->map->name, &at));)
                if (str_eq(rule->id, id))
                        return told_rule_json(rule, report_words(t, rule));
        return NULL;
}

json_t *told_report_rules(const Telling *t, const char *const *entities, size_t n) {
        json_t *list = json_array();
        for (size_t p = 0; p < t->settings->n_packs; p++) {
                const Rule *said = NULL;
                for (size_t i = 0; i < t->settings->packs[p]->n_rules; i++) {
                        const Rule *rule = &t->settings->packs[p]->rules[i];
                        if (disposal_traits(rule->disposal).reminds || !str_eq(rule->map, t->map->name) ||
                            !told_in_force(rule, t->on) || !is_shown(t, rule, entities, n) ||
                            is_copy(rule, said))
                                continue;
                        json_add(list, told_rule_json(rule, report_words(t, rule)));
                        said = rule;
                }
        }
        return list;
}

/* --- the frame --- */

const char *told_period_label(Arena *arena, const Settings *settings, RequestKind kind, Date on) {
        const Regime *regime = settings->regimes ? regimes_on(settings->regimes, on) : NULL;
        const RegimeClock *clock = regime ? regime_clock(regime, kind, on) : NULL;
        if (!clock)
                return NULL;
        return clock->months ? arena_printf(arena, "period-%d-months", clock->months)
                             : arena_printf(arena, "period-%d-days", clock->days);
}

/* "one month", "30 days", as the law of the day has it; "" when it has no such clock. */
static const char *told_period_of(const Telling *t, RequestKind kind) {
        const char *label = told_period_label(t->arena, t->settings, kind, t->on);
        const char *words = label ? labels_get(t->labels, label) : NULL;
        return words ? words : "";
}

static const char *told_or_nothing(const char *s) {
        return s ? s : "";
}

/* {"cy": true, "en": true}: a text may say in which others its reader may write. */
static json_t *written_in(const Telling *t) {
        const LanguageList list = told_languages(t->settings, t->map->name);
        const Languages *languages = &t->settings->languages;
        json_t *object = json_object();
        for (size_t i = 0; i < languages->n; i++)
                json_put(object, languages->items[i].code,
                         json_boolean(language_list_has(&list, &languages->items[i])));
        return object;
}

json_t *told_frame(const Telling *t) {
        const Authority *a = &t->settings->authority;
        const char *answer_within = told_period_of(t, REQUEST_ACCESS);
        const char *acknowledge_within = told_period_of(t, REQUEST_COMPLAINT);
        return json_pack("{s:{s:s, s:s, s:s, s:s, s:s, s:s}, s:s, s:s, s:b, s:o, s:o}", "authority", "name",
                         a->names[t->language->place], "phone", told_or_nothing(a->phone), "email",
                         told_or_nothing(a->email), "web", told_or_nothing(a->web), "dpo", a->dpo_contact,
                         "regulator", a->regulators[t->language->place], "answer_within", answer_within,
                         "acknowledge_within", acknowledge_within, "complain_to_us",
                         !str_empty(acknowledge_within), "written_in", written_in(t), "facts", told_facts(t));
}

/* --- what is held --- */

const char *told_category(const Telling *t, const char *category) {
        return labels_get(t->labels, arena_printf(t->arena, "holds-%s", category));
}

const char *told_attribute(const Telling *t, const Attribute *attribute) {
        const char *held = labels_get(t->labels, arena_printf(t->arena, "held-%s", attribute->label));
        const char *words = held ? held : labels_get(t->labels, attribute->label);
        return words ? words : attribute->column;
}

bool told_openly(const DataMap *map, const char *category) {
        return !str_in(category, map->discreet, map->n_discreet);
}

json_t *told_discreet(const Telling *t) {
        json_t *list = json_array();
        for (size_t i = 0; i < t->map->n_discreet; i++) {
                const char *words = told_category(t, t->map->discreet[i]);
                json_add(list, json_string(words ? words : t->map->discreet[i]));
        }
        return list;
}

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

const char *told_source(const Telling *t, const char *name) {
        const char *label = labels_get(t->labels, arena_printf(t->arena, "source-%s", slug(t->arena, name)));
        return label ? label : name;
}
