#include "model/rule-words.h"

#include "base/text.h"

/* "2 years, 1 month"; nothing for no time at all. */
static void say_period(Text *out, const Period *period) {
        const struct {
                int n;
                const char *unit;
        } parts[] = { { period->years, "year" }, { period->months, "month" }, { period->days, "day" } };
        const char *between = "";
        for (size_t i = 0; i < ELEMENTS(parts); i++)
                if (parts[i].n) {
                        text_appendf(out, "%s%d %s%s", between, parts[i].n, parts[i].unit,
                                     parts[i].n == 1 ? "" : "s");
                        between = ", ";
                }
}

static void say_term(Text *out, const Term *term) {
        const Period *p = &term->period;
        const char *event = trigger_to_string(term->trigger);
        if (term->chosen)
                text_appendf(out, "the years in %s", term->chosen);
        else if (p->years || p->months || p->days)
                say_period(out, p);
        else {
                text_appendf(out, "the day of %s", event);
                return;
        }
        text_appendf(out, term->financial_year ? " after the end of the financial year of %s" : " after %s",
                     event);
}

static void say_condition(Text *out, const Condition *c) {
        const char *of = c->entity ? c->entity : "", *point = c->entity && c->column ? "." : "";
        switch (c->kind) {
        case CONDITION_TRUE:
                text_appendf(out, "%s%s%s", of, point, c->column);
                break;
        case CONDITION_IS:
                text_appendf(out, "%s%s%s is ", of, point, c->column);
                for (size_t i = 0; i < c->n_values; i++)
                        text_appendf(out, "%s%s", i ? " or " : "", c->values[i]);
                break;
        case CONDITION_SET:
        case CONDITION_UNSET:
                text_appendf(out, "%s%s%s is %s", of, point, c->column,
                             c->kind == CONDITION_SET ? "set" : "not set");
                break;
        case CONDITION_ROW:
                text_appendf(out, "any %s", of);
                break;
        case CONDITION_DIED_UNDER:
                text_appendf(out, "died under %d", c->age);
                break;
        case CONDITION_UNDER:
                text_appendf(out, "under %d", c->age);
                break;
        case CONDITION_ALONE:
                text_append(out, "archived before its record");
                break;
        }
}

static void say_conditions(Text *out, const char *word, const char *between, const Condition *list,
                           size_t n) {
        for (size_t i = 0; i < n; i++) {
                text_append(out, i ? between : word);
                say_condition(out, &list[i]);
        }
}

static void say_instrument(Text *out, const Instrument *law) {
        if (law->duty)
                text_appendf(out, ", %s", duty_to_string(law->duty));
        if (law->person)
                text_appendf(out, ", %s", person_to_string(law->person));
        if (law->nation)
                text_appendf(out, "; law of %s", nation_to_string(law->nation));
        if (law->nation && law->in_force != DATE_NONE)
                text_appendf(out, " since %s", DATE_TEXT(law->in_force));
        if (law->nation && law->revoked != DATE_NONE)
                text_appendf(out, ", revoked on %s", DATE_TEXT(law->revoked));
}

const char *rule_words(Arena *arena, const Rule *rule) {
        _cleanup_text_ Text out = { 0 };
        text_append(&out, disposal_to_string(rule->disposal));
        if (rule->entity)
                text_appendf(&out, " %s", rule->entity);
        for (size_t i = 0; i < rule->n_attributes; i++)
                text_appendf(&out, "%s%s", i ? ", " : " ", rule->attributes[i]);
        text_append(&out, ": ");
        if (rule->n_terms > 1)
                text_append(&out, rule->combine == COMBINE_LATEST ? "the latest of " : "the earliest of ");
        for (size_t i = 0; i < rule->n_terms; i++) {
                text_append(&out, i ? " and " : "");
                say_term(&out, &rule->terms[i]);
        }
        say_conditions(&out, "; when ", " and ", rule->when, rule->n_when);
        say_conditions(&out, "; unless ", " or ", rule->unless, rule->n_unless);
        text_appendf(&out, "; %s, approval %s, %s", direction_to_string(rule->direction),
                     approval_to_string(rule->approval), standing_to_string(rule->standing));
        say_instrument(&out, &rule->law);
        if (rule->from != DATE_NONE)
                text_appendf(&out, "; from %s", DATE_TEXT(rule->from));
        if (rule->to != DATE_NONE)
                text_appendf(&out, "; until %s", DATE_TEXT(rule->to));
        return arena_strdup(arena, text_str(&out));
}
