/* model/exemption: what is proposed for an item and how a person may decide it, each case under its row. */
#include "base/text.h"
#include "check.h"
#include "model/exemption.h"

#include <string.h>

#define CHILD                                                                                                \
        { .item = "a", .category = "name", .about = ABOUT_SUBJECT, .column = "given_names" }
#define PLACE                                                                                                \
        {                                                                                                    \
                .item = "a", .category = "address", .about = ABOUT_SUBJECT, .column = "postcode",            \
                .compare = COMPARE_POSTCODE                                                                  \
        }
#define CARER                                                                                                \
        { .item = "c", .category = "carer", .about = ABOUT_CARER, .column = "family_name" }
#define DOOR                                                                                                 \
        {                                                                                                    \
                .item = "c", .category = "carer", .about = ABOUT_CARER, .column = "line_1",                  \
                .compare = COMPARE_ADDRESS                                                                   \
        }
#define WORKER                                                                                               \
        { .item = "f", .category = "professionals", .about = ABOUT_PRACTITIONER, .column = "family_name" }
#define STAFF                                                                                                \
        {                                                                                                    \
                .item = "system", .category = "system", .about = ABOUT_PRACTITIONER, .column = "login",      \
                .disclose = DISCLOSE_NEVER                                                                   \
        }
#define FLAG                                                                                                 \
        {                                                                                                    \
                .item = "system", .category = "system", .about = ABOUT_SYSTEM, .column = "shielded",         \
                .disclose = DISCLOSE_NEVER                                                                   \
        }
#define SCHOOL                                                                                               \
        { .item = "d", .category = "education", .about = ABOUT_SYSTEM, .column = "name" }
#define AGENCY                                                                                               \
        { .item = "system", .category = "record", .about = ABOUT_SYSTEM, .column = "name" }
#define NOTE                                                                                                 \
        { .item = "file", .category = "care", .about = ABOUT_SUBJECT, .column = "outcome" }
#define TELLER                                                                                               \
        { .item = "file", .category = "care", .about = ABOUT_INFORMANT, .column = "who" }

#define ALL  "england wales scotland northern-ireland"
#define EWNI "england wales northern-ireland"
#define SCOT "scotland"

typedef struct Case {
        const char *row, *nations, *what;
        Requester requester;
        DataClass class;
        Attribute attribute;
        Decision decision, proposed;
        const char *because;
        bool shielded, sensitive;
} Case;

#define D         DECISION_DISCLOSE
#define U         DECISION_UNDECIDED
#define W         DECISION_WITHHOLD
#define SUBJECT   REQUESTER_SUBJECT
#define PARENT    REQUESTER_PARENT
#define SOLICITOR REQUESTER_REPRESENTATIVE_OF_SUBJECT

