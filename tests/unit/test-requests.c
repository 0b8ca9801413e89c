/* model/: the life of a request, and what policy discloses on its own. */
#include "base/text.h"
#include "check.h"
#include "model/audience.h"
#include "model/disclosure.h"
#include "model/entry-kind.h"
#include "model/lives/request.h"
#include "model/reference.h"

#include <stdio.h>

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
                CHECK_INT(request_may_move(REQUEST_ACCESS, cases[i].from, cases[i].to) != NULL, cases[i].may);
        }
}

/* Each right has its own steps: none of another's. */
static void a_right_goes_its_own_way(void) {
        static const struct {
                RequestKind kind;
                RequestState from, to;
                bool may;
        } cases[] = {
                { REQUEST_ACCESS, REQUEST_IDENTIFIED, REQUEST_DECIDED, false },
                { REQUEST_COMPLAINT, REQUEST_IDENTIFIED, REQUEST_COLLECTED, false },
                { REQUEST_COMPLAINT, REQUEST_RECEIVED, REQUEST_DECIDED, false },
                { REQUEST_COMPLAINT, REQUEST_IDENTIFIED, REQUEST_DECIDED, true },
                { REQUEST_COMPLAINT, REQUEST_DECIDED, REQUEST_CARRIED_OUT, false },
                { REQUEST_COMPLAINT, REQUEST_DECIDED, REQUEST_ANSWERED, true },
                { REQUEST_COMPLAINT, REQUEST_DECIDED, REQUEST_REFUSED, false },
                { REQUEST_RECTIFICATION, REQUEST_DECIDED, REQUEST_IDENTIFIED, true },
                { REQUEST_RECTIFICATION, REQUEST_DECIDED, REQUEST_ANSWERED, false },
                { REQUEST_RECTIFICATION, REQUEST_CARRIED_OUT, REQUEST_ANSWERED, true },
                { REQUEST_ERASURE, REQUEST_DECIDED, REQUEST_IDENTIFIED, false },
                { REQUEST_OBJECTION, REQUEST_DECIDED, REQUEST_CARRIED_OUT, true },
                { REQUEST_PORTABILITY, REQUEST_CARRIED_OUT, REQUEST_REFUSED, false },
                { REQUEST_RESTRICTION, REQUEST_CARRIED_OUT, REQUEST_WITHDRAWN, false },
        };
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                check_group("%s: %s to %s", request_kind_to_string(cases[i].kind),
                            request_state_to_string(cases[i].from), request_state_to_string(cases[i].to));
                CHECK_INT(request_may_move(cases[i].kind, cases[i].from, cases[i].to) != NULL, cases[i].may);
        }
        for (RequestKind kind = 0; kind < _REQUEST_KIND_MAX; kind++)
                for (RightOutcome outcome = 0; outcome < _OUTCOME_MAX; outcome++) {
                        check_group("%s: %s", request_kind_to_string(kind), right_outcome_to_string(outcome));
                        CHECK_INT(right_outcome_of(kind, outcome),
                                  kind == REQUEST_COMPLAINT
                                          ? outcome < OUTCOME_GRANTED
                                          : kind != REQUEST_ACCESS && outcome >= OUTCOME_GRANTED);
                }
}

/* ISO 7064 MOD 11-2: every wrong digit and every two neighbours changed about. */
static void a_reference_tells_a_slip(void) {
        static const int64_t numbers[] = { 1, 7, 10, 24, 1024, 99999, 123456789012 };
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char *read;
        CHECK_STR(reference_write(2026, 7, arena), "R-2026-7-4");
        CHECK_STR(reference_write(2026, 4, arena), "R-2026-4-X");
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
                const char *right = reference_write(2026, numbers[i], arena);
                check_group("%s", right);
                CHECK(reference_read(right, arena, &read) && str_eq(read, right));
                for (size_t at = 2; right[at]; at++) {
                        char *wrong = arena_strdup(arena, right);
                        for (char c = '0'; right[at] != '-' && c <= '9'; c++) {
                                wrong[at] = c;
                                CHECK(c == right[at] || !reference_read(wrong, arena, &read));
                        }
                        wrong[at] = right[at + 1];
                        if (char_is_digit(right[at]) && char_is_digit(right[at + 1]) &&
                            right[at] != right[at + 1]) {
                                wrong[at + 1] = right[at];
                                CHECK(!reference_read(wrong, arena, &read));
                        }
                }
        }
}

static void references_of_before_and_in_small_letters_are_read(void) {
        static const char *const none[] = { "",          "R-",          "R-26-1",      "R-2026-",
                                            "R-2026-1-", "R-2026-7-4 ", "R-2026-7-44", "R-2026-x",
                                            "2026-1",    "R 2026 1",    "R-2026-1-0" };
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char *read = NULL;
        CHECK(reference_read("R-2026-1", arena, &read) && str_eq(read, "R-2026-1"));
        CHECK(reference_read("r-2026-4-x", arena, &read) && str_eq(read, "R-2026-4-X"));
        for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
                check_group("\"%s\"", none[i]);
                CHECK(!reference_read(none[i], arena, &read));
        }
}

static void every_state_can_be_reached_and_read_back(void) {
        for (RequestState s = REQUEST_RECEIVED; s < _REQUEST_STATE_MAX; s++) {
                check_group("state %s", request_state_to_string(s));
                bool reached = s == REQUEST_RECEIVED;
                for (RequestKind kind = 0; kind < _REQUEST_KIND_MAX; kind++)
                        for (size_t i = 0; i < life_of_request(kind)->n_edges; i++)
                                reached = reached || life_of_request(kind)->edges[i].to == (int)s;
                CHECK(reached);
                RequestState back = _REQUEST_STATE_MAX;
                CHECK(request_state_from_string(request_state_to_string(s), &back) && back == s);
        }
        RequestState untouched = REQUEST_RELEASED;
        CHECK(!request_state_from_string("lost", &untouched) && untouched == REQUEST_RELEASED);
}

