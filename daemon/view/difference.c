#include "view/difference.h"

#include "base/text.h"
#include "cli/command.h"
#include "store/json.h"

#include <inttypes.h>
#include <stdio.h>

const char *difference_view_grade(const Difference *d) {
        return d->grade == _GRADE_MAX ? NULL : grade_to_string(d->grade);
}

json_t *difference_view_json(const Difference *d) {
        const bool decided = d->verdict.decision != _DIFFERENCE_DECISION_MAX;
        json_t *json = json_pack(
                "{s:I, s:s, s:s, s:s, s:s, s:s, s:s?, s:s?, s:s, s:s?}", "difference", (json_int_t)d->id,
                "source", d->source, "register", d->register_name, "subject", d->subject, "attribute",
                d->attribute, "kind", difference_kind_to_string(d->kind), "grade", difference_view_grade(d),
                "because", d->because, "state", difference_state_to_string(d->state), "owner", d->owner);
        json_put(json, "found", cli_json_date(d->found));
        json_put(json, "seen", cli_json_date(d->seen));
        json_put(json, "due", cli_json_date(d->due));
        json_put(json, "asked_at", json_text(d->asked_at));
        json_put(json, "version", json_text(d->version));
        json_put(json, "held", json_text(d->evidence.held));
        json_put(json, "answered", json_text(d->evidence.told));
        json_put(json, "why", json_text(d->evidence.why));
        json_put(json, "decision",
                 json_text(decided ? difference_decision_to_string(d->verdict.decision) : NULL));
        json_put(json, "decided_because",
                 json_text(decided ? difference_reason_to_string(d->verdict.because) : NULL));
        json_put(json, "decided_by", json_text(d->decided_by));
        json_put(json, "decided_on", cli_json_date(d->decided));
        json_put(json, "correction",
                 d->begun ? json_pack("{s:s?, s:s?, s:b}", "was", d->correction.held, "is",
                                      d->correction.told, "done", d->corrected)
                          : json_null());
        return json;
}

static const char *difference_or_nothing(const char *value) {
        return str_empty(value) ? "(nothing)" : value;
}

void difference_view_print(const Difference *d) {
        const char *grade = difference_view_grade(d);
        printf("Difference %" PRId64 ": %s, %s, %s", d->id, d->attribute, difference_kind_to_string(d->kind),
               difference_state_to_string(d->state));
        if (d->due != DATE_NONE)
                printf("; to be decided by %s", DATE_TEXT(d->due));
        printf("; %s%s\n", d->owner ? "taken by " : "taken by nobody", d->owner ? d->owner : "");
        printf("  record     %s of %s\n", d->subject, d->register_name);
        if (d->evidence.held) {
                printf("  held       %s\n  answered   %s\n", difference_or_nothing(d->evidence.held),
                       difference_or_nothing(d->evidence.told));
        } else if (!d->corrected) {
                printf("  What was compared is not kept, or no longer.\n");
        }
        printf("  by         %s, at %s, version %s\n", d->source, d->asked_at ? d->asked_at : "-",
               d->version ? d->version : "-");
        printf("  how        %s%s%s%s%s\n", grade ? grade : "", grade ? ", " : "",
               d->because ? d->because : "-", d->evidence.why ? ": " : "",
               d->evidence.why ? d->evidence.why : "");
        if (d->decided_by)
                printf("  decided    %s, %s, by %s on %s\n",
                       difference_decision_to_string(d->verdict.decision),
                       difference_reason_to_string(d->verdict.because), d->decided_by, DATE_TEXT(d->decided));
        if (d->begun)
                printf("  corrected  %s -> %s%s\n", difference_or_nothing(d->correction.held),
                       difference_or_nothing(d->correction.told),
                       d->corrected ? "" : ", begun and not done: decide it again");
}
