#include "model/rule.h"

#include <string.h>

Date rule_due(const Rule *rule, Date event) {
        if (event == DATE_NONE)
                return DATE_NONE;
        if (rule->trigger == TRIGGER_BIRTH && rule->period.months == 0 && rule->period.days == 0)
                return date_attains(event, rule->period.years);
        return date_add_months(event, rule->period.years * 12 + rule->period.months) + rule->period.days;
}

/* The day that must lie within the rule's being in force. */
static Date governing_day(const Rule *rule, Date event) {
        return rule->trigger == TRIGGER_BIRTH ? rule_due(rule, event) : event;
}

/* rule_due() never falls as its event rises, so the last due event is found by walking from a first guess
 * that is at most a few days off. */
bool rule_window(const Rule *rule, Date on, Date *ret_first, Date *ret_last) {
        const Period *p = &rule->period;
        Date last = date_add_months(on - p->days, -(p->years * 12 + p->months)) + 4;
        while (rule_due(rule, last) > on)
                last--;
        Date first = DATE_NONE;
        if (rule->to != DATE_NONE)
                while (governing_day(rule, last) > rule->to)
                        last--;
        if (rule->from != DATE_NONE) {
                first = rule->from;
                if (rule->trigger == TRIGGER_BIRTH)
                        for (first = date_add_months(first - p->days, -(p->years * 12 + p->months)) - 4;
                             rule_due(rule, first) < rule->from;)
                                first++;
                if (first > last)
                        return false;
        }
        *ret_first = first;
        *ret_last = last;
        return true;
}

const char *trigger_to_string(Trigger trigger) {
        static const char *const names[_TRIGGER_MAX] = {
                [TRIGGER_BIRTH] = "birth",
                [TRIGGER_DEATH] = "death",
                [TRIGGER_ARCHIVED] = "archived",
        };
        return names[trigger];
}

const char *disposal_to_string(Disposal disposal) {
        static const char *const names[_DISPOSAL_MAX] = {
                [DISPOSAL_ARCHIVE] = "archive",
                [DISPOSAL_ANONYMISE] = "anonymise",
                [DISPOSAL_DESTROY] = "destroy",
                [DISPOSAL_REVIEW] = "review",
        };
        return names[disposal];
}

const char *approval_to_string(Approval approval) {
        static const char *const names[_APPROVAL_MAX] = {
                [APPROVAL_NONE] = "none",
                [APPROVAL_ONE] = "one",
                [APPROVAL_TWO] = "two",
        };
        return names[approval];
}

bool rule_called(const Rule *rule, const char *id) {
        size_t n = strlen(id);
        return strncmp(rule->id, id, n) == 0 && (rule->id[n] == '\0' || rule->id[n] == '.');
}
