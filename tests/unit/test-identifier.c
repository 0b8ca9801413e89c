/* Identifiers: every published rule, the vectors, and that one mistyped digit is found. */
#include "base/text.h"
#include "check.h"
#include "model/identifier.h"

#include <stdio.h>
#include <string.h>

static const struct {
        IdentifierKind kind;
        const char *value;
        bool valid;
        IdentifierClass class;
        const char *formatted;
} cases[] = {
        /* NHS numbers: ranges of the home nations; the check digit 10 is never issued */
        { IDENTIFIER_NHS, "943 476 5919", true, IDENTIFIER_ORDINARY, "943 476 5919" },
        { IDENTIFIER_NHS, "943-476-5919", true, IDENTIFIER_ORDINARY, "943 476 5919" },
        { IDENTIFIER_NHS, "9990000018", true, IDENTIFIER_TEST_RANGE, "999 000 0018" },
        { IDENTIFIER_NHS, "0000000000", false, 0, "" },
        { IDENTIFIER_NHS, "943476591", false, 0, "" },
        { IDENTIFIER_NHS, "94347659190", false, 0, "" },
        { IDENTIFIER_NHS, "94347659l9", false, 0, "" },
        { IDENTIFIER_NHS, "5000000000", false, 0, "" },
        { IDENTIFIER_NHS, "", false, 0, "" },
        /* UPN: the alphabet has no I, O, S */
        { IDENTIFIER_UPN, "H801200001001", true, IDENTIFIER_ORDINARY, "H801200001001" },
        { IDENTIFIER_UPN, "h801200001001", true, IDENTIFIER_ORDINARY, "H801200001001" },
        { IDENTIFIER_UPN, "N20411610000A", true, IDENTIFIER_TEMPORARY, "N20411610000A" },
        { IDENTIFIER_UPN, "A801200001001", false, 0, "" },
        { IDENTIFIER_UPN, "I801200001001", false, 0, "" },
        { IDENTIFIER_UPN, "N20411610000O", false, 0, "" },
        { IDENTIFIER_UPN, "N2041161000A0", false, 0, "" },
        { IDENTIFIER_UPN, "UN1", false, IDENTIFIER_PLACEHOLDER, "" },
        { IDENTIFIER_UPN, "UN6", false, 0, "" },
        /* ULN: remainder 0 is never issued; 9999999999 stands for one not yet known */
        { IDENTIFIER_ULN, "1000000043", true, IDENTIFIER_ORDINARY, "1000000043" },
        { IDENTIFIER_ULN, "1000000063", false, 0, "" },
        { IDENTIFIER_ULN, "9999999999", true, IDENTIFIER_TEMPORARY, "9999999999" },
        { IDENTIFIER_ULN, "0000000042", false, 0, "" },
        /* UPRN: up to 12 digits, leading zeros are padding */
        { IDENTIFIER_UPRN, "100023336956", true, IDENTIFIER_ORDINARY, "100023336956" },
        { IDENTIFIER_UPRN, "000010090", true, IDENTIFIER_ORDINARY, "10090" },
        { IDENTIFIER_UPRN, "0", false, 0, "" },
        { IDENTIFIER_UPRN, "1000233369567", false, 0, "" },
        /* ODS: three codes say that there is no practice */
        { IDENTIFIER_ODS, "l81008", true, IDENTIFIER_ORDINARY, "L81008" },
        { IDENTIFIER_ODS, "V81997", true, IDENTIFIER_PLACEHOLDER, "V81997" },
        { IDENTIFIER_ODS, "V81999", true, IDENTIFIER_PLACEHOLDER, "V81999" },
        { IDENTIFIER_ODS, "V81996", true, IDENTIFIER_ORDINARY, "V81996" },
        { IDENTIFIER_ODS, "8A1008", false, 0, "" },
        /* schools */
        { IDENTIFIER_URN, "100000", true, IDENTIFIER_ORDINARY, "100000" },
        { IDENTIFIER_URN, "10000", false, 0, "" },
        { IDENTIFIER_LAESTAB, "3011234", true, IDENTIFIER_ORDINARY, "301/1234" },
        { IDENTIFIER_LAESTAB, "301/1234", true, IDENTIFIER_ORDINARY, "301/1234" },
        { IDENTIFIER_LAESTAB, "301 1234", true, IDENTIFIER_ORDINARY, "301/1234" },
        { IDENTIFIER_LAESTAB, "30/11234", false, 0, "" },
        /* postcodes: BS 7666 shapes */
        { IDENTIFIER_POSTCODE, "m11ae", true, IDENTIFIER_ORDINARY, "M1 1AE" },
        { IDENTIFIER_POSTCODE, "M60 1NW", true, IDENTIFIER_ORDINARY, "M60 1NW" },
        { IDENTIFIER_POSTCODE, "CR2 6XH", true, IDENTIFIER_ORDINARY, "CR2 6XH" },
        { IDENTIFIER_POSTCODE, "DN55 1PT", true, IDENTIFIER_ORDINARY, "DN55 1PT" },
        { IDENTIFIER_POSTCODE, "W1A 1HQ", true, IDENTIFIER_ORDINARY, "W1A 1HQ" },
        { IDENTIFIER_POSTCODE, "EC1A 1BB", true, IDENTIFIER_ORDINARY, "EC1A 1BB" },
        { IDENTIFIER_POSTCODE, "GIR 0AA", true, IDENTIFIER_ORDINARY, "GIR 0AA" },
        { IDENTIFIER_POSTCODE, "ZZ99 3VZ", true, IDENTIFIER_PLACEHOLDER, "ZZ99 3VZ" },
        { IDENTIFIER_POSTCODE, "Q1 1AA", false, 0, "" },
        { IDENTIFIER_POSTCODE, "M1 1AC", false, 0, "" },
        { IDENTIFIER_POSTCODE, "MI1 1AA", false, 0, "" },
        { IDENTIFIER_POSTCODE, "M1", false, 0, "" },
        { IDENTIFIER_POSTCODE, "1AA", false, 0, "" },
        { IDENTIFIER_POSTCODE, "ABC1 1AA", false, 0, "" },
        { IDENTIFIER_POSTCODE, "M111 1AA", false, 0, "" },
        { IDENTIFIER_POSTCODE, "S\xc5\xb4 1AA", false, 0, "" },
};

