/* What of a rule decides about somebody's data, written down as it stood. */
#include "base/text.h"
#include "retention/retention.h"
#include "seal/hash.h"
#include "store/json.h"

#include <string.h>

static json_t *date_or_null(Date date) {
        return date == DATE_NONE ? json_null() : json_string(DATE_TEXT(date));
}

static json_t *term_json(const Term *term) {
        const Period *p = &term->period;
        return json_pack("{s:s, s:[i,i,i], s:s?, s:b}", "trigger", trigger_to_string(term->trigger), "after",
                         p->years, p->months, p->days, "chosen", term->chosen, "financial_year",
                         term->financial_year);
}

static json_t *texts_json(const char *const *texts, size_t n) {
        json_t *array = json_array();
        for (size_t i = 0; i < n; i++)
                json_add(array, json_string(texts[i]));
        return array;
}

static json_t *conditions_json(const Condition *conditions, size_t n) {
        json_t *array = json_array();
        for (size_t i = 0; i < n; i++)
                json_add(array, json_pack("{s:i, s:s?, s:s?, s:o, s:i}", "kind", conditions[i].kind, "entity",
                                          conditions[i].entity, "column", conditions[i].column, "is",
                                          texts_json(conditions[i].values, conditions[i].n_values), "age",
                                          conditions[i].age));
        return array;
}

static json_t *rule_text_rule_json(const Rule *rule) {
        json_t *terms = json_array();
        for (size_t i = 0; i < rule->n_terms; i++)
                json_add(terms, term_json(&rule->terms[i]));
        return json_pack(
                "{s:s, s:s, s:s, s:s, s:s?, s:o, s:o, s:s, s:o, s:o, s:s, s:s, s:s?, s:i, s:s, s:s, s:s, "
                "s:o, s:o}",
                "id", rule->id, "cite", rule->cite, "text", rule->text, "map", rule->map, "entity",
                rule->entity, "attributes", texts_json(rule->attributes, rule->n_attributes), "terms", terms,
                "combine", rule->combine == COMBINE_LATEST ? "latest" : "earliest", "when",
                conditions_json(rule->when, rule->n_when), "unless",
                conditions_json(rule->unless, rule->n_unless), "disposal", disposal_to_string(rule->disposal),
                "direction", direction_to_string(rule->direction), "ground", rule->ground, "at_least",
                rule->at_least, "approval", approval_to_string(rule->approval), "authority",
                standing_to_string(rule->standing), "grade", promise_to_string(rule->grade), "from",
                date_or_null(rule->from), "to", date_or_null(rule->to));
}

const char *retention_rule_text(Arena *arena, const Rule *rule) {
        json_auto_t *json = rule_text_rule_json(rule);
        char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
        if (!text)
                abort(); /* out of memory: settings are UTF-8 */
        const char *copy = arena_strdup(arena, text);
        free(text);
        return copy;
}

const char *retention_policy_version(Arena *arena, const char *rule_text) {
        unsigned char digest[SHA256_SIZE];
        sha256(rule_text, strlen(rule_text), digest);
        return arena_strndup(arena, SHA256_HEX(digest), 16);
}

bool run_destroys(const Run *run) {
        return disposal_destroys(run->disposal);
}

bool run_destroys_subjects(const Run *run) {
        return run_destroys(run) && !run->entity;
}