static const Case cases[] = {
        { "O1", ALL, "a care leaver's name", SUBJECT, DATA_ORDINARY, CHILD, D, D, "own-data" },
        { "O1", ALL, "and address, of a child who is shielded", SUBJECT, DATA_SOCIAL_WORK, PLACE, D, D,
          "own-data", .shielded = true },
        { "O2", ALL, "the child's name, to a parent", PARENT, DATA_ORDINARY, CHILD, D, D, "for-child" },
        { "O2", ALL, "the address of a child who moved, to the father", PARENT, DATA_SOCIAL_WORK, PLACE, U, U,
          "review" },
        { "O2", ALL, "the school, to the father", PARENT, DATA_ORDINARY, SCHOOL, U, U, "review" },
        { "O3", ALL, "the agency it came from", PARENT, DATA_ORDINARY, AGENCY, D, D, "source" },
        { "O4", ALL, "who of the staff looked", SUBJECT, DATA_ORDINARY, STAFF, U, U, "access-log" },
        { "O5", ALL, "the shield, to the adult herself", SUBJECT, DATA_ORDINARY, FLAG, U, D, "own-data" },
        { "R3", ALL, "the shield, to a parent", PARENT, DATA_ORDINARY, FLAG, U, U, "review" },
        { "R1", ALL, "a shielded child's school, to a parent", PARENT, DATA_ORDINARY, SCHOOL, U, U,
          "shielded", .shielded = true },
        { "R1", ALL, "a shielded child's address, to a parent", PARENT, DATA_ORDINARY, PLACE, U, U,
          "shielded", .shielded = true },
        { "O2", ALL, "a shielded child's name, to a parent", PARENT, DATA_ORDINARY, CHILD, D, D, "for-child",
          .shielded = true },
        { "R1", ALL, "a shielded child's address, to her own solicitor", SOLICITOR, DATA_ORDINARY, PLACE, U,
          U, "shielded", .shielded = true },

        { "R1", ALL, "a shielded child's carer, to a parent", PARENT, DATA_ORDINARY, DOOR, U, W,
          "third-party", .shielded = true },
        { "T1", ALL, "a 16-year-old's parents' names", SUBJECT, DATA_ORDINARY, CARER, U, D, "reasonable" },
        { "T2", ALL, "an absent father's address", SUBJECT, DATA_ORDINARY, DOOR, U, W, "third-party" },
        { "T4", ALL, "the other parent, to a parent", PARENT, DATA_ORDINARY, CARER, U, W, "third-party" },
        { "T5", ALL, "the neighbour who reported it", SUBJECT, DATA_SOCIAL_WORK, TELLER, U, W,
          "third-party-source" },
        { "T6", ALL, "a GP in a health record is behind S2 first", SUBJECT, DATA_HEALTH, WORKER, U, D,
          "health-known" },
        { "T7", ALL, "a social worker", PARENT, DATA_SOCIAL_WORK, WORKER, D, D, "practitioner-social" },
        { "T8", ALL, "a class teacher", PARENT, DATA_EDUCATION, WORKER, D, D, "practitioner-education" },
        { "T9", ALL, "a health visitor in a register that is no health record", SUBJECT, DATA_ORDINARY,
          WORKER, U, D, "reasonable" },

        { "S2", ALL, "a referral, to the child", SUBJECT, DATA_HEALTH, NOTE, U, D, "health-known" },
        { "S2", ALL, "a referral, to a parent", PARENT, DATA_HEALTH, NOTE, U, U, "health-known" },
        { "S2", ALL, "S8: a sensitive service, to the solicitor of a 17-year-old", SOLICITOR,
          DATA_SOCIAL_WORK, NOTE, U, D, "health-known", .sensitive = true },
        { "S2", ALL, "S9: the clinic that was told in confidence, to a mother", PARENT, DATA_SOCIAL_WORK,
          NOTE, U, W, "expectations-given", .sensitive = true },
        { "S5", SCOT, "from the Reporter", SUBJECT, DATA_REPORTER, NOTE, U, U, "reporter-cleared" },
        { "O1", EWNI, "elsewhere there is no Reporter", SUBJECT, DATA_REPORTER, NOTE, D, D, "own-data" },

        { "C1", EWNI, "a strategy meeting, to a suspected father", PARENT, DATA_CHILD_ABUSE, NOTE, U, W,
          "child-abuse" },
        { "C2", SCOT, "the same in Edinburgh", PARENT, DATA_CHILD_ABUSE, NOTE, U, U, "serious-harm-social" },
        { "C3", ALL, "the same, to the care leaver of 24", SUBJECT, DATA_CHILD_ABUSE, NOTE, U, D,
          "own-data" },

        { "P1", ALL, "an adoption file", SUBJECT, DATA_ADOPTION, NOTE, U, W, "adoption" },
        { "P3", ALL, "protected information", SUBJECT, DATA_ADOPTION_S56, NOTE, U, W, "adoption-s56" },
        { "P5", ALL, "a parental order", SUBJECT, DATA_PARENTAL_ORDER, NOTE, U, W, "parental-order" },
        { "P6", ALL, "fertility treatment", SUBJECT, DATA_HFE, NOTE, U, W, "hfe" },
        { "P7", "england scotland northern-ireland", "a plan of special needs", SUBJECT, DATA_SEN_PLAN, NOTE,
          U, U, "sen-plan" },
        { "O1", "wales", "in Wales no enactment is named", SUBJECT, DATA_SEN_PLAN, NOTE, D, D, "own-data" },
        { "P8", SCOT, "for a hearing", SUBJECT, DATA_HEARING, NOTE, U, W, "hearing" },
        { "L1", ALL, "a letter of advice", SUBJECT, DATA_PRIVILEGED, NOTE, U, W, "privilege" },
        { "J2", ALL, "a council's copy of a guardian's report", SUBJECT, DATA_COURT, NOTE, U, U,
          "court-leave" },
};

static ItemFacts facts_of(const Case *c, Nation nation) {
        return (ItemFacts){ .nation = nation,
                            .requester = c->requester,
                            .minor = true,
                            .parent_barred = true,
                            .shielded = c->shielded,
                            .sensitive = c->sensitive,
                            .class = c->class,
                            .attribute = &c->attribute };
}

