#include "model/rule.h"

Date rule_due(const Rule *rule, Date event) {
        if (event == DATE_NONE)
                return DATE_NONE;
        if (rule->trigger == TRIGGER_BIRTH && rule->period.months == 0 && rule->period.days == 0)
                return date_attains(event, rule->period.years);
        return date_add_months(event, rule->period.years * 12 + rule->period.months) + rule->period.days;
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
