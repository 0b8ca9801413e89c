#include "view/hold.h"

#include "base/text.h"
#include "cli/command.h"
#include "store/json.h"

#include <stdio.h>

const char *hold_view_stage(const Hold *hold, Date today, int days) {
        return hold->released_by                 ? "released"
               : hold->review_on < today         ? "overdue"
               : hold->review_on == today        ? "due"
               : hold->review_on <= today + days ? "soon"
                                                 : "later";
}

static void put_scope(json_t *json, const HoldScope *scope) {
        const HoldScope all = HOLD_SCOPE_ALL, *s = scope ? scope : &all;
        json_t *where =
                s->column ? json_pack("{s:s, s:s?}", "column", s->column, "value", s->value) : json_null();
        json_auto_t *parts =
                json_pack("{s:s?, s:s?, s:s?, s:s?, s:o, s:o, s:o}", "entity", s->entity, "attribute",
                          s->attribute, "category", s->category, "service", s->service, "where", where,
                          "since", cli_json_date(s->since), "until", cli_json_date(s->until));
        json_object_update(json, parts);
}

json_t *hold_view_json(const Hold *hold, Date today, int days) {
        json_t *json = json_pack(
                "{s:I, s:s?, s:s?, s:s?, s:s, s:s?, s:s?, s:s, s:s?, s:s, s:o, s:o, s:s, s:s?, s:o, "
                "s:s?}",
                "hold", (json_int_t)hold->id, "register", hold->register_name, "rule", hold->rule, "subject",
                hold->key, "basis", hold_basis_to_string(hold->basis), "cite", hold_basis_cite(hold->basis),
                "reason", hold->reason, "owner", hold->owner, "evidence", hold->evidence, "set_by",
                hold->set_by, "set_on", cli_json_date(hold->set_on), "review_on",
                cli_json_date(hold->review_on), "review", hold_view_stage(hold, today, days), "released_by",
                hold->released_by, "released_on", cli_json_date(hold->released_on), "release_reason",
                hold->release_reason);
        /* Whoever may not know whose record it is must not take it for everybody's. */
        json_put(json, "one_record", json_boolean(hold->subject));
        json_put(json, "sealed", json_boolean(hold->sealed));
        put_scope(json, hold->scope);
        return json;
}

/* "; rows of service; of the category health". The value of a column is not shown: it may be about a person.
 */
static void print_scope(const HoldScope *s) {
        if (s->entity)
                printf(", rows of %s", s->entity);
        if (s->attribute)
                printf(", column %s", s->attribute);
        if (s->column)
                printf(", with a certain %s", s->column);
        if (s->category)
                printf(", category %s", s->category);
        if (s->service)
                printf(", service %s", s->service);
        if (s->since != DATE_NONE)
                printf(", from %s", DATE_TEXT(s->since));
        if (s->until != DATE_NONE)
                printf(", until %s", DATE_TEXT(s->until));
}

void hold_view_print(const Hold *hold, Date today, int days) {
        const char *cite = hold_basis_cite(hold->basis), *stage = hold_view_stage(hold, today, days);
        printf("Hold %lld: %s, %s, %s%s", (long long)hold->id,
               hold->register_name ? hold->register_name : "every register",
               hold->rule ? hold->rule : "every rule",
               hold->key       ? "record "
               : hold->subject ? "one record"
                               : "every record",
               hold->key ? hold->key : "");
        if (hold->scope)
                print_scope(hold->scope);
        printf(".\n        %s%s%s%s%s%s; owner %s; set on %s by %s.\n", hold_basis_to_string(hold->basis),
               cite ? " (" : "", cite ? cite : "", cite ? ")" : "", hold->reason ? ": " : "",
               hold->reason ? hold->reason : "", hold->owner, DATE_TEXT(hold->set_on), hold->set_by);
        if (hold->evidence)
                printf("        Evidence: %s.\n", hold->evidence);
        if (hold->sealed)
                printf("        What was written of it is sealed; --words shows it to officers.\n");
        if (hold->released_by)
                printf("        Released on %s by %s%s%s.\n", DATE_TEXT(hold->released_on), hold->released_by,
                       hold->release_reason ? ": " : "", hold->release_reason ? hold->release_reason : "");
        else
                printf("        To be reviewed on %s%s%s.\n", DATE_TEXT(hold->review_on),
                       str_eq(stage, "later") ? "" : ": ", str_eq(stage, "later") ? "" : stage);
}
