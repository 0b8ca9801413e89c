/* notices/record: who is written to, by what name, and where. Small registers as register_collect() gives
 * them; nothing but the row that a case is about differs from one in which a letter would go out. */
#include "notices/record.h"

#include "base/cleanup.h"
#include "base/text.h"
#include "check.h"

#include <string.h>

#define TODAY "2026-11-28"

static Attribute name_columns[] = {
        { .column = "g", .label = "given-names" },
        { .column = "f", .label = "family-name" },
        { .column = "k", .label = "name-kind" },
        { .column = "until" },
};
static Attribute address_columns[] = {
        { .column = "l1", .label = "address-line-1" },
        { .column = "l2", .label = "address-line-2" },
        { .column = "t", .label = "town" },
        { .column = "c", .label = "county" },
        { .column = "p", .label = "postcode" },
        { .column = "k", .label = "address-kind" },
};
static Attribute person_columns[] = {
        { .column = "ti", .label = "carer-title" },
        { .column = "g", .label = "carer-given-names" },
        { .column = "f", .label = "carer-family-name" },
        { .column = "lang", .label = "carer-language" },
};
static Attribute person_address_columns[] = {
        { .column = "l1", .label = "carer-address-line-1" },
        { .column = "t", .label = "carer-town" },
        { .column = "p", .label = "carer-postcode" },
};
static Attribute link_columns[] = {
        { .column = "pr", .label = "parental-responsibility" },
        { .column = "order", .label = "court-order" },
};
static Attribute agency_columns[] = { { .column = "n", .label = "source" } };
/* The map has lost the third. */
static Edge to_agency[] = { { .entity = "agency" }, { .entity = "agency" }, { .entity = "lost" } };
static Entity entities[] = {
        { .name = "child" },
        { .name = "name",
          .attributes = name_columns,
          .n_attributes = 4,
          .since = "since",
          .until = "until",
          .archived = "archived" },
        { .name = "address",
          .attributes = address_columns,
          .n_attributes = 6,
          .since = "since",
          .until = "until",
          .archived = "archived" },
        { .name = "person",
          .attributes = person_columns,
          .n_attributes = 4,
          .refers = to_agency,
          .n_refers = 3 },
        { .name = "person_address",
          .attributes = person_address_columns,
          .n_attributes = 3,
          .since = "since",
          .until = "until",
          .archived = "archived" },
        { .name = "link",
          .attributes = link_columns,
          .n_attributes = 2,
          .to = { .entity = "person" },
          .since = "since",
          .until = "until",
          .archived = "archived" },
        { .name = "agency", .attributes = agency_columns, .n_attributes = 1 },
};
static const DataMap map = { .entities = entities, .n_entities = ELEMENTS(entities) };

#define NAME(attributes)          "{\"attributes\": {" attributes "}}"
#define ADDRESS(attributes)       "{\"attributes\": {" attributes "}}"
#define LINK(person, attributes)  "{\"to\": \"" person "\", \"attributes\": {" attributes "}}"
#define LIVES(person, attributes) "{\"owner\": \"" person "\", \"attributes\": {" attributes "}}"
#define PERSON(key, attributes)                                                                              \
        "{\"key\": \"" key "\", \"names\": [null, \"a2\", \"x\"], \"attributes\": {" attributes "}}"
#define AGENCIES                                                                                             \
        "\"agency\": [{\"key\": \"a1\", \"attributes\": {\"n\": \"First\"}}, "                               \
        "{\"key\": \"a2\", \"attributes\": {\"n\": \"Second\"}}]"

static json_t *loaded; /* of the last case; freed by the next */

static Record read_as(Arena *arena, const char *rows) {
        static const SubjectFacts facts = { .key = "1" };
        Date on = DATE_NONE;
        Record record;
        json_decref(loaded);
        loaded = json_loads(arena_printf(arena, "{%s}", rows), 0, NULL);
        CHECK(loaded != NULL);
        date_parse(TODAY, &on);
        record = (Record){ .map = &map, .data = loaded, .facts = facts, .on = on };
        record_read(arena, &record);
        return record;
}

/* "1 High St|Anytown|ZZ99 3WZ" */
static const char *joined(Arena *arena, const PostalAddress *address) {
        const char *all = "";
        for (size_t i = 0; i < address->n; i++)
                all = arena_printf(arena, "%s%s%s", all, i ? "|" : "", address->lines[i]);
        return all;
}

