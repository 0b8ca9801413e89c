/* requests/: what a report says of a value, and whether one that is withheld stands in it all the same. */
#include "base/cleanup.h"
#include "base/text.h"
#include "check.h"
#include "requests/leak.h"
#include "requests/left-out.h"

#include <stdlib.h>

static const char *months[] = { "January", "February", "March",     "April",   "May",      "June",
                                "July",    "August",   "September", "October", "November", "December" };
static const Language english = { .code = "en", .tag = "en-GB", .months = months };
static Entity entities[] = { { .name = "child" } };
static const DataMap map = { .entities = entities, .n_entities = 1 };
static Arena *arena;
static Labels *labels;

static Wording wording_of(const ReportSource *source) {
        return (Wording){ .source = source, .map = &map, .labels = labels, .arena = arena };
}

static void values_in_words(void) {
        static const struct {
                const char *label, *value, *want;
        } cases[] = {
                { "born", "2020-01-24", "24 January 2020" },
                { "seen", "2020-01-24T15:36:36+00:00", "24 January 2020, 15:36" },
                { "seen", "2020-01-24 15:36", "2020-01-24 15:36" }, /* not as we write it: as it is held */
                { "born", "2020-02-30", "2020-02-30" },
                { "any", "true", "Yes" },
                { "any", "not-specified", "Not specified" },
                { "any", "no-such-code-is-known", "no-such-code-is-known" },
                { "any", "True", "True" }, /* no code: a word that somebody wrote */
                { "any", "[\"true\",\"false\"]", "Yes, No" },
                { "any", "[\"true\",\"no-such-code\"]", "[\"true\",\"no-such-code\"]" },
                { "any", "[]", "[]" },
                { "any", "Si\xC3\xA2n O'Brien", "Si\xC3\xA2n O'Brien" },
        };
        const ReportSource source = { .language = &english };
        const Wording w = wording_of(&source);
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("value %s", cases[i].value);
                CHECK_STR(wording_worded(&w, cases[i].label, cases[i].value), cases[i].want);
        }
}

static void numbers_in_groups(void) {
        static const struct {
                const char *attribute, *label, *value, *want;
        } cases[] = {
                { "phone", "carer-phone", "07700900123", "07700 900123" },
                { "phone", "carer-phone", "+447700900123", "+44 7700 900123" },
                { "phone", "carer-phone", "01632960123", "01632 960123" },
                { "phone", "carer-phone", "0163296012", "01632 96012" },
                { "phone", "carer-phone", "02079460123", "020 7946 0123" },
                { "phone", "carer-phone", "01134960123", "0113 496 0123" },
                { "phone", "carer-phone", "01314960123", "0131 496 0123" },
                { "phone", "carer-phone", "03031231113", "0303 123 1113" },
                { "phone", "carer-phone", "0800123456", "0800 123456" },
                /* Written in groups already, of another country, or no number: as it is held. */
                { "phone", "carer-phone", "0770 0900 123", "0770 0900 123" },
                { "phone", "carer-phone", "07700900123 (mam)", "07700900123 (mam)" },
                { "phone", "carer-phone", "+33123456789", "+33123456789" },
                { "phone", "carer-phone", "0770090012", "0770090012" },
                { "phone", "carer-phone", "", "" },
                { "case_no", "number", "07700900123", "07700900123" },
                { "nhs_no", "nhs-number", "9434765919", "943 476 5919" },
                { "nhs_no", "nhs-number", "943-476-5919", "943-476-5919" },
                { "nhs_no", "nhs-number", "9434765918", "9434765918" },
                { "nhs_no", "pupil-number", "9434765919", "9434765919" },
                { "nhs_no", "nhs-number", "2020-01-24", "24 January 2020" },
        };
        static Attribute attributes[] = { { .column = "phone", .compare = COMPARE_PHONE },
                                          { .column = "case_no", .compare = COMPARE_IDENTIFIER },
                                          { .column = "nhs_no", .compare = COMPARE_IDENTIFIER } };
        static Entity child[] = {
                { .name = "child", .attributes = attributes, .n_attributes = ELEMENTS(attributes) }
        };
        static const DataMap with_numbers = { .entities = child, .n_entities = 1 };
        const ReportSource source = { .language = &english };
        Wording w = wording_of(&source);
        w.map = &with_numbers;
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                const DossierItem item = { .entity = "child",
                                           .attribute = cases[i].attribute,
                                           .label = cases[i].label };
                check_group("number %s %s", cases[i].label, cases[i].value);
                CHECK_STR(wording_of_item(&w, &item, cases[i].value), cases[i].want);
        }
}

static void names_of_items(void) {
        static const struct {
                const char *attribute, *label, *want;
        } cases[] = {
                { "family", "family-name", "Family name" },
                { "carer.family", "family-name", "Family name" },
                { "shoe_size", "", "Shoe size" },
                { "school.shoe-size", "", "Shoe size" },
                { "shoe_size", "no-such-label", "Shoe size" },
        };
        const ReportSource source = { .language = &english };
        const Wording w = wording_of(&source);
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                const DossierItem item = { .attribute = cases[i].attribute, .label = cases[i].label };
                check_group("item %s %s", cases[i].attribute, cases[i].label);
                CHECK_STR(wording_item(&w, &item), cases[i].want);
        }
        check_group("counts");
        CHECK_STR(wording_count(&w, "people", 1), "one person");
        CHECK_STR(wording_count(&w, "people", 12), "12 people");
}