static void each_row_proposes_what_the_law_has(void) {
        static const Nation places[] = { NATION_ENGLAND, NATION_WALES, NATION_SCOTLAND,
                                         NATION_NORTHERN_IRELAND };
        for (size_t i = 0; i < ELEMENTS(cases); i++)
                for (size_t n = 0; n < ELEMENTS(places); n++) {
                        const Case *c = &cases[i];
                        bool here = strstr(c->nations, nation_to_string(places[n])) != NULL;
                        if (!here)
                                continue;
                        check_group("%s, %s: %s", c->row, nation_to_string(places[n]), c->what);
                        ItemFacts facts = facts_of(c, places[n]);
                        Exemption e = exemption_judge(&facts);
                        CHECK_STR(decision_to_string(e.decision), decision_to_string(c->decision));
                        CHECK_STR(decision_to_string(e.proposed), decision_to_string(c->proposed));
                        CHECK_STR(reason_code(e.because), c->because);
                        if (!str_eq(c->row, "T6"))
                                CHECK_STR(exemption_id(e.row), c->row);
                        CHECK(e.decision != DECISION_WITHHOLD);
                }
}

/* Each decision: allowed or not. */
static bool may(const ItemFacts *facts, Decision decision, DisclosureReason because, bool how,
                Finding opinion) {
        const DecisionRecord record = { decision, because, how, opinion };
        return exemption_refuses(facts, exemption_judge(facts).fired, &record) == NULL;
}

static void a_trigger_is_no_reason(void) {
        const Case place = { .requester = PARENT, .attribute = PLACE, .shielded = true };
        ItemFacts f = facts_of(&place, NATION_ENGLAND);
        check_group("section 0, R1, R2, O5: what has a person look withholds nothing");
        CHECK(!may(&f, W, REASON_SHIELDED, true, FINDING_NONE));
        CHECK(!may(&f, W, REASON_SENSITIVE_SERVICE, true, FINDING_NONE));
        CHECK(!may(&f, W, REASON_INTERNAL, true, FINDING_NONE) &&
              !may(&f, W, REASON_REVIEW, true, FINDING_NONE));
        CHECK(!may(&f, W, REASON_OWN_DATA, true, FINDING_NONE));
        CHECK(may(&f, D, REASON_FOR_CHILD, true, FINDING_NONE) &&
              !may(&f, D, REASON_FOR_CHILD, false, FINDING_NONE));
        CHECK(!may(&f, D, REASON_OWN_DATA, true, FINDING_NONE)); /* a parent is not whom it is about */
}

static void health_data_needs_more_than_a_person(void) {
        const Case note = { .requester = SUBJECT, .class = DATA_HEALTH, .attribute = NOTE };
        ItemFacts f = facts_of(&note, NATION_ENGLAND);
        check_group("S1");
        CHECK(!may(&f, W, REASON_HARM_HEALTH, true, FINDING_NONE) &&
              !may(&f, W, REASON_HARM_HEALTH, true, FINDING_NO));
        CHECK(may(&f, W, REASON_HARM_HEALTH, true, FINDING_YES) &&
              !may(&f, W, REASON_HARM_SOCIAL, true, FINDING_YES));
        check_group("S2");
        CHECK(!may(&f, D, REASON_OWN_DATA, true, FINDING_NONE) &&
              !may(&f, D, REASON_REASONABLE, true, FINDING_NO));
        CHECK(may(&f, D, REASON_HEALTH_CLEARED, false, FINDING_NO) &&
              !may(&f, D, REASON_HEALTH_CLEARED, true, FINDING_YES));
        CHECK(may(&f, D, REASON_HEALTH_KNOWN, true, FINDING_NONE) &&
              !may(&f, D, REASON_HEALTH_KNOWN, false, FINDING_NONE));
        CHECK(!may(&f, DECISION_REDACT, REASON_THIRD_PARTY, true, FINDING_NONE));
        check_group("S3: six months that end with the day of relying on it");
        Date relied = date_from_ymd(2026, 11, 28);
        CHECK(!opinion_counts(date_from_ymd(2026, 5, 28), relied) &&
              opinion_counts(date_from_ymd(2026, 5, 29), relied));
        CHECK(opinion_counts(relied, relied) && !opinion_counts(relied + 1, relied));
}

static void serious_harm_has_a_test_for_each_class(void) {
        const Case social = { .requester = PARENT, .class = DATA_SOCIAL_WORK, .attribute = NOTE },
                   school = { .requester = PARENT, .class = DATA_EDUCATION, .attribute = NOTE };
        ItemFacts s = facts_of(&social, NATION_ENGLAND), e = facts_of(&school, NATION_ENGLAND);
        check_group("S4");
        CHECK(may(&s, W, REASON_HARM_SOCIAL, true, FINDING_NONE) &&
              !may(&s, W, REASON_HARM_SOCIAL, false, FINDING_NONE));
        CHECK(!may(&s, W, REASON_HARM_EDUCATION, true, FINDING_NONE));
        check_group("S6");
        CHECK(may(&e, W, REASON_HARM_EDUCATION, true, FINDING_NONE) &&
              !may(&e, W, REASON_HARM_SOCIAL, true, FINDING_NONE));
        check_group("S5");
        const Case reporter = { .requester = SUBJECT, .class = DATA_REPORTER, .attribute = NOTE };
        ItemFacts r = facts_of(&reporter, NATION_SCOTLAND);
        CHECK(!may(&r, D, REASON_OWN_DATA, true, FINDING_NONE) &&
              may(&r, D, REASON_REPORTER_CLEARED, true, FINDING_NONE));
}