static void the_name_is_the_one_in_law(void) {
        static const struct {
                const char *what, *rows, *name, *first;
        } cases[] = {
                { "one", NAME("\"g\": \"Ann Mary\", \"f\": \"Lee\", \"k\": \"legal\""), "Ann Mary Lee",
                  "Ann" },
                { "a family name alone", NAME("\"f\": \"Lee\", \"k\": \"legal\""), "Lee", "Lee" },
                { "a given name alone", NAME("\"g\": \"Ann\", \"f\": \"\", \"k\": \"legal\""), "Ann", "Ann" },
                { "a former one", NAME("\"g\": \"Ann\", \"k\": \"former\""), NULL, NULL },
                { "one without a kind", NAME("\"g\": \"Ann\""), "Ann", "Ann" },
                { "known as, then in law",
                  NAME("\"g\": \"Nan\", \"k\": \"known-as\"") "," NAME("\"g\": \"Ann\", \"k\": \"legal\""),
                  "Ann", "Ann" },
                { "in law, then known as",
                  NAME("\"g\": \"Ann\", \"k\": \"legal\"") "," NAME("\"g\": \"Nan\", \"k\": \"known-as\""),
                  "Ann", "Ann" },
                { "one that has ended", NAME("\"g\": \"Ann\", \"k\": \"legal\", \"until\": \"" TODAY "\""),
                  NULL, NULL },
                { "one that is archived",
                  NAME("\"g\": \"Ann\", \"k\": \"legal\", \"archived\": \"2020-01-01\""), NULL, NULL },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                check_group("name: %s", cases[i].what);
                Record r = read_as(arena, arena_printf(arena, "\"name\": [%s]", cases[i].rows));
                CHECK_STR(r.name, cases[i].name);
                CHECK_STR(r.first, cases[i].first);
        }
}

/* A row begins on its first day and has ended on its last. */
static const struct {
        const char *what, *when;
        bool current;
} times[] = {
        { "no days", "\"p\": \"ZZ99 3WZ\"", true },
        { "begun today", "\"since\": \"" TODAY "\"", true },
        { "begins tomorrow", "\"since\": \"2026-11-29\"", false },
        { "ends tomorrow", "\"until\": \"2026-11-29\"", true },
        { "ends today", "\"until\": \"" TODAY "\"", false },
        { "ended long ago", "\"since\": \"2001-01-01\", \"until\": \"2010-01-01\"", false },
        { "not archived", "\"archived\": null", true },
        { "archived", "\"archived\": \"2026-11-01\"", false },
};

static void a_letter_goes_where_the_child_lives_now(void) {
        static const struct {
                const char *what, *rows, *address;
        } cases[] = {
                { "every line in its order",
                  ADDRESS("\"p\": \"ZZ99 3WZ\", \"c\": \"Shire\", \"t\": \"Anytown\", \"l2\": \"Low\", "
                          "\"l1\": \"1 High St\", \"k\": "
                          "\"home\""),
                  "1 High St|Low|Anytown|Shire|ZZ99 3WZ" },
                { "no kind kept", ADDRESS("\"l1\": \"1 High St\""), "1 High St" },
                { "the last known", ADDRESS("\"l1\": \"1 High St\", \"k\": \"last-known\""), "" },
                { "the last known after the home",
                  ADDRESS("\"l1\": \"1 High St\", \"k\": \"home\"") "," ADDRESS(
                          "\"l1\": \"2 Old St\", \"k\": \"last-known\""),
                  "1 High St" },
                { "one that ended after the home",
                  ADDRESS("\"l1\": \"1 High St\", \"k\": \"home\"") "," ADDRESS(
                          "\"l1\": \"2 Old St\", \"k\": \"home\", \"until\": \"2026-01-01\""),
                  "1 High St" },
                { "one that ended, alone",
                  ADDRESS("\"l1\": \"2 Old St\", \"k\": \"home\", \"until\": \"2026-01-01\""), "" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                check_group("home: %s", cases[i].what);
                Record r = read_as(arena, arena_printf(arena, "\"address\": [%s]", cases[i].rows));
                CHECK_STR(joined(arena, &r.address), cases[i].address);
        }
        for (size_t i = 0; i < ELEMENTS(times); i++) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                check_group("home: %s", times[i].what);
                Record r = read_as(
                        arena,
                        arena_printf(arena, "\"address\": [{\"attributes\": {\"l1\": \"1 High St\", %s}}]",
                                     times[i].when));
                CHECK_INT(r.address.n > 0, times[i].current);
        }
}

#define ANN PERSON("7", "\"ti\": \"Ms\", \"g\": \"Ann\", \"f\": \"Lee\", \"lang\": \"cy\"")
#define BOB PERSON("8", "\"g\": \"Bob\"")

