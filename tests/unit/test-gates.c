/* model/gates: who asks and for whom, each case under the row of the law that it tries. */
#include "base/text.h"
#include "check.h"
#include "model/gates.h"

#define EVERYWHERE "england", "wales", "scotland", "northern-ireland"

static Date day(const char *s) {
        Date date = DATE_NONE;
        if (s)
                CHECK(date_parse(s, &date));
        return date;
}

typedef struct Case {
        const char *row, *what; /* row: the gate that is shut, "" for none */
        const char *nations[5];
        Requester requester;
        const char *born, *today;
        Basis basis;
        const char *basis_on, *shown_on, *died;
        Finding understands, agrees;
        bool identity_awaited, concern, complaint;
} Case;

#define TODAY "2026-11-28"

static const Case cases[] = {
        { "", "an adult who is known", { EVERYWHERE }, REQUESTER_SUBJECT, "2000-01-01", TODAY },
        { "A0", "nobody said whose law", { NULL }, REQUESTER_SUBJECT, "2000-01-01", TODAY },
        { "A1",
          "identity is in doubt",
          { EVERYWHERE },
          REQUESTER_SUBJECT,
          "2000-01-01",
          TODAY,
          .identity_awaited = true },
        { "A1b", "a parent without any paper", { EVERYWHERE }, REQUESTER_PARENT, "2015-01-01", TODAY },
        { "A1b",
          "a reason that nothing shows",
          { EVERYWHERE },
          REQUESTER_PARENT,
          "2015-01-01",
          TODAY,
          .basis = BASIS_LACKS,
          .basis_on = TODAY },
        { "A1b",
          "a birth parent after the adoption, a stranger in law",
          { EVERYWHERE },
          REQUESTER_OTHER,
          "2015-01-01",
          TODAY,
          .basis = BASIS_CHILD,
          .basis_on = TODAY,
          .shown_on = TODAY },
        { "",
          "an appointee with the court's order",
          { EVERYWHERE },
          REQUESTER_COURT_APPOINTEE,
          "2000-01-01",
          TODAY,
          .basis = BASIS_COURT,
          .basis_on = TODAY,
          .shown_on = TODAY },

        /* A2: nothing is presumed in England, Wales and Northern Ireland; in Scotland from 12. */
        { "",
          "a child of 6 complains: nothing is given out for it (DPA 2018 s.164A)",
          { EVERYWHERE },
          REQUESTER_SUBJECT,
          "2020-01-01",
          TODAY,
          .complaint = true },
        { "A1b",
          "a parent complains without any paper",
          { EVERYWHERE },
          REQUESTER_PARENT,
          "2020-01-01",
          TODAY,
          .complaint = true },
        { "A2", "a child of 11 asks", { EVERYWHERE }, REQUESTER_SUBJECT, "2015-01-01", TODAY },
        { "A2",
          "a child of 15 asks",
          { "england", "wales", "northern-ireland" },
          REQUESTER_SUBJECT,
          "2011-01-01",
          TODAY },
        { "", "a child of 12 asks, on the birthday", { "scotland" }, REQUESTER_SUBJECT, "2014-11-28", TODAY },
        { "A2", "the day before", { "scotland" }, REQUESTER_SUBJECT, "2014-11-29", TODAY },
        { "",
          "a child of 11 who understands",
          { EVERYWHERE },
          REQUESTER_SUBJECT,
          "2015-01-01",
          TODAY,
          .understands = FINDING_YES },
        { "A2",
          "a child of 13 who was found not to understand",
          { EVERYWHERE },
          REQUESTER_SUBJECT,
          "2013-01-01",
          TODAY,
          .understands = FINDING_NO },
        { "",
          "then the parent's way is open",
          { EVERYWHERE },
          REQUESTER_PARENT,
          "2013-01-01",
          TODAY,
          .basis = BASIS_LACKS,
          .basis_on = TODAY,
          .shown_on = TODAY,
          .understands = FINDING_NO },

        /* A3: a parent uses the child's right, and the child who understands decides. */
        { "A2",
          "a parent asks, and nobody looked at the child",
          { "england", "wales", "northern-ireland" },
          REQUESTER_PARENT,
          "2011-01-01",
          TODAY,
          .basis = BASIS_INTERESTS,
          .basis_on = TODAY,
          .shown_on = TODAY },
        { "A3",
          "a parent asks, the child of 12 is presumed to understand",
          { "scotland" },
          REQUESTER_PARENT,
          "2014-01-01",
          TODAY,
          .basis = BASIS_CHILD,
          .basis_on = TODAY,
          .shown_on = TODAY },
        { "A3",
          "a parent asks, the child of 15 says no",
          { EVERYWHERE },
          REQUESTER_PARENT,
          "2011-01-01",
          TODAY,
          .basis = BASIS_INTERESTS,
          .basis_on = TODAY,
          .shown_on = TODAY,
          .understands = FINDING_YES,
          .agrees = FINDING_NO },
        { "",
          "a parent asks, the child of 15 agrees",
          { EVERYWHERE },
          REQUESTER_PARENT,
          "2011-01-01",
          TODAY,
          .basis = BASIS_CHILD,
          .basis_on = TODAY,
          .shown_on = TODAY,
          .understands = FINDING_YES,
          .agrees = FINDING_YES },
        { "A3",
          "the same of a parent's solicitor",
          { EVERYWHERE },
          REQUESTER_REPRESENTATIVE_OF_PARENT,
          "2011-01-01",
          TODAY,
          .basis = BASIS_CHILD,
          .basis_on = TODAY,
          .shown_on = TODAY,
          .understands = FINDING_YES },
        { "A3",
          "a child who does not understand authorises nobody",
          { EVERYWHERE },
          REQUESTER_PARENT,
          "2020-01-01",
          TODAY,
          .basis = BASIS_CHILD,
          .basis_on = TODAY,
          .shown_on = TODAY,
          .understands = FINDING_NO },
        /* E5: for a Scottish 16-year-old it is A3 that refuses the parent. */
        { "A3",
          "a parent asks of a 16-year-old",
          { "scotland" },
          REQUESTER_PARENT,
          "2010-06-01",
          TODAY,
          .basis = BASIS_CHILD,
          .basis_on = TODAY,
          .shown_on = TODAY,
          .agrees = FINDING_NO },

        /* A4: childhood ends meanwhile. */
        { "",
          "the day before the 18th birthday",
          { EVERYWHERE },
          REQUESTER_PARENT,
          "2008-11-29",
          TODAY,
          .basis = BASIS_CHILD,
          .basis_on = "2026-11-08",
          .shown_on = "2026-11-08",
          .understands = FINDING_YES,
          .agrees = FINDING_YES },
        { "A4",
          "on the birthday",
          { EVERYWHERE },
          REQUESTER_PARENT,
          "2008-11-28",
          TODAY,
          .basis = BASIS_CHILD,
          .basis_on = "2026-11-08",
          .shown_on = "2026-11-08",
          .understands = FINDING_YES,
          .agrees = FINDING_YES },
        { "",
          "the adult's own word, given as an adult",
          { EVERYWHERE },
          REQUESTER_PARENT,
          "2008-11-28",
          TODAY,
          .basis = BASIS_CHILD,
          .basis_on = TODAY,
          .shown_on = TODAY },
        { "A4", "a parent of an adult", { EVERYWHERE }, REQUESTER_PARENT, "2000-01-01", TODAY },
        { "A4",
          "where no birth date is kept, a parent by the child's interests",
          { EVERYWHERE },
          REQUESTER_PARENT,
          NULL,
          TODAY,
          .basis = BASIS_INTERESTS,
          .basis_on = TODAY,
          .shown_on = TODAY },

        /* A5 comes before whoever asks. */
        { "A5",
          "the subject has died",
          { EVERYWHERE },
          REQUESTER_PARENT,
          "2015-01-01",
          TODAY,
          .died = "2026-11-01" },
        { "A5",
          "the subject has died, a representative of nobody",
          { EVERYWHERE },
          REQUESTER_REPRESENTATIVE,
          "2015-01-01",
          TODAY,
          .died = TODAY },

        /* A6, A7: a person weighs it. */
        { "A6",
          "a non-molestation order against the parent",
          { EVERYWHERE },
          REQUESTER_PARENT,
          "2015-01-01",
          TODAY,
          .basis = BASIS_LACKS,
          .basis_on = TODAY,
          .shown_on = TODAY,
          .understands = FINDING_NO,
          .concern = true },

        /* A8: in the subject's shoes. */
        { "A8",
          "a representative of nobody knows whom",
          { EVERYWHERE },
          REQUESTER_REPRESENTATIVE,
          "2009-01-01",
          TODAY,
          .basis = BASIS_LEGAL,
          .basis_on = TODAY,
          .shown_on = TODAY },
        { "",
          "the solicitor of a 17-year-old who understands",
          { EVERYWHERE },
          REQUESTER_REPRESENTATIVE_OF_SUBJECT,
          "2009-01-01",
          TODAY,
          .basis = BASIS_LEGAL,
          .basis_on = TODAY,
          .shown_on = "2026-05-28",
          .understands = FINDING_YES },
        { "A8",
          "her authority is older than six months",
          { EVERYWHERE },
          REQUESTER_REPRESENTATIVE_OF_SUBJECT,
          "2009-01-01",
          TODAY,
          .basis = BASIS_LEGAL,
          .basis_on = TODAY,
          .shown_on = "2026-05-27",
          .understands = FINDING_YES },
        { "A2",
          "a solicitor of a child who cannot have told her anything",
          { EVERYWHERE },
          REQUESTER_REPRESENTATIVE_OF_SUBJECT,
          "2020-01-01",
          TODAY,
          .basis = BASIS_LEGAL,
          .basis_on = TODAY,
          .shown_on = TODAY,
          .understands = FINDING_NO },
};

