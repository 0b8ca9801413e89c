/* Comparing: each case says what a person would; every case is tried both ways round. */
#include "base/text.h"
#include "check.h"
#include "model/compare.h"
#include "model/fold.h"

#include <string.h>

static const struct {
        CompareKind kind;
        const char *a, *b;
        Grade grade;
} cases[] = {
        /* Names: the ways of writing one */
        { COMPARE_NAME, "Sara", "Sara", GRADE_SAME },
        { COMPARE_NAME, "SARA", "Sara", GRADE_EQUIVALENT },
        { COMPARE_NAME, " Sara ", "Sara", GRADE_EQUIVALENT },
        { COMPARE_NAME, "Siân", "Sian", GRADE_EQUIVALENT },
        { COMPARE_NAME, "Si\u0302an", "Sîan", GRADE_EQUIVALENT }, /* a combining mark */
        { COMPARE_NAME, "Llŷr", "Llyr", GRADE_EQUIVALENT },
        { COMPARE_NAME, "Łukasz", "LUKASZ", GRADE_EQUIVALENT },
        { COMPARE_NAME, "Zażółć", "Zazolc", GRADE_EQUIVALENT },
        { COMPARE_NAME, "Adéọlá", "Adeola", GRADE_EQUIVALENT },
        { COMPARE_NAME, "Ṣọla", "Sola", GRADE_EQUIVALENT },
        { COMPARE_NAME, "Strauß", "Strauss", GRADE_EQUIVALENT },
        { COMPARE_NAME, "O'Brien", "O’Brien", GRADE_EQUIVALENT },
        { COMPARE_NAME, "O'Brien", "O Brien", GRADE_EQUIVALENT },
        { COMPARE_NAME, "Mary-Ann", "Mary Ann", GRADE_EQUIVALENT },
        { COMPARE_NAME, "Mary-Ann", "Maryann", GRADE_EQUIVALENT },
        { COMPARE_NAME, "রহিম", "রহিম", GRADE_SAME },
        { COMPARE_NAME, "ИВАН", "иван", GRADE_EQUIVALENT },
        /* Names: what may be the same person */
        { COMPARE_NAME, "Anna Maria", "Maria Anna", GRADE_SIMILAR },
        { COMPARE_NAME, "Anna Maria", "Anna", GRADE_SIMILAR },
        { COMPARE_NAME, "J", "John", GRADE_SIMILAR },
        { COMPARE_NAME, "J Smith", "John Smith", GRADE_SIMILAR },
        { COMPARE_NAME, "Smith", "Smyth", GRADE_SIMILAR },
        { COMPARE_NAME, "Mohammed", "Muhammad",
          GRADE_DIFFERENT }, /* two vowels and a letter: a person decides */
        { COMPARE_NAME, "Catherine", "Cathrine", GRADE_SIMILAR },
        { COMPARE_NAME, "Micheal", "Michael", GRADE_SIMILAR },
        /* Names: what is not */
        { COMPARE_NAME, "John", "Jane", GRADE_DIFFERENT },
        { COMPARE_NAME, "Ann", "Ian", GRADE_DIFFERENT },
        { COMPARE_NAME, "রহিম", "করিম", GRADE_DIFFERENT },
        { COMPARE_NAME, "John", "", GRADE_DIFFERENT },
        { COMPARE_NAME, "\xff\xfe", "John", GRADE_DIFFERENT },
        /* Dates */
        { COMPARE_DATE, "2010-05-12", "12/05/2010", GRADE_EQUIVALENT },
        { COMPARE_DATE, "2010-05-12", "20100512", GRADE_EQUIVALENT },
        { COMPARE_DATE, "2010-05-12", "2010-05-12T00:00:00Z", GRADE_EQUIVALENT },
        { COMPARE_DATE, "2010-05-12", "2010-12-05", GRADE_SIMILAR }, /* day and month swapped */
        { COMPARE_DATE, "2010-05-12", "2010-05", GRADE_SIMILAR },
        { COMPARE_DATE, "2010-05-12", "2010", GRADE_SIMILAR },
        { COMPARE_DATE, "2010-05-12", "2010-06", GRADE_DIFFERENT },
        { COMPARE_DATE, "2010-05-12", "2010-05-13", GRADE_SIMILAR },
        { COMPARE_DATE, "2010-05-12", "2010-05-21", GRADE_SIMILAR },
        { COMPARE_DATE, "2010-05-12", "2011-06-12", GRADE_DIFFERENT },
        { COMPARE_DATE, "2010-05-12", "2010-02-30", GRADE_DIFFERENT },
        { COMPARE_DATE, "2010-05-12", "in May", GRADE_DIFFERENT },
        { COMPARE_DATE, "2010-05-12", "99999999999999", GRADE_DIFFERENT },
        /* Addresses */
        { COMPARE_ADDRESS, "10 High Street, Anytown", "10 HIGH ST ANYTOWN", GRADE_EQUIVALENT },
        { COMPARE_ADDRESS, "10 Mill Road", "10, Mill Rd.", GRADE_EQUIVALENT },
        { COMPARE_ADDRESS, "St Mary's Road", "Saint Marys Rd", GRADE_EQUIVALENT },
        { COMPARE_ADDRESS, "Flat 2, 10 High Street", "2/10 High St", GRADE_EQUIVALENT },
        { COMPARE_ADDRESS, "Flat 2, 10 High Street", "Apartment 2, 10 High Street", GRADE_EQUIVALENT },
        { COMPARE_ADDRESS, "Flat 2, 10 High Street", "10 High Street, Flat 2", GRADE_EQUIVALENT },
        { COMPARE_ADDRESS, "12a High Street AB1 2CD", "12 A High St, ab12cd", GRADE_EQUIVALENT },
        { COMPARE_ADDRESS, "Flat 2, 10 High Street", "Flat 10, 2 High Street", GRADE_DIFFERENT },
        { COMPARE_ADDRESS, "Flat 2, 10 High Street", "Flat 3, 10 High Street", GRADE_DIFFERENT },
        { COMPARE_ADDRESS, "Flat 2, 10 High Street", "10 High Street", GRADE_SIMILAR },
        { COMPARE_ADDRESS, "10 High Street", "12 High Street", GRADE_DIFFERENT },
        { COMPARE_ADDRESS, "10 High Street, Anytown, Anyshire", "10 High Street", GRADE_SIMILAR },
        { COMPARE_ADDRESS, "10 High Street, Anytown", "10 High Street, Othertown", GRADE_SIMILAR },
        { COMPARE_ADDRESS, "10 High Street", "10 Low Road", GRADE_DIFFERENT },
        { COMPARE_ADDRESS, "No 10, The Green", "10 Green", GRADE_EQUIVALENT },
        { COMPARE_ADDRESS, "মিলরোডক", "মিলরোডখ", GRADE_DIFFERENT },
        /* Postcodes */
        { COMPARE_POSTCODE, "SW1A 1AA", "sw1a1aa", GRADE_EQUIVALENT },
        { COMPARE_POSTCODE, "SW1A 1AA", "SW1A 1AB", GRADE_SIMILAR },
        { COMPARE_POSTCODE, "SW1A 1AA", "SW1A 2BB", GRADE_SIMILAR }, /* the same district */
        { COMPARE_POSTCODE, "SW1A 1AA", "M1 1AE", GRADE_DIFFERENT },
        { COMPARE_POSTCODE, "SW1A 1AA", "unknown", GRADE_DIFFERENT },
        /* Telephones */
        { COMPARE_PHONE, "+44 20 7946 0000", "020 7946 0000", GRADE_EQUIVALENT },
        { COMPARE_PHONE, "0044 (0)20 7946 0000", "02079460000", GRADE_EQUIVALENT },
        { COMPARE_PHONE, "+44 (0) 20 7946 0000", "020-7946-0000", GRADE_EQUIVALENT },
        { COMPARE_PHONE, "020 7946 0000 ext 12", "020 7946 0000", GRADE_SIMILAR },
        { COMPARE_PHONE, "7946 0000", "020 7946 0000", GRADE_SIMILAR },
        { COMPARE_PHONE, "020 7946 0000", "020 7946 0001", GRADE_SIMILAR },
        { COMPARE_PHONE, "020 7946 0000", "0113 496 0000", GRADE_DIFFERENT },
        { COMPARE_PHONE, "none", "020 7946 0000", GRADE_DIFFERENT },
        { COMPARE_PHONE, "+44\u00a020\u202f7946\u20110000", "020 7946 0000", GRADE_EQUIVALENT },
        { COMPARE_PHONE, "+1 632 960001", "01632 960001", GRADE_DIFFERENT },
        { COMPARE_PHONE, "+353 1 496 0000", "+44 1 496 0000", GRADE_DIFFERENT },
        { COMPARE_PHONE, "+353 1 496 0000", "00353 (1) 496-0000", GRADE_EQUIVALENT },
        { COMPARE_PHONE, "+353 1 496 0000", "+353 1 496 0001", GRADE_SIMILAR },
        { COMPARE_PHONE, "+353 1 496 0000", "+48 1 496 0000", GRADE_DIFFERENT },
        { COMPARE_IDENTIFIER, "943\u00a0476\u00a05919", "9434765919", GRADE_EQUIVALENT },
        { COMPARE_IDENTIFIER, "943\u200d476\u20095919", "943-476-5919", GRADE_EQUIVALENT },
        { COMPARE_IDENTIFIER, "\ufeff943\u2212476\u30005919\u00ad", "943\t476\n5919", GRADE_EQUIVALENT },
        { COMPARE_IDENTIFIER, "943\u00b74765919", "9434765919", GRADE_DIFFERENT },
        { COMPARE_POSTCODE, "SW1A\u00a01AA", "sw1a 1aa", GRADE_EQUIVALENT },
        /* Identifiers */
        { COMPARE_IDENTIFIER, "999 000 0018", "9990000018", GRADE_EQUIVALENT },
        { COMPARE_IDENTIFIER, "9990000018", "9990000081", GRADE_SIMILAR },
        { COMPARE_IDENTIFIER, "9990000018", "9991111118", GRADE_DIFFERENT },
        { COMPARE_IDENTIFIER, "9990000018", "-", GRADE_DIFFERENT },
        /* Gender */
        { COMPARE_GENDER, "F", "female", GRADE_EQUIVALENT },
        { COMPARE_GENDER, "2", "Female", GRADE_EQUIVALENT },
        { COMPARE_GENDER, "not specified", "unknown", GRADE_EQUIVALENT },
        { COMPARE_GENDER, "unknown", "male", GRADE_SIMILAR },
        { COMPARE_GENDER, "male", "female", GRADE_DIFFERENT },
        { COMPARE_GENDER, "other", "female", GRADE_DIFFERENT },
        { COMPARE_GENDER, "blue", "female", GRADE_DIFFERENT },
        /* Text */
        { COMPARE_TEXT, "Hello, World", "hello  world", GRADE_EQUIVALENT },
        { COMPARE_TEXT, "Anytown Primary School", "Anytown Primary Schol", GRADE_SIMILAR },
        { COMPARE_TEXT, "Anytown Primary School", "Mill Lane Surgery", GRADE_DIFFERENT },
        { COMPARE_TEXT, "...", "!!!", GRADE_DIFFERENT },
        { COMPARE_TEXT, "“Anytown”", "Anytown", GRADE_EQUIVALENT },
        { COMPARE_TEXT, "Café\u00a0Road", "Cafe Road", GRADE_EQUIVALENT },
};