static void every_rule(void) {
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("%s \"%s\"", identifier_kind_to_string(cases[i].kind), cases[i].value);
                Identifier id = identifier_judge(cases[i].kind, cases[i].value);
                CHECK_INT(id.valid, cases[i].valid);
                CHECK_INT(id.class, cases[i].class);
                CHECK_STR(id.formatted, cases[i].formatted);
                CHECK((id.why == NULL) == id.valid);
                /* What is written for people is read again as the same. */
                if (id.valid)
                        CHECK_STR(identifier_judge(cases[i].kind, id.formatted).canonical, id.canonical);
        }
}

static void nhs_numbers_tell_who_issues_them(void) {
        check_group("series");
        CHECK_STR(identifier_judge(IDENTIFIER_NHS, "1345678940").series, "scotland");
        CHECK_STR(identifier_judge(IDENTIFIER_NHS, "4010232137").series, "england-wales");
        CHECK(identifier_judge(IDENTIFIER_NHS, "9990000018").series == NULL);
}

/* One wrong digit, or two neighbours that changed places, must never go unnoticed: the weights 10 to 2 and
 * the prime 11 promise it. */
static void slips_are_found(void) {
        for (int n = 400000000; n < 400000000 + 400 * 7919; n += 7919) {
                char right[24], wrong[24];
                int found = -1;
                for (int c = 0; c < 10 && found < 0; c++) {
                        snprintf(right, sizeof right, "%09d%d", n, c);
                        if (identifier_judge(IDENTIFIER_NHS, right).valid)
                                found = c;
                }
                if (found < 0)
                        continue; /* the remainder that is never issued */
                check_group("slips of %s", right);
                bool unnoticed = false;
                for (int i = 0; i < 10; i++)
                        for (char c = '0'; c <= '9'; c++) {
                                memcpy(wrong, right, sizeof right);
                                wrong[i] = c;
                                unnoticed = unnoticed ||
                                            (c != right[i] && identifier_judge(IDENTIFIER_NHS, wrong).valid);
                        }
                for (int i = 0; i < 9; i++) {
                        memcpy(wrong, right, sizeof right);
                        wrong[i] = right[i + 1];
                        wrong[i + 1] = right[i];
                        unnoticed = unnoticed ||
                                    (wrong[i] != right[i] && identifier_judge(IDENTIFIER_NHS, wrong).valid);
                }
                CHECK(!unnoticed);
        }
}

static void the_vectors_agree(void) {
        char path[1024], line[256];
        const char *source = getenv("MUNIMENT_SOURCE");
        snprintf(path, sizeof path, "%s/tests/vectors/identifiers.tsv", source ? source : ".");
        FILE *f = fopen(path, "re");
        check_group("vectors");
        if (!CHECK(f != NULL))
                return;
        while (fgets(line, sizeof line, f)) {
                char kind_name[16], value[64], want[32];
                IdentifierKind kind;
                if (line[0] == '#' || sscanf(line, "%15s %63s %31s", kind_name, value, want) != 3)
                        continue;
                check_group("vector %s %s", kind_name, value);
                CHECK(identifier_kind_from_string(kind_name, &kind));
                Identifier id = identifier_judge(kind, value);
                CHECK_INT(id.valid, !str_eq(want, "no"));
                if (id.valid)
                        CHECK_STR(identifier_class_to_string(id.class),
                                  str_eq(want, "yes") ? "ordinary" : want);
        }
        fclose(f);
}

int main(void) {
        every_rule();
        nhs_numbers_tell_who_issues_them();
        slips_are_found();
        the_vectors_agree();
        IdentifierKind kind = IDENTIFIER_NHS;
        CHECK(!identifier_kind_from_string("passport", &kind));
        return check_done();
}