static void what_goes_out(void) {
        const DossierItem plain = { .decision = DECISION_DISCLOSE, .value = "all" },
                          redacted = { .decision = DECISION_REDACT, .value = "all", .redacted = "some" };
        check_group("what goes out");
        CHECK(wording_is_disclosed(&plain));
        CHECK(wording_is_disclosed(&redacted));
        CHECK(!wording_is_disclosed(&(DossierItem){ .decision = DECISION_WITHHOLD }));
        CHECK(!wording_is_disclosed(&(DossierItem){ .decision = DECISION_UNDECIDED }));
        CHECK_STR(wording_value(&plain), "all");
        CHECK_STR(wording_value(&redacted), "some");
}

/* The number of the item that leaks. In every case item 1 is disclosed and item 2 is decided as said. */
static void leaks(void) {
        static const struct {
                const char *what, *disclosed, *withheld, *text;
                Decision decision;
                int64_t want;
        } cases[] = {
                { "it is not there", "Anna", "Gwen Price", "Anna lives here.", DECISION_WITHHOLD, 0 },
                { "it is there", "Anna", "Gwen Price", "Anna, by Gwen Price.", DECISION_WITHHOLD, 2 },
                { "undecided is not disclosed", "Anna", "Gwen Price", "by Gwen Price", DECISION_UNDECIDED,
                  2 },
                { "what was cut out stands there", "Anna", "Gwen Price", "by Gwen Price", DECISION_REDACT,
                  2 },
                { "at the end of the text", "Anna", "Price", "Gwen Price", DECISION_WITHHOLD, 2 },
                { "within another word", "Anna", "Price", "Priceless, and Caprices", DECISION_WITHHOLD, 0 },
                { "within a word of other letters", "Anna", "Pric", "Pric\xC3\xA9", DECISION_WITHHOLD, 0 },
                { "once within a word, once alone", "Anna", "Price", "Prices: Price", DECISION_WITHHOLD, 2 },
                { "said by what is disclosed", "Gwen Price", "Gwen Price", "Gwen Price", DECISION_WITHHOLD,
                  0 },
                { "said within what is disclosed", "Dr Price, Bala", "Price", "Price", DECISION_WITHHOLD, 0 },
                { "a word of the report's own", "Anna", "Your record", "Your record", DECISION_WITHHOLD, 0 },
                { "shorter than four letters", "Anna", "Bob", "Bob", DECISION_WITHHOLD, 0 },
                { "a code, which others share", "Anna", "health-visitor", "health-visitor", DECISION_WITHHOLD,
                  0 },
                { "a day, which others share", "Anna", "2020-01-24", "2020-01-24", DECISION_WITHHOLD, 0 },
                { "a list", "Anna", "[1,2]", "[1,2]", DECISION_WITHHOLD, 0 },
                { "a number", "Anna", "9434765919", "No. 9434765919.", DECISION_WITHHOLD, 2 },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                const DossierItem items[] = {
                        { .n = 1,
                          .attribute = "a",
                          .label = "",
                          .value = cases[i].disclosed,
                          .decision = DECISION_DISCLOSE },
                        { .n = 2,
                          .attribute = "b",
                          .label = "",
                          .value = cases[i].withheld,
                          .decision = cases[i].decision },
                };
                const ReportSource source = { .items = items, .n_items = 2, .language = &english };
                const Wording w = wording_of(&source);
                check_group("leak: %s", cases[i].what);
                CHECK_INT(leak_find(&w, cases[i].text, "Your record"), cases[i].want);
        }
}

/* What a person wrote in the place of a value may give it away, and is no excuse. */
static void a_slip_of_the_hand(void) {
        const DossierItem item = { .n = 7,
                                   .attribute = "a",
                                   .label = "",
                                   .value = "Gwen Price",
                                   .redacted = "the neighbour, Gwen Price",
                                   .decision = DECISION_REDACT };
        const ReportSource source = { .items = &item, .n_items = 1, .language = &english };
        const Wording w = wording_of(&source);
        check_group("a slip of the hand");
        CHECK_INT(leak_find(&w, item.redacted, ""), 7);
}

/* A number is withheld in whichever way it is written. */
static void a_number_in_groups(void) {
        const DossierItem item = { .n = 3,
                                   .attribute = "a",
                                   .label = "nhs-number",
                                   .value = "9434765919",
                                   .decision = DECISION_WITHHOLD };
        const ReportSource source = { .items = &item, .n_items = 1, .language = &english };
        const Wording w = wording_of(&source);
        check_group("a number in groups");
        CHECK_INT(leak_find(&w, "It is 943 476\n5919.", ""), 3);
        CHECK_INT(leak_find(&w, "It is 9434765919.", ""), 3);
        CHECK_INT(leak_find(&w, "It is 943 476 5918.", ""), 0);
}

int main(void) {
        arena = arena_new();
        Problems problems = PROBLEMS(arena);
        const Settings settings = { .data_dir = getenv("MUNIMENT_SOURCE") };
        labels = labels_open(&settings, &english, arena, &problems);
        check_group("labels");
        if (CHECK(labels != NULL)) {
                values_in_words();
                numbers_in_groups();
                names_of_items();
                what_goes_out();
                leaks();
                a_slip_of_the_hand();
                a_number_in_groups();
        }
        labels_close(labels);
        arena_free(arena);
        return check_done();
}