/* A grade has its range of scores, so that a list sorted by score is sorted by grade. */
static bool score_fits(const Comparison *c) {
        switch (c->grade) {
        case GRADE_SAME:
                return c->score == 1;
        case GRADE_EQUIVALENT:
                return c->score >= 0.9 && c->score < 1;
        case GRADE_SIMILAR:
                return c->score > 0.5 && c->score < 0.9;
        case GRADE_DIFFERENT:
        case _GRADE_MAX:
                break;
        }
        return c->score >= 0 && c->score <= 0.5;
}

static void every_case_both_ways(void) {
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("%s \"%s\" \"%s\"", compare_kind_to_string(cases[i].kind), cases[i].a,
                            cases[i].b);
                Comparison c = compare_values(cases[i].kind, cases[i].a, cases[i].b);
                Comparison back = compare_values(cases[i].kind, cases[i].b, cases[i].a);
                CHECK_STR(grade_to_string(c.grade), grade_to_string(cases[i].grade));
                CHECK(c.grade == back.grade && c.score == back.score && str_eq(c.because, back.because));
                CHECK(score_fits(&c));
        }
}

/* Whatever is compared with whatever, as whatever: the answer is one of the grades, and never depends on who
 * asks. */
static void anything_with_anything(void) {
        check_group("anything with anything");
        bool fits = true, symmetric = true, reflexive = true;
        for (int kind = 0; kind < _COMPARE_MAX; kind++)
                for (size_t i = 0; i < ELEMENTS(cases); i++)
                        for (size_t j = 0; j < ELEMENTS(cases); j++) {
                                Comparison c = compare_values((CompareKind)kind, cases[i].a, cases[j].b);
                                Comparison back = compare_values((CompareKind)kind, cases[j].b, cases[i].a);
                                fits = fits && score_fits(&c);
                                symmetric = symmetric && c.grade == back.grade && c.score == back.score;
                                reflexive = reflexive &&
                                            compare_values((CompareKind)kind, cases[i].a, cases[i].a).grade ==
                                                    GRADE_SAME;
                        }
        CHECK(fits);
        CHECK(symmetric);
        CHECK(reflexive);
}

