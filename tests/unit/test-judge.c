/* What a register holds beside what a source says. */
#include "accuracy/judge.h"
#include "agency/fhir-patient.h"
#include "base/text.h"
#include "check.h"

#include <string.h>

enum { GIVEN, FAMILY, BORN, DIED, GENDER, LINE_1, TOWN, POSTCODE, PRACTICE, N_COLUMNS };

static SourceAttribute confirms[N_COLUMNS] = {
        [GIVEN] = { "name", "given", SOURCE_FIELD_GIVEN_NAMES, SOURCE_POWER_MUST, "" },
        [FAMILY] = { "name", "family", SOURCE_FIELD_FAMILY_NAME, SOURCE_POWER_MUST, "" },
        [BORN] = { "child", "born", SOURCE_FIELD_BIRTH_DATE, SOURCE_POWER_MUST, "" },
        [DIED] = { "child", "died", SOURCE_FIELD_DEATH_DATE, SOURCE_POWER_MUST, "" },
        [GENDER] = { "child", "gender", SOURCE_FIELD_GENDER, SOURCE_POWER_MUST, "" },
        [LINE_1] = { "address", "line_1", SOURCE_FIELD_ADDRESS_LINE_1, SOURCE_POWER_MUST, "" },
        [TOWN] = { "address", "town", SOURCE_FIELD_TOWN, SOURCE_POWER_MUST, "" },
        [POSTCODE] = { "address", "postcode", SOURCE_FIELD_POSTCODE, SOURCE_POWER_MUST, "" },
        [PRACTICE] = { "practice", "code", SOURCE_FIELD_PRACTICE_CODE, SOURCE_POWER_MUST, "" },
};

static Attribute name_columns[] = { { .column = "given", .compare = COMPARE_NAME },
                                    { .column = "family", .compare = COMPARE_NAME } };
static Attribute child_columns[] = { { .column = "born", .compare = COMPARE_DATE },
                                     { .column = "died", .compare = COMPARE_DATE },
                                     { .column = "gender", .compare = COMPARE_GENDER } };
static Attribute address_columns[] = { { .column = "line_1", .compare = COMPARE_ADDRESS },
                                       { .column = "town", .compare = COMPARE_ADDRESS },
                                       { .column = "postcode", .compare = COMPARE_POSTCODE } };
static Entity entities[] = {
        { .name = "child", .attributes = child_columns, .n_attributes = 3 },
        { .name = "name", .attributes = name_columns, .n_attributes = 2 },
        { .name = "address", .attributes = address_columns, .n_attributes = 3 },
        { .name = "practice" },
};
static const DataMap map = { .entities = entities, .n_entities = 4 };
static const Source source = { .map = &map,
                               .lookup_entity = "child",
                               .lookup_column = "nhs",
                               .confirms = confirms,
                               .n_confirms = N_COLUMNS };

/* Places of the items of the plan: the lines of an address are one. */
enum { I_GIVEN, I_FAMILY, I_BORN, I_DIED, I_GENDER, I_LINES, I_POSTCODE, I_PRACTICE, N_ITEMS };

typedef struct Held {
        const char *entity;
        const char *values[N_COLUMNS];
} Held;

#define ROWS_MAX 4

static void judge(Arena *arena, const char *body, const Held *held, size_t n, Finding *findings) {
        JudgePlan plan;
        FhirPatient *patient = NULL;
        Told told;
        const char *why = "";
        WatchRow rows[ROWS_MAX];
        const WatchRow *pointers[ROWS_MAX];
        Date on;
        judge_plan(&source, arena, &plan);
        CHECK_INT(plan.n_items, N_ITEMS);
        CHECK_INT(fhir_patient_parse(arena, body, strlen(body), &patient, &why), 0);
        CHECK(date_parse("2026-11-22", &on));
        for (size_t i = 0; i < n; i++) {
                rows[i] = (WatchRow){ .key = "1", .entity = held[i].entity };
                rows[i].values = arena_memdup(arena, held[i].values, sizeof held[i].values);
                pointers[i] = &rows[i];
        }
        if (!patient)
                return;
        fhir_patient_tell(patient, on, arena, &told);
        judge_subject(&plan, &told, pointers, n, arena, findings);
}

#define PATIENT(members)    "{\"resourceType\":\"Patient\",\"id\":\"9000000009\"" members "}"
#define NAME(given, family) ",\"name\":[{\"use\":\"usual\",\"family\":\"" family "\",\"given\":[" given "]}]"
#define HOME                                                                                                 \
        "{\"use\":\"home\",\"line\":[\"1 Mill Lane\",\"Newtown\"],\"postalCode\":\"ZA1 1AA\","               \
        "\"period\":{\"start\":\"2024-01-01\"}}"