static void what_the_child_wants_counts_against_a_parent(void) {
        const Case social = { .requester = PARENT, .class = DATA_SOCIAL_WORK, .attribute = NOTE },
                   own = { .requester = SUBJECT, .class = DATA_SOCIAL_WORK, .attribute = NOTE },
                   plain = { .requester = PARENT, .class = DATA_ORDINARY, .attribute = PLACE };
        ItemFacts f = facts_of(&social, NATION_ENGLAND), s = facts_of(&own, NATION_ENGLAND),
                  p = facts_of(&plain, NATION_ENGLAND);
        check_group("E1 to E3");
        CHECK(may(&f, W, REASON_WISH, true, FINDING_NONE) &&
              may(&f, W, REASON_EXPECTATION_GIVEN, true, FINDING_NONE));
        CHECK(may(&f, W, REASON_EXPECTATION_EXAM, true, FINDING_NONE) &&
              !may(&s, W, REASON_WISH, true, FINDING_NONE));
        check_group("E5: a Scottish 16-year-old");
        f.parent_barred = false;
        CHECK(!may(&f, W, REASON_WISH, true, FINDING_NONE));
        check_group("E6: ordinary data");
        CHECK(!may(&p, W, REASON_WISH, true, FINDING_NONE));
}

static void child_abuse_data_is_kept_from_parents_alone(void) {
        const Case father = { .requester = PARENT, .class = DATA_CHILD_ABUSE, .attribute = NOTE },
                   herself = { .requester = SUBJECT, .class = DATA_CHILD_ABUSE, .attribute = NOTE };
        ItemFacts f = facts_of(&father, NATION_WALES), s = facts_of(&herself, NATION_WALES),
                  scot = facts_of(&father, NATION_SCOTLAND);
        check_group("C1");
        CHECK(may(&f, W, REASON_CHILD_ABUSE, true, FINDING_NONE) &&
              !may(&f, W, REASON_CHILD_ABUSE, false, FINDING_NONE));
        check_group("C2");
        CHECK(!may(&scot, W, REASON_CHILD_ABUSE, true, FINDING_NONE) &&
              may(&scot, W, REASON_HARM_SOCIAL, true, FINDING_NONE));
        check_group("C3");
        CHECK(!may(&s, W, REASON_CHILD_ABUSE, true, FINDING_NONE) &&
              may(&s, D, REASON_OWN_DATA, true, FINDING_NONE));
        check_group("P3");
        const Case protected = { .requester = SUBJECT, .class = DATA_ADOPTION_S56, .attribute = NOTE };
        ItemFacts p = facts_of(&protected, NATION_ENGLAND);
        CHECK(!may(&p, D, REASON_OWN_DATA, true, FINDING_NONE) &&
              may(&p, W, REASON_ADOPTION_S56, true, FINDING_NONE));
}

static void ids_are_read_back(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        check_group("ids");
        for (ExemptionRow row = 0; row < _ROW_MAX; row++) {
                CHECK(!str_empty(exemption_cite(row)) && !str_empty(exemption_text(row)));
                CHECK(exemption_has(exemption_ids(arena, UINT64_C(1) << row), row));
        }
        CHECK(exemption_covers("S2 R1", "S2") && !exemption_covers("S2", "S2 R1") &&
              exemption_covers("", "O1 T7"));
        CHECK(!exemption_covers("T10", "T1") && !exemption_has("T10", ROW_RELATION));
        for (DataClass class = 0; class < _DATA_CLASS_MAX; class ++) {
                DataClass back = _DATA_CLASS_MAX;
                CHECK(data_class_from_string(data_class_to_string(class), &back) && back == class);
        }
}

int main(void) {
        each_row_proposes_what_the_law_has();
        a_trigger_is_no_reason();
        health_data_needs_more_than_a_person();
        serious_harm_has_a_test_for_each_class();
        what_the_child_wants_counts_against_a_parent();
        child_abuse_data_is_kept_from_parents_alone();
        ids_are_read_back();
        return check_done();
}