static void long_values_are_not_cut_off(void) {
        check_group("long values");
        char a[FOLD_MAX * 2], b[FOLD_MAX * 2];
        memset(a, 'a', sizeof a - 1);
        a[sizeof a - 1] = '\0';
        memcpy(b, a, sizeof a);
        b[sizeof b - 2] = 'b';
        for (int kind = 0; kind < _COMPARE_MAX; kind++) {
                CHECK_INT(compare_values((CompareKind)kind, a, a).grade, GRADE_SAME);
                CHECK_INT(compare_values((CompareKind)kind, a, b).grade, GRADE_DIFFERENT);
        }
        memset(a, 'a', 60);
        memset(b, 'a', 60);
        a[60] = b[60] = '\0';
        b[59] = 'b';
        CHECK(compare_values(COMPARE_ADDRESS, a, b).grade > GRADE_EQUIVALENT);
}

static void text_is_folded(void) {
        static const struct {
                const char *from, *to;
        } folds[] = {
                { "ŴŶŵŷÂÊÎÔÛ", "wywyaeiou" },     { "ĄĆĘŁŃÓŚŹŻ", "acelnoszz" }, { "ẸỌṢẹ́ọ̀", "eoseo" },
                { "Æsop Œuvre", "aesop oeuvre" }, { "  a - b  ", "a b" },       { "d'Arcy", "darcy" },
        };
        for (size_t i = 0; i < ELEMENTS(folds); i++) {
                check_group("folding %s", folds[i].from);
                Folded from, to;
                CHECK(fold(folds[i].from, &from) && fold(folds[i].to, &to));
                CHECK(from.n == to.n && memcmp(from.c, to.c, from.n * sizeof from.c[0]) == 0);
        }
}

int main(void) {
        every_case_both_ways();
        anything_with_anything();
        long_values_are_not_cut_off();
        text_is_folded();
        CompareKind kind = COMPARE_NAME;
        CHECK(!compare_kind_from_string("colour", &kind));
        CHECK(compare_kind_from_string("phone", &kind) && kind == COMPARE_PHONE);
        return check_done();
}