#define FORMER                                                                                               \
        "{\"use\":\"home\",\"line\":[\"7 Old Road\",\"Newtown\"],\"postalCode\":\"ZA9 9ZZ\","                \
        "\"period\":{\"start\":\"2010-01-01\",\"end\":\"2023-12-31\"}}"
#define BILLING    "{\"use\":\"billing\",\"line\":[\"PO Box 1\",\"Newtown\"],\"postalCode\":\"ZA2 2BB\"}"
#define RESTRICTED ",\"meta\":{\"security\":[{\"code\":\"R\"}]}"

static void test_table(Arena *arena) {
        static const struct {
                const char *what, *body;
                Held held;
                int item;
                FindingKind kind;
                const char *because;
        } cases[] = {
                { "the same",
                  PATIENT(",\"birthDate\":\"2012-03-05\""),
                  { "child", { [BORN] = "2012-03-05" } },
                  I_BORN,
                  FINDING_AGREES,
                  "agrees" },
                { "transposed",
                  PATIENT(",\"birthDate\":\"2012-05-03\""),
                  { "child", { [BORN] = "2012-03-05" } },
                  I_BORN,
                  FINDING_DIFFERS,
                  "differs" },
                { "the month only",
                  PATIENT(",\"birthDate\":\"2012-03\""),
                  { "child", { [BORN] = "2012-03-05" } },
                  I_BORN,
                  FINDING_AGREES,
                  "agrees-in-part" },
                { "another year only",
                  PATIENT(",\"birthDate\":\"2011\""),
                  { "child", { [BORN] = "2012-03-05" } },
                  I_BORN,
                  FINDING_DIFFERS,
                  "differs" },
                { "neither", PATIENT(""), { "child", { NULL } }, I_BORN, FINDING_NOTHING, "nothing-held" },
                { "not there",
                  PATIENT(""),
                  { "child", { [BORN] = "2012-03-05" } },
                  I_BORN,
                  FINDING_MISSING_THERE,
                  "missing-there" },
                { "not here",
                  PATIENT(",\"birthDate\":\"2012-03-05\""),
                  { "child", { NULL } },
                  I_BORN,
                  FINDING_MISSING_HERE,
                  "missing-here" },
                { "unknown gender says nothing",
                  PATIENT(",\"gender\":\"unknown\""),
                  { "child", { [GENDER] = "female" } },
                  I_GENDER,
                  FINDING_MISSING_THERE,
                  "missing-there" },
                { "living", PATIENT(""), { "child", { NULL } }, I_DIED, FINDING_NOTHING, "living" },
                { "dead there",
                  PATIENT(",\"deceasedDateTime\":\"2025-01-02\""),
                  { "child", { NULL } },
                  I_DIED,
                  FINDING_DECEASED,
                  "deceased" },
                { "dead here only",
                  PATIENT(""),
                  { "child", { [DIED] = "2025-01-02" } },
                  I_DIED,
                  FINDING_DIFFERS,
                  "living-there" },
                { "dead, day not told",
                  PATIENT(",\"deceasedBoolean\":true"),
                  { "child", { [DIED] = "2025-01-02" } },
                  I_DIED,
                  FINDING_AGREES,
                  "agrees-in-part" },
                { "dead in both, time told",
                  PATIENT(",\"deceasedDateTime\":\"2025-01-02T09:30:00+00:00\""),
                  { "child", { [DIED] = "2025-01-02" } },
                  I_DIED,
                  FINDING_AGREES,
                  "agrees" },
                { "several given names",
                  PATIENT(NAME("\"Tomos\",\"Rhys\"", "Wyn")),
                  { "name", { [GIVEN] = "Tomos Rhys", [FAMILY] = "Wyn" } },
                  I_GIVEN,
                  FINDING_AGREES,
                  "agrees" },
                { "one name, here as given",
                  PATIENT(NAME("", "Suresh")),
                  { "name", { [GIVEN] = "Suresh" } },
                  I_GIVEN,
                  FINDING_AGREES,
                  "agrees" },
                { "one name has no family name",
                  PATIENT(NAME("", "Suresh")),
                  { "name", { [GIVEN] = "Suresh" } },
                  I_FAMILY,
                  FINDING_NOTHING,
                  "one-name" },
                { "another one name",
                  PATIENT(NAME("", "Anjali")),
                  { "name", { [GIVEN] = "Suresh" } },
                  I_GIVEN,
                  FINDING_DIFFERS,
                  "differs" },
                { "a family name not held",
                  PATIENT(NAME("\"Suresh\"", "Rao")),
                  { "name", { [GIVEN] = "Suresh" } },
                  I_FAMILY,
                  FINDING_MISSING_HERE,
                  "missing-here" },
                { "lines closed up",
                  PATIENT(",\"address\":[" HOME "]"),
                  { "address", { [LINE_1] = "1 Mill Lane", [TOWN] = "Newtown", [POSTCODE] = "ZA1 1AA" } },
                  I_LINES,
                  FINDING_AGREES,
                  "agrees" },
                { "a former address",
                  PATIENT(",\"address\":[" HOME "," FORMER "]"),
                  { "address", { [LINE_1] = "7 Old Road", [TOWN] = "Newtown", [POSTCODE] = "ZA9 9ZZ" } },
                  I_LINES,
                  FINDING_DIFFERS,
                  "former-address" },
                { "home goes before where letters go",
                  PATIENT(",\"address\":[" BILLING "," HOME "]"),
                  { "address", { [LINE_1] = "1 Mill Lane", [TOWN] = "Newtown", [POSTCODE] = "ZA1 1AA" } },
                  I_POSTCODE,
                  FINDING_AGREES,
                  "agrees" },
                { "no home: where letters go",
                  PATIENT(",\"address\":[" BILLING "," FORMER "]"),
                  { "address", { [LINE_1] = "PO Box 1", [TOWN] = "Newtown", [POSTCODE] = "ZA2 2BB" } },
                  I_LINES,
                  FINDING_AGREES,
                  "agrees" },
                { "no known address here",
                  PATIENT(",\"address\":[" HOME "]"),
                  { "address", { NULL } },
                  I_LINES,
                  FINDING_MISSING_HERE,
                  "missing-here" },
                { "restricted: never missing",
                  PATIENT(RESTRICTED),
                  { "address", { [LINE_1] = "1 Mill Lane", [POSTCODE] = "ZA1 1AA" } },
                  I_LINES,
                  FINDING_WITHHELD,
                  "location-withheld" },
                { "restricted: nor is the practice",
                  PATIENT(RESTRICTED),
                  { "practice", { [PRACTICE] = "Z00001" } },
                  I_PRACTICE,
                  FINDING_WITHHELD,
                  "location-withheld" },
                { "restricted: other facts differ as ever",
                  PATIENT(RESTRICTED ",\"birthDate\":\"2012-05-03\""),
                  { "child", { [BORN] = "2012-03-05" } },
                  I_BORN,
                  FINDING_DIFFERS,
                  "differs" },
                { "restricted: a name may be left out",
                  PATIENT(RESTRICTED),
                  { "name", { [GIVEN] = "Nia", [FAMILY] = "Wyn" } },
                  I_FAMILY,
                  FINDING_WITHHELD,
                  "withheld" },
                { "a practice left behind confirms nothing",
                  PATIENT(",\"generalPractitioner\":[{\"identifier\":{\"value\":\"Z00002\",\"period\":"
                          "{\"start\":\"2010-01-01\",\"end\":\"2020-01-01\"}}}]"),
                  { "practice", { [PRACTICE] = "Z00001" } },
                  I_PRACTICE,
                  FINDING_MISSING_THERE,
                  "missing-there" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                Finding findings[N_ITEMS] = { 0 };
                check_group("%s", cases[i].what);
                judge(arena, cases[i].body, &cases[i].held, 1, findings);
                CHECK_INT(findings[cases[i].item].kind, cases[i].kind);
                CHECK_STR(findings[cases[i].item].because, cases[i].because);
        }
}

static void test_rows(Arena *arena) {
        static const Held two[] = {
                { "name", { [GIVEN] = "Natalie", [FAMILY] = "Wyn" } },
                { "name", { [GIVEN] = "Nat", [FAMILY] = "Wyn-Jones" } },
        };
        Finding findings[N_ITEMS] = { 0 };
        check_group("of a legal name and one it is known as, either may be the source's");
        judge(arena, PATIENT(NAME("\"Nat\"", "Wyn-Jones")), two, 2, findings);
        CHECK_INT(findings[I_GIVEN].kind, FINDING_AGREES);
        CHECK_INT(findings[I_FAMILY].kind, FINDING_AGREES);
        check_group("but not half of one and half of the other");
        judge(arena, PATIENT(NAME("\"Nat\"", "Wyn")), two, 2, findings);
        CHECK((findings[I_GIVEN].kind == FINDING_AGREES) != (findings[I_FAMILY].kind == FINDING_AGREES));
        check_group("no row at all");
        judge(arena, PATIENT(NAME("\"Nat\"", "Wyn")), NULL, 0, findings);
        CHECK_INT(findings[I_FAMILY].kind, FINDING_MISSING_HERE);
        CHECK_INT(findings[I_PRACTICE].kind, FINDING_NOTHING);
}

int main(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        test_table(arena);
        test_rows(arena);
        return check_done();
}
