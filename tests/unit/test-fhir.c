/* What may be believed of an agency's answer. The bodies in tests/vectors/fhir carry the facts of the
 * public PDS specification's examples. */
#include "agency/fhir-patient.h"
#include "base/text.h"
#include "check.h"

#include <stdio.h>
#include <string.h>

static FhirPatient *parse(Arena *arena, const char *body, size_t n, int want) {
        FhirPatient *patient = NULL;
        const char *why = NULL;
        int r = fhir_patient_parse(arena, body, n, &patient, &why);
        CHECK_INT(r, want);
        CHECK((r == 0) == (why == NULL));
        return patient;
}

static FhirPatient *vector(Arena *arena, const char *name) {
        char *body = arena_alloc(arena, 65536);
        FILE *f = fopen(arena_printf(arena, "%s/tests/vectors/fhir/%s.json", getenv("MUNIMENT_SOURCE"), name),
                        "r");
        size_t n = f ? fread(body, 1, 65535, f) : 0;
        if (f)
                fclose(f);
        check_group("%s", name);
        FhirPatient *patient = parse(arena, body, n, 0);
        return patient ? patient : arena_new_of(arena, FhirPatient);
}

static Date day(const char *s) {
        Date date = DATE_NONE;
        CHECK(date_parse(s, &date));
        return date;
}

static void test_examples(Arena *arena) {
        const FhirPatient *p = vector(arena, "whole");
        CHECK_STR(p->id, "9000000009");
        CHECK_STR(p->version_id, "2");
        CHECK_STR(p->birth, "2010-10-22");
        CHECK_STR(p->died, "2010-10-22");
        CHECK_STR(p->gender, "female");
        CHECK_STR(p->gp, "Y12345");
        CHECK(p->deceased && !p->restricted);
        CHECK_INT(p->n_addresses, 2);
        CHECK_STR(p->addresses[0].lines[3], "Leeds");
        CHECK_STR(p->addresses[0].postcode, "LS1 6AE");
        check_group("a period that has ended: the usual name stays, the address does not");
        CHECK_STR(fhir_patient_name(p, day("2026-11-22"))->family, "Smith");
        CHECK(fhir_patient_home(p, day("2021-12-31")) == &p->addresses[0]);
        CHECK(fhir_patient_home(p, day("2022-01-01")) == NULL);
        CHECK(!fhir_period_covers(p->gp_period, day("2026-11-22")));

        p = vector(arena, "sensitive");
        CHECK(p->restricted);
        CHECK_INT(p->n_addresses, 0);
        CHECK_STR(p->gp, "");
        CHECK_STR(p->names[0].given[0], "Janet");

        p = vector(arena, "minimal");
        CHECK(!p->restricted && !p->deceased);
        CHECK_STR(p->birth, "");
        CHECK(fhir_patient_name(p, day("2026-11-22")) == NULL);
}

static void test_precedence(Arena *arena) {
        static const struct {
                const char *on, *name, *home, *letters;
        } cases[] = {
                { "2005-01-01", "Cedar", NULL, NULL }, /* before any: the open one ends last */
                { "2015-06-01", "Birch", "LS1 1AA", "LS1 1AA" },
                { "2022-12-31", "Cedar", "LS1 1AA", "LS1 1AA" },
                { "2023-01-01", "Cedar", "LS1 1AB", "LS1 1AB" },
                { "2024-10-01", "Cedar", "LS1 1AB", "LS1 1AD" },
                { "2025-02-01", "Cedar", "LS1 1AB", "LS1 1AE" },
                { "2025-04-01", "Cedar", "LS1 1AB", "LS1 1AD" },
                { "2025-08-01", "Cedar", "LS1 1AB", "LS1 1AB" },
        };
        const FhirPatient *p = vector(arena, "precedence");
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("precedence on %s", cases[i].on);
                Date on = day(cases[i].on);
                const FhirAddress *home = fhir_patient_home(p, on), *letters = fhir_patient_letters(p, on);
                CHECK_STR(fhir_patient_name(p, on)->family, cases[i].name);
                CHECK_STR(home ? home->postcode : NULL, cases[i].home);
                CHECK_STR(letters ? letters->postcode : NULL, cases[i].letters);
        }
}

#define BODY(members) "{\"resourceType\":\"Patient\",\"id\":\"9000000009\"" members "}"