/* An answer must not reveal that something is hidden. */
static void reasons_that_protect_are_not_hinted_at(void) {
        static const DisclosureReason silent[] = {
                REASON_SENSITIVE_SERVICE, REASON_SHIELDED, REASON_HARM_HEALTH,
                REASON_HARM_SOCIAL,       REASON_WISH,     REASON_EXPECTATION_GIVEN,
                REASON_CHILD_ABUSE,       REASON_ADOPTION, REASON_SOURCE_PERSON
        };
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

/* They stand in the database, in answers and in what people type. */
static void words_are_what_they_were(void) {
        static const char *const decisions[_DECISION_MAX] = { "undecided", "disclose", "withhold", "redact" };
        static const char *const abouts[_ABOUT_MAX] = { "subject", "carer", "practitioner", "informant",
                                                        "system" };
        check_group("words");
        for (Decision d = 0; d < _DECISION_MAX; d++)
                CHECK_STR(decision_to_string(d), decisions[d]);
        for (About a = 0; a < _ABOUT_MAX; a++)
                CHECK_STR(about_to_string(a), abouts[a]);
}

static void words_are_read_back(void) {
        check_group("words");
        for (Decision d = 0; d < _DECISION_MAX; d++) {
                Decision back = _DECISION_MAX;
                CHECK(decision_from_string(decision_to_string(d), &back) && back == d);
        }
        for (Requester r = 0; r < _REQUESTER_MAX; r++) {
                Requester back = _REQUESTER_MAX;
                CHECK(requester_from_string(requester_to_string(r), &back) && back == r);
        }
        Decision decision = DECISION_REDACT;
        Requester requester = REQUESTER_PARENT;
        DisclosureReason reason = REASON_CONSENT;
        CHECK(!decision_from_string("publish", &decision) && decision == DECISION_REDACT);
        CHECK(!requester_from_string("neighbour", &requester) && requester == REQUESTER_PARENT);
        CHECK(!reason_from_code("because", &reason) && reason == REASON_CONSENT);
        CHECK(!request_state_is_final(REQUEST_RENDERED) && request_state_is_final(REQUEST_RELEASED));
        CHECK(request_state_is_final(REQUEST_WITHDRAWN));
}

/* The bands of the Children's code; a band begins with the birthday itself. */
static void texts_are_for_an_age(void) {
        static const struct {
                const char *born, *on, *audience;
        } cases[] = {
                { "2026-12-01", "2026-11-22", "child-0-5" },   { "2020-11-23", "2026-11-22", "child-0-5" },
                { "2020-11-22", "2026-11-22", "child-6-9" },   { "2016-11-22", "2026-11-22", "child-10-12" },
                { "2013-11-23", "2026-11-22", "child-10-12" }, { "2013-11-22", "2026-11-22", "child-13-15" },
                { "2010-11-23", "2026-11-22", "child-13-15" }, { "2010-11-22", "2026-11-22", "child-16-17" },
                { "2008-11-23", "2026-11-22", "child-16-17" }, { "2008-11-22", "2026-11-22", "adult" },
                { "2008-02-29", "2026-02-28", "child-16-17" }, { "2008-02-29", "2026-03-01", "adult" },
        };
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                Date born = DATE_NONE, on = DATE_NONE;
                check_group("born %s, on %s", cases[i].born, cases[i].on);
                CHECK(date_parse(cases[i].born, &born) && date_parse(cases[i].on, &on));
                CHECK_STR(audience_to_string(audience_of_age(born, on)), cases[i].audience);
        }
        check_group("audiences");
        for (Audience a = 0; a < _AUDIENCE_MAX; a++) {
                Audience back = _AUDIENCE_MAX;
                CHECK(audience_from_string(audience_to_string(a), &back) && back == a);
        }
        Audience untouched = AUDIENCE_PARENT;
        CHECK(!audience_from_string("child-7", &untouched) && untouched == AUDIENCE_PARENT);
}

/* UK GDPR Art 14(3)(a): within a month of obtaining, and never later for a weekend. */
static void people_are_told_within_a_month(void) {
        check_group("notice due");
        CHECK_STR(DATE_TEXT(notice_due(date_from_ymd(2026, 10, 22))), "2026-11-22");
        CHECK_STR(DATE_TEXT(notice_due(date_from_ymd(2026, 1, 31))), "2026-02-28");
}

static void each_event_leaves_the_entry_of_its_name(void) {
        for (RequestEventKind event = 0; event < _REQUEST_EVENT_MAX; event++) {
                char entry[64];
                snprintf(entry, sizeof entry, "request-%s", request_event_to_string(event));
                CHECK_STR(entry_kind_to_string(entry_of_request_event(event)), entry);
        }
}

int main(void) {
        a_request_moves_along_its_edges_only();
        a_right_goes_its_own_way();
        every_state_can_be_reached_and_read_back();
        a_reference_tells_a_slip();
        references_of_before_and_in_small_letters_are_read();
        reasons_that_protect_are_not_hinted_at();
        words_are_what_they_were();
        words_are_read_back();
        each_event_leaves_the_entry_of_its_name();
        texts_are_for_an_age();
        people_are_told_within_a_month();
        return check_done();
}