static void try_case(const Case *c, const char *nation) {
        Nation of = NATION_UNSAID;
        CHECK(!nation || nation_from_string(nation, &of));
        const GateFacts facts = { .nation = of,
                                  .requester = c->requester,
                                  .today = day(c->today),
                                  .born = day(c->born),
                                  .died = day(c->died),
                                  .identity_awaited = c->identity_awaited,
                                  .basis = c->basis,
                                  .basis_on = day(c->basis_on),
                                  .shown_on = day(c->shown_on),
                                  .understands = c->understands,
                                  .agrees = c->agrees,
                                  .concern = c->concern,
                                  .complaint = c->complaint };
        check_group("%s, %s: %s", c->row, nation ? nation : "nowhere", c->what);
        GateRow row = gates_judge(&facts);
        CHECK_STR(row == _GATE_MAX ? "" : gate_id(row), c->row);
}

static void each_gate_is_shut_as_the_law_has_it(void) {
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                if (!cases[i].nations[0])
                        try_case(&cases[i], NULL);
                for (size_t n = 0; n < 5 && cases[i].nations[n]; n++)
                        try_case(&cases[i], cases[i].nations[n]);
        }
}

/* A3: best interests are a reason of England, Wales and Northern Ireland; each other reason has its
 * requesters. */
