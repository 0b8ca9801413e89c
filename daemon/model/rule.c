#include "model/rule.h"

#include <string.h>

static int months_of(const Period *p) {
        return p->years * 12 + p->months;
}

static Period rule_period_of(const Term *term, int chosen) {
        const Period of_row = { .years = chosen };
        return term->chosen ? of_row : term->period;
}

static bool chosen_rightly(const Term *term, int chosen) {
        return !term->chosen || (chosen >= 1 && chosen <= CHOSEN_YEARS_MAX);
}

static bool is_an_age(const Term *term, const Period *p) {
        return term->trigger == TRIGGER_BIRTH && p->months == 0 && p->days == 0;
}

/* The financial year ends with 31 March. */
static Date financial_year_end(Date date) {
        DateParts p = date_parts(date);
        return date_from_ymd(p.month > 3 ? p.year + 1 : p.year, 3, 31);
}

/* The last day whose financial year has ended by that day. */
static Date financial_year_ended(Date by) {
        DateParts p = date_parts(by);
        Date end = date_from_ymd(p.year, 3, 31);
        return end <= by ? end : date_from_ymd(p.year - 1, 3, 31);
}

/* From the day the period itself runs from. */
static Date add_period(const Term *term, const Period *p, Date start) {
        if (is_an_age(term, p))
                return date_attains(start, p->years);
        return date_add_months(start, months_of(p)) + p->days;
}

Date term_due(const Term *term, Date event, int chosen) {
        if (event == DATE_NONE || !chosen_rightly(term, chosen))
                return DATE_NONE;
        const Period p = rule_period_of(term, chosen);
        return add_period(term, &p, term->financial_year ? financial_year_end(event) : event);
}

Date rule_due(const Rule *rule, const Date *events, int chosen) {
        Date due = DATE_NONE;
        for (size_t i = 0; i < rule->n_terms; i++) {
                Date one = term_due(&rule->terms[i], events[i], chosen);
                if (rule->combine == COMBINE_LATEST && one == DATE_NONE)
                        return DATE_NONE;
                if (one == DATE_NONE)
                        continue;
                bool better = rule->combine == COMBINE_LATEST ? one > due : one < due;
                due = due == DATE_NONE || better ? one : due;
        }
        return due;
}

/* The last day from which the period is over by a day. add_period() never falls as its start rises, so it is
 * found by walking from a first guess that is at most a few days off. */
static Date last_start(const Term *term, const Period *p, Date by) {
        Date last = date_add_months(by - p->days, -months_of(p)) + 4;
        while (add_period(term, p, last) > by)
                last--;
        return last;
}

/* What must lie within the rule's being in force: the event, or the day an age is attained. */
void term_in_force(const Rule *rule, const Term *term, int chosen, Date *ret_first, Date *ret_last) {
        const Period p = rule_period_of(term, chosen);
        *ret_first = rule->from;
        *ret_last = rule->to;
        if (term->trigger != TRIGGER_BIRTH)
                return;
        if (rule->from != DATE_NONE)
                *ret_first = last_start(term, &p, rule->from - 1) + 1;
        if (rule->to != DATE_NONE)
                *ret_last = last_start(term, &p, rule->to);
}

/* More than five: what decides, and the two ends. */
bool term_window(const Rule *rule, const Term *term, int chosen, Date on, Date *ret_first, Date *ret_last) {
        const Period p = rule_period_of(term, chosen);
        Date first, end, last = last_start(term, &p, on);
        if (term->financial_year)
                last = financial_year_ended(last);
        term_in_force(rule, term, chosen, &first, &end);
        if (end != DATE_NONE && end < last)
                last = end;
        if (first != DATE_NONE && first > last)
                return false;
        *ret_first = first;
        *ret_last = last;
        return true;
}

bool rule_destroys(const Rule *rule) {
        return disposal_destroys(rule->disposal);
}

bool trigger_ends(Trigger trigger) {
        return trigger == TRIGGER_CASE_END || trigger == TRIGGER_SERVICE_END ||
               trigger == TRIGGER_SCHOOL_LEAVING;
}

const char *trigger_to_string(Trigger trigger) {
        static const char *const names[_TRIGGER_MAX] = {
                [TRIGGER_BIRTH] = "birth",
                [TRIGGER_DEATH] = "death",
                [TRIGGER_ARCHIVED] = "archived",
                [TRIGGER_ORDER] = "order",
                [TRIGGER_CASE_END] = "case-end",
                [TRIGGER_SERVICE_END] = "service-end",
                [TRIGGER_LAST_CONTACT] = "last-contact",
                [TRIGGER_SCHOOL_LEAVING] = "school-leaving",
                [TRIGGER_BECAME_AWARE] = "became-aware",
                [TRIGGER_CONSENT_WITHDRAWN] = "consent-withdrawn",
                [TRIGGER_SUPERSEDED] = "superseded",
                [TRIGGER_RETURNED] = "returned",
                [TRIGGER_LEFT] = "left",
                [TRIGGER_TOLD] = "told",
        };
        return names[trigger];
}

bool rule_called(const Rule *rule, const char *id) {
        size_t n = strlen(id);
        return strncmp(rule->id, id, n) == 0 && (rule->id[n] == '\0' || rule->id[n] == '.');
}

const char *direction_to_string(Direction direction) {
        static const char *const names[_DIRECTION_MAX] = {
                [DIRECTION_MAXIMUM] = "maximum",
                [DIRECTION_MINIMUM] = "minimum",
        };
        return names[direction];
}

const char *standing_to_string(Standing standing) {
        static const char *const names[_STANDING_MAX] = {
                [STANDING_STATUTE] = "statute",
                [STANDING_GUIDANCE] = "guidance",
                [STANDING_LOCAL] = "local",
        };
        return names[standing];
}