static void a_parent_is_who_is_responsible_now(void) {
        static const struct {
                const char *what, *links;
                int n;
                bool responsible, restricted;
        } cases[] = {
                { "responsible", LINK("7", "\"pr\": true"), 1, true, false },
                { "not responsible", LINK("7", "\"pr\": false"), 1, false, false },
                { "responsible, and no order", LINK("7", "\"pr\": true, \"order\": \"none\""), 1, true,
                  false },
                { "responsible, under an order", LINK("7", "\"pr\": true, \"order\": \"no-contact\""), 1,
                  true, true },
                { "two links, the order in the first",
                  LINK("7", "\"pr\": true, \"order\": \"no-contact\"") "," LINK("7", "\"pr\": false"), 1,
                  true, true },
                { "two links, the order in the second",
                  LINK("7", "\"pr\": false") "," LINK("7", "\"pr\": true, \"order\": \"no-contact\""), 1,
                  true, true },
                { "an order that has ended",
                  LINK("7", "\"pr\": true") "," LINK(
                          "7", "\"pr\": false, \"order\": \"no-contact\", \"until\": \"2020-01-01\""),
                  1, true, false },
                { "two people", LINK("7", "\"pr\": true") "," LINK("8", "\"pr\": true"), 2, true, false },
                { "a link that has ended", LINK("7", "\"pr\": true, \"until\": \"2020-01-01\""), 0, false,
                  false },
                { "a link to nobody", "{\"to\": null, \"attributes\": {\"pr\": true}}", 0, false, false },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                check_group("persons: %s", cases[i].what);
                Record r = read_as(arena, arena_printf(arena, "\"person\": [%s], \"link\": [%s], " AGENCIES,
                                                       ANN "," BOB, cases[i].links));
                CHECK_INT(r.n_persons, cases[i].n);
                if (r.n_persons) {
                        CHECK_STR(r.persons[0].key, "7");
                        CHECK_STR(r.persons[0].name, "Ms Ann Lee");
                        CHECK_STR(r.persons[0].language, "cy");
                        CHECK_STR(r.persons[0].source, "Second");
                        CHECK_INT(r.persons[0].responsible, cases[i].responsible);
                        CHECK_INT(r.persons[0].restricted, cases[i].restricted);
                }
                if (r.n_persons == 2)
                        CHECK_STR(r.persons[1].name, "Bob");
        }
}

static void a_parents_letter_goes_where_that_parent_lives_now(void) {
        static const struct {
                const char *what, *rows, *address;
        } cases[] = {
                { "theirs", LIVES("7", "\"l1\": \"1 High St\", \"t\": \"Anytown\", \"p\": \"ZZ99 3WZ\""),
                  "1 High St|Anytown|ZZ99 3WZ" },
                { "another's", LIVES("8", "\"l1\": \"1 High St\""), "" },
                { "theirs and then another's",
                  LIVES("7", "\"l1\": \"1 High St\"") "," LIVES("8", "\"l1\": \"2 Low St\""), "1 High St" },
                { "one that ended after it",
                  LIVES("7", "\"l1\": \"1 High St\"") "," LIVES(
                          "7", "\"l1\": \"2 Old St\", \"until\": \"2026-01-01\""),
                  "1 High St" },
                { "one that ended, alone", LIVES("7", "\"l1\": \"2 Old St\", \"until\": \"2026-01-01\""),
                  "" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                check_group("parent's home: %s", cases[i].what);
                Record r = read_as(arena,
                                   arena_printf(arena,
                                                "\"person\": [%s], \"link\": [%s], \"person_address\": [%s]",
                                                ANN, LINK("7", "\"pr\": true"), cases[i].rows));
                CHECK_INT(r.n_persons, 1);
                CHECK_STR(joined(arena, &r.persons[0].address), cases[i].address);
        }
}

static void a_row_may_have_several_sources(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        check_group("sources");
        read_as(arena, "\"person\": [{\"key\": \"7\", \"names\": [\"a1\", \"a2\"], \"attributes\": {}}, "
                       "{\"key\": \"8\", \"names\": "
                       "[\"a9\", null], \"attributes\": {}}], " AGENCIES);
        const Entity *person = data_map_entity(&map, "person");
        const json_t *both = record_row(loaded, person, "7"), *none = record_row(loaded, person, "8");
        CHECK_STR(record_source(&map, loaded, person, both, 0), "First");
        CHECK_STR(record_source(&map, loaded, person, both, 1), "Second");
        CHECK_STR(record_source(&map, loaded, person, both, 2), NULL);
        CHECK_STR(record_source(&map, loaded, person, none, 0), NULL);
        CHECK(record_row(loaded, person, "9") == NULL && record_row(loaded, person, NULL) == NULL);
}

/* A register without names, addresses or carers gives nobody to write to, and nothing breaks; one may keep
 * the name in the subject's own row. */
static void a_map_may_lack_most_of_it(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        static const DataMap bare = { .entities = entities, .n_entities = 1 };
        static const DataMap names = { .entities = entities + 1, .n_entities = 1 };
        static const SubjectFacts facts = { .key = "1" };
        Record r;
        check_group("bare maps");
        read_as(arena, "\"name\": [" NAME("\"g\": \"Ann\"") "]");
        r = (Record){ .map = &bare, .data = loaded, .facts = facts, .on = date_from_ymd(2026, 11, 28) };
        record_read(arena, &r);
        CHECK(!r.name && !r.address.n && !r.n_persons);
        r = (Record){ .map = &names, .data = loaded, .facts = facts, .on = date_from_ymd(2026, 11, 28) };
        record_read(arena, &r);
        CHECK_STR(r.name, "Ann");
}

int main(void) {
        the_name_is_the_one_in_law();
        a_letter_goes_where_the_child_lives_now();
        a_parent_is_who_is_responsible_now();
        a_parents_letter_goes_where_that_parent_lives_now();
        a_row_may_have_several_sources();
        a_map_may_lack_most_of_it();
        json_decref(loaded);
        return check_done();
}