static void a_reason_fits_who_asks_and_where(void) {
        check_group("bases");
        CHECK(basis_allowed(BASIS_INTERESTS, NATION_ENGLAND, REQUESTER_PARENT));
        CHECK(basis_allowed(BASIS_INTERESTS, NATION_NORTHERN_IRELAND, REQUESTER_REPRESENTATIVE_OF_PARENT));
        CHECK(!basis_allowed(BASIS_INTERESTS, NATION_SCOTLAND, REQUESTER_PARENT));
        CHECK(!basis_allowed(BASIS_LEGAL, NATION_ENGLAND, REQUESTER_PARENT));
        CHECK(!basis_allowed(BASIS_LACKS, NATION_ENGLAND, REQUESTER_REPRESENTATIVE_OF_SUBJECT));
        CHECK(!basis_allowed(BASIS_LEGAL, NATION_ENGLAND, REQUESTER_COURT_APPOINTEE));
        CHECK(!basis_allowed(BASIS_CHILD, NATION_ENGLAND, REQUESTER_OTHER));
        CHECK(!basis_allowed(BASIS_LEGAL, NATION_ENGLAND, REQUESTER_REPRESENTATIVE));
}

static void words_are_read_back(void) {
        check_group("bases");
        for (Basis b = BASIS_NONE + 1; b < _BASIS_MAX; b++) {
                Basis back = BASIS_NONE;
                CHECK(basis_from_string(basis_to_string(b), &back) && back == b);
        }
        Basis untouched = BASIS_COURT;
        CHECK(!basis_from_string("because", &untouched) && !basis_from_string(NULL, &untouched));
        CHECK(untouched == BASIS_COURT && !basis_to_string(BASIS_NONE));
        CHECK(identity_evidence_known("passport") && !identity_evidence_known("court-order"));
        CHECK(authority_evidence_known("written-authority") && !authority_evidence_known(NULL));
        CHECK(concern_known("care-order") && !concern_known("passport"));
}

static void each_row_says_what_and_why(void) {
        for (GateRow row = 0; row < _GATE_MAX; row++) {
                check_group("%s", gate_id(row));
                CHECK(!str_empty(gate_cite(row)) && !str_empty(gate_text(row)));
                CHECK_INT(gate_code(row) != NULL, gate_verdict(row) == GATE_REFUSES);
                CHECK(!str_empty(gate_verdict_to_string(gate_verdict(row))));
        }
}

int main(void) {
        each_gate_is_shut_as_the_law_has_it();
        a_reason_fits_who_asks_and_where();
        words_are_read_back();
        each_row_says_what_and_why();
        return check_done();
}