static void test_refusals(Arena *arena) {
        static const struct {
                const char *what, *body;
                int want;
        } cases[] = {
                { "the least", BODY(""), 0 },
                { "an unknown member is left alone", BODY(",\"photo\":[1,{}]"), 0 },
                { "nothing", "", FHIR_E_NOT_JSON },
                { "cut short", "{\"resourceType\":\"Patient\"", FHIR_E_NOT_JSON },
                { "something after it", BODY("") "x", FHIR_E_NOT_JSON },
                { "a key twice", BODY(",\"gender\":\"male\",\"gender\":\"female\""), FHIR_E_NOT_JSON },
                { "a page of HTML", "<html></html>", FHIR_E_NOT_JSON },
                { "not UTF-8", BODY(",\"gender\":\"\xff\""), FHIR_E_NOT_JSON },
                { "a list", "[]", FHIR_E_NOT_FHIR },
                { "another resource", "{\"resourceType\":\"Bundle\",\"id\":\"9000000009\"}",
                  FHIR_E_NOT_FHIR },
                { "no type", "{\"id\":\"9000000009\"}", FHIR_E_NOT_FHIR },
                { "a number for a type", "{\"resourceType\":7,\"id\":\"9000000009\"}", FHIR_E_NOT_FHIR },
                { "no id", "{\"resourceType\":\"Patient\"}", FHIR_E_NOT_FHIR },
                { "a short id", "{\"resourceType\":\"Patient\",\"id\":\"900000000\"}", FHIR_E_NOT_FHIR },
                { "birthDate a number", BODY(",\"birthDate\":7"), FHIR_E_NOT_FHIR },
                { "no such day", BODY(",\"birthDate\":\"2010-02-30\""), FHIR_E_NOT_FHIR },
                { "a month of birth", BODY(",\"birthDate\":\"2010-10\""), 0 },
                { "a year of birth", BODY(",\"birthDate\":\"2010\""), 0 },
                { "a month 13", BODY(",\"birthDate\":\"2010-13\""), FHIR_E_NOT_FHIR },
                { "gender unheard of", BODY(",\"gender\":\"F\""), FHIR_E_NOT_FHIR },
                { "name an object", BODY(",\"name\":{\"use\":\"usual\"}"), FHIR_E_NOT_FHIR },
                { "name use unheard of", BODY(",\"name\":[{\"use\":\"bogus\"}]"), FHIR_E_NOT_FHIR },
                { "given a string", BODY(",\"name\":[{\"use\":\"usual\",\"given\":\"A\"}]"),
                  FHIR_E_NOT_FHIR },
                { "six given",
                  BODY(",\"name\":[{\"use\":\"usual\",\"given\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]}]"),
                  FHIR_E_NOT_FHIR },
                { "a null in a list", BODY(",\"address\":[null]"), FHIR_E_NOT_FHIR },
                { "a null line", BODY(",\"address\":[{\"use\":\"home\",\"line\":[null]}]"), FHIR_E_NOT_FHIR },
                { "period no object", BODY(",\"address\":[{\"use\":\"home\",\"period\":1}]"),
                  FHIR_E_NOT_FHIR },
                { "period no date", BODY(",\"address\":[{\"use\":\"home\",\"period\":{\"start\":\"x\"}}]"),
                  FHIR_E_NOT_FHIR },
                { "practice without a code", BODY(",\"generalPractitioner\":[{\"identifier\":{}}]"),
                  FHIR_E_NOT_FHIR },
                { "practice a string", BODY(",\"generalPractitioner\":[\"Y12345\"]"), FHIR_E_NOT_FHIR },
                { "security unheard of", BODY(",\"meta\":{\"security\":[{\"code\":\"X\"}]}"),
                  FHIR_E_NOT_FHIR },
                { "redacted", BODY(",\"meta\":{\"security\":[{\"code\":\"REDACTED\"}]}"), FHIR_E_NOT_FHIR },
                { "died on no day", BODY(",\"deceasedDateTime\":\"soon\""), FHIR_E_NOT_FHIR },
                { "dead, day unknown", BODY(",\"deceasedBoolean\":true"), 0 },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("%s", cases[i].what);
                parse(arena, cases[i].body, strlen(cases[i].body), cases[i].want);
        }
        check_group("a NUL inside");
        parse(arena, BODY("\0"), sizeof BODY("\0") - 1, FHIR_E_NOT_JSON);
        check_group("V is treated as restricted");
        const char *v = BODY(",\"meta\":{\"security\":[{\"code\":\"V\"}]}");
        CHECK(parse(arena, v, strlen(v), 0)->restricted);
}

static void test_depth(Arena *arena) {
        _cleanup_text_ Text deep = { 0 };
        text_append(&deep, BODY(",\"x\":"));
        deep.n--; /* the closing brace comes last */
        for (int i = 0; i < 200000; i++)
                text_append(&deep, "[");
        check_group("nested 200,000 deep");
        parse(arena, text_str(&deep), deep.n, FHIR_E_NOT_JSON);
        check_group("brackets inside a text are no nesting");
        const char *quoted = BODY(",\"x\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[[[[[\"");
        parse(arena, quoted, strlen(quoted), 0);
}

#define OUTCOME(code)                                                                                        \
        "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"value\","      \
        "\"details\":{\"coding\":[{\"code\":" code "}]}}]}"

static void test_outcomes(Arena *arena) {
        static const struct {
                const char *body, *want;
        } cases[] = {
                { OUTCOME("\"RESOURCE_NOT_FOUND\""), "RESOURCE_NOT_FOUND" },
                { OUTCOME("\"INVALIDATED_RESOURCE\""), "INVALIDATED_RESOURCE" },
                { OUTCOME("7"), "" },
                { OUTCOME("\"Jane Smith was not found\""), "" }, /* only what looks like a code is kept */
                { "{\"resourceType\":\"Patient\"}", "" },
                { "{\"resourceType\":\"OperationOutcome\",\"issue\":{}}", "" },
                { "[]", "" },
                { "not json", "" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("outcome %zu", i);
                CHECK_STR(fhir_outcome_code(arena, cases[i].body, strlen(cases[i].body)), cases[i].want);
        }
}

int main(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        test_examples(arena);
        test_precedence(arena);
        test_refusals(arena);
        test_depth(arena);
        test_outcomes(arena);
        return check_done();
}
