/* model/: the life of a request, and what policy discloses on its own. */
#include "base/text.h"
#include "check.h"
#include "model/disclosure.h"
#include "model/request-life.h"

static void a_request_moves_along_its_edges_only(void) {
        static const struct {
                RequestState from, to;
                bool may;
        } cases[] = {
                { REQUEST_RECEIVED, REQUEST_IDENTIFIED, true },
                { REQUEST_RECEIVED, REQUEST_COLLECTED, false },
                { REQUEST_IDENTIFIED, REQUEST_COLLECTED, true },
                { REQUEST_COLLECTED, REQUEST_APPROVED, false },
                { REQUEST_REVIEWED, REQUEST_APPROVED, true },
                { REQUEST_APPROVED, REQUEST_RELEASED, false },
                { REQUEST_RENDERED, REQUEST_RELEASED, true },
                { REQUEST_RELEASED, REQUEST_WITHDRAWN, false },
                { REQUEST_REFUSED, REQUEST_RECEIVED, false },
                { REQUEST_WITHDRAWN, REQUEST_IDENTIFIED, false },
                { REQUEST_APPROVED, REQUEST_REFUSED, false },
                { REQUEST_RELEASED, REQUEST_EXPIRED, true },
        };
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                check_group("%s to %s", request_state_to_string(cases[i].from),
                            request_state_to_string(cases[i].to));
                CHECK_INT(request_may_move(cases[i].from, cases[i].to) != NULL, cases[i].may);
        }
}

static void every_state_can_be_reached_and_read_back(void) {
        size_t n;
        const RequestEdge *edges = request_edges(&n);
        for (RequestState s = REQUEST_RECEIVED; s < _REQUEST_STATE_MAX; s++) {
                check_group("state %s", request_state_to_string(s));
                bool reached = s == REQUEST_RECEIVED;
                for (size_t i = 0; i < n; i++)
                        reached = reached || edges[i].to == s;
                CHECK(reached);
                RequestState back = _REQUEST_STATE_MAX;
                CHECK(request_state_from_string(request_state_to_string(s), &back) && back == s);
        }
        RequestState untouched = REQUEST_RELEASED;
        CHECK(!request_state_from_string("lost", &untouched) && untouched == REQUEST_RELEASED);
}

/* Who asks, what the row and the value are, and what policy then does on its own. */
static void disclosure_protects_before_it_discloses(void) {
        static const struct {
                const char *name;
                DisclosureCase c;
                Attribute attribute;
                Decision decision;
                DisclosureReason because;
        } cases[] = {
                { "a child's own name",
                  { REQUESTER_SUBJECT, false, false },
                  { .item = "a", .category = "name", .about = ABOUT_SUBJECT, .disclose = DISCLOSE_FREELY },
                  DECISION_DISCLOSE,
                  REASON_OWN_DATA },
                { "a parent's telephone, to the child",
                  { REQUESTER_SUBJECT, false, false },
                  { .item = "c", .category = "contact", .about = ABOUT_CARER, .disclose = DISCLOSE_FREELY },
                  DECISION_WITHHOLD,
                  REASON_THIRD_PARTY },
                { "a parent's telephone marked for review",
                  { REQUESTER_SUBJECT, false, false },
                  { .item = "c", .category = "contact", .about = ABOUT_CARER, .disclose = DISCLOSE_REVIEW },
                  DECISION_WITHHOLD,
                  REASON_THIRD_PARTY },
                { "a health visitor's name",
                  { REQUESTER_SUBJECT, false, false },
                  { .item = "f",
                    .category = "practitioner",
                    .about = ABOUT_PRACTITIONER,
                    .disclose = DISCLOSE_FREELY },
                  DECISION_DISCLOSE,
                  REASON_PRACTITIONER },
                { "what the map keeps for review",
                  { REQUESTER_SUBJECT, false, false },
                  { .item = "g", .category = "concern", .about = ABOUT_SUBJECT, .disclose = DISCLOSE_REVIEW },
                  DECISION_UNDECIDED,
                  REASON_REVIEW },
                { "a key of the register",
                  { REQUESTER_SUBJECT, false, false },
                  { .item = "system",
                    .category = "system",
                    .about = ABOUT_SYSTEM,
                    .disclose = DISCLOSE_NEVER },
                  DECISION_WITHHOLD,
                  REASON_INTERNAL },
                { "a sensitive service, to the subject",
                  { REQUESTER_SUBJECT, false, true },
                  { .item = "f", .category = "service", .about = ABOUT_SUBJECT, .disclose = DISCLOSE_FREELY },
                  DECISION_UNDECIDED,
                  REASON_REVIEW },
                { "a sensitive service, to a parent",
                  { REQUESTER_PARENT, false, true },
                  { .item = "f", .category = "service", .about = ABOUT_SUBJECT, .disclose = DISCLOSE_FREELY },
                  DECISION_WITHHOLD,
                  REASON_SENSITIVE_SERVICE },
                { "a shielded child's address, to a parent",
                  { REQUESTER_PARENT, true, false },
                  { .item = "a", .category = "address", .about = ABOUT_SUBJECT, .disclose = DISCLOSE_FREELY },
                  DECISION_WITHHOLD,
                  REASON_SHIELDED },
                { "a shielded child's school, to a parent",
                  { REQUESTER_PARENT, true, false },
                  { .item = "d",
                    .category = "education",
                    .about = ABOUT_SUBJECT,
                    .disclose = DISCLOSE_FREELY },
                  DECISION_WITHHOLD,
                  REASON_SHIELDED },
                { "a shielded child's name, to a parent",
                  { REQUESTER_PARENT, true, false },
                  { .item = "a", .category = "name", .about = ABOUT_SUBJECT, .disclose = DISCLOSE_FREELY },
                  DECISION_DISCLOSE,
                  REASON_OWN_DATA },
                { "a shielded child's address, to the child",
                  { REQUESTER_SUBJECT, true, false },
                  { .item = "a", .category = "address", .about = ABOUT_SUBJECT, .disclose = DISCLOSE_FREELY },
                  DECISION_DISCLOSE,
                  REASON_OWN_DATA },
        };
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                check_group("%s", cases[i].name);
                Disclosure d = disclosure_decide(&cases[i].c, &cases[i].attribute);
                CHECK_STR(decision_to_string(d.decision), decision_to_string(cases[i].decision));
                CHECK_STR(reason_code(d.because), reason_code(cases[i].because));
        }
}

/* An answer must not reveal that something is hidden. */
static void reasons_that_protect_are_not_hinted_at(void) {
        static const DisclosureReason silent[] = { REASON_SENSITIVE_SERVICE, REASON_SHIELDED,
                                                   REASON_SERIOUS_HARM, REASON_CHILD_ABUSE };
        for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
                check_group("reason %s", reason_code(silent[i]));
                CHECK(!reason_is_told(silent[i]));
        }
        check_group("reasons");
        CHECK(reason_is_told(REASON_THIRD_PARTY));
        for (DisclosureReason r = 0; r < _REASON_MAX; r++) {
                DisclosureReason back = _REASON_MAX;
                CHECK(reason_from_code(reason_code(r), &back) && back == r);
                CHECK(!str_empty(reason_cite(r)) && !str_empty(reason_text(r)));
        }
}

int main(void) {
        a_request_moves_along_its_edges_only();
        every_state_can_be_reached_and_read_back();
        disclosure_protects_before_it_discloses();
        reasons_that_protect_are_not_hinted_at();
        return check_done();
}
