/* One judge a kind of identifier. Each gets the value squeezed: upper case, without the spaces and
 * hyphens, of whatever kind, that people and programs put between groups. */
#include "model/identifier.h"

#include "base/text.h"
#include "model/fold.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SQUEEZED_MAX 16

static const char *const kind_names[_IDENTIFIER_KIND_MAX] = {
        [IDENTIFIER_NHS] = "nhs",         [IDENTIFIER_UPN] = "upn",           [IDENTIFIER_ULN] = "uln",
        [IDENTIFIER_UPRN] = "uprn",       [IDENTIFIER_ODS] = "ods",           [IDENTIFIER_URN] = "urn",
        [IDENTIFIER_LAESTAB] = "laestab", [IDENTIFIER_POSTCODE] = "postcode",
};

static const char *const class_names[_IDENTIFIER_CLASS_MAX] = {
        [IDENTIFIER_ORDINARY] = "ordinary",
        [IDENTIFIER_TEMPORARY] = "temporary",
        [IDENTIFIER_TEST_RANGE] = "test-range",
        [IDENTIFIER_PLACEHOLDER] = "placeholder",
};

static Identifier invalid(const char *why) {
        return (Identifier){ .why = why };
}

static Identifier valid(IdentifierClass class, const char *canonical) {
        Identifier id = { .valid = true, .class = class };
        snprintf(id.canonical, sizeof id.canonical, "%s", canonical);
        snprintf(id.formatted, sizeof id.formatted, "%s", canonical);
        return id;
}

/* a followed by a space, or another mark, at the given places of the canonical form */
static void format_groups(Identifier *id, char mark, size_t first, size_t second) {
        size_t n = 0;
        for (size_t i = 0; id->canonical[i]; i++) {
                if (i > 0 && (i == first || i == second))
                        id->formatted[n++] = mark;
                id->formatted[n++] = id->canonical[i];
        }
        id->formatted[n] = '\0';
}

static bool all_digits(const char *s) {
        size_t n = strlen(s);
        for (size_t i = 0; i < n; i++)
                if (!char_is_digit(s[i]))
                        return false;
        return n > 0;
}

/* The first nine of ten digits, weighted 10 down to 2, modulo 11: shared by NHS numbers and ULNs. */
static int weighted_mod_11(const char *digits) {
        int sum = 0;
        for (int i = 0; i < 9; i++)
                sum += (digits[i] - '0') * (10 - i);
        return sum % 11;
}

/* Ten digits; the check digit is 11 less the remainder, 11 written as 0, and 10 is never issued. The
 * ranges are those the home nations publish for allocation (NHS Wales, number ranges). */
static Identifier judge_nhs(const char *s) {
        static const struct {
                int64_t first, last;
                const char *series;
                IdentifierClass class;
        } ranges[] = {
                { 101000000, 3112999999, "scotland", IDENTIFIER_ORDINARY },
                { 3113000000, 3200000009, "england-wales", IDENTIFIER_ORDINARY },
                { 3200000010, 3999999999, "northern-ireland", IDENTIFIER_ORDINARY },
                { 4000000000, 4999999999, "england-wales", IDENTIFIER_ORDINARY },
                { 6000000000, 7999999999, "england-wales", IDENTIFIER_ORDINARY },
                /* Not allocated to patients, but the published worked examples and the national test
                 * services live here, and nobody has promised that it stays so. */
                { 9000000000, 9989999999, NULL, IDENTIFIER_ORDINARY },
                { 9990000000, 9999999999, NULL, IDENTIFIER_TEST_RANGE },
        };
        if (strlen(s) != 10 || !all_digits(s))
                return invalid("An NHS number has ten digits.");
        int check = (11 - weighted_mod_11(s)) % 11;
        if (check != s[9] - '0')
                return invalid("The last digit does not fit the nine before it; one of them is mistyped.");
        int64_t number = strtoll(s, NULL, 10);
        for (size_t i = 0; i < ELEMENTS(ranges); i++)
                if (number >= ranges[i].first && number <= ranges[i].last) {
                        Identifier id = valid(ranges[i].class, s);
                        id.series = ranges[i].series;
                        format_groups(&id, ' ', 3, 6);
                        return id;
                }
        return invalid("No NHS number is issued from this range.");
}

/* Check letter, then local authority (3), school (4), year (2) and serial (3). The alphabet has no I, O or S;
 * characters 2 to 13 are weighted by their place, a letter counts as its index, the sum modulo 23 is the
 * index of the check letter. A letter at the end marks a temporary number (DfE, UPN guide). */
static Identifier judge_upn(const char *s) {
        static const char alphabet[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
        size_t n = strlen(s);
        if (n == 3 && str_starts(s, "UN") && s[2] >= '1' && s[2] <= '5') {
                Identifier id = invalid("UN1 to UN5 say that no UPN is known; they identify nobody.");
                id.class = IDENTIFIER_PLACEHOLDER;
                return id;
        }
        const char *check = n == 13 ? strchr(alphabet, s[0]) : NULL;
        if (!check)
                return invalid(
                        "A UPN has thirteen characters, of which the first is a letter other than I, O "
                        "and S.");
        int sum = 0;
        for (int i = 1; i < 13; i++) {
                const char *letter = strchr(alphabet, s[i]);
                if (!char_is_digit(s[i]) && (i < 12 || !letter))
                        return invalid("After its first letter a UPN has twelve digits; only the last may be "
                                       "a letter, and not I, O or S.");
                sum += (i + 1) * (char_is_digit(s[i]) ? s[i] - '0' : (int)(letter - alphabet));
        }
        if (sum % 23 != check - alphabet)
                return invalid("The first letter does not fit the rest; one character is mistyped.");
        return valid(char_is_digit(s[12]) ? IDENTIFIER_ORDINARY : IDENTIFIER_TEMPORARY, s);
}

/* Ten digits, the first not 0; the check digit is 10 less the remainder, and a remainder of 0 is never
 * issued. 9999999999 stands for a number not yet known (ESFA, individualised learner record). */
static Identifier judge_uln(const char *s) {
        if (strlen(s) != 10 || !all_digits(s) || s[0] == '0')
                return invalid("A ULN has ten digits, of which the first is not 0.");
        if (str_eq(s, "9999999999"))
                return valid(IDENTIFIER_TEMPORARY, s);
        int remainder = weighted_mod_11(s);
        if (remainder == 0 || 10 - remainder != s[9] - '0')
                return invalid("The last digit does not fit the nine before it; one of them is mistyped.");
        return valid(IDENTIFIER_ORDINARY, s);
}

/* A whole number of up to twelve digits without check; leading zeros are padding. */
static Identifier judge_uprn(const char *s) {
        if (!all_digits(s) || strlen(s) > 12)
                return invalid("A UPRN is a whole number of at most twelve digits.");
        while (*s == '0')
                s++;
        return *s ? valid(IDENTIFIER_ORDINARY, s) : invalid("A UPRN is not zero.");
}

/* A letter and five digits. Three codes stand for no practice, not applicable and not known. */
static Identifier judge_ods(const char *s) {
        if (strlen(s) != 6 || !char_is_alpha(s[0]) || !all_digits(s + 1))
                return invalid("The code of a GP practice is a letter and five digits.");
        bool none = str_eq(s, "V81997") || str_eq(s, "V81998") || str_eq(s, "V81999");
        return valid(none ? IDENTIFIER_PLACEHOLDER : IDENTIFIER_ORDINARY, s);
}

static Identifier judge_urn(const char *s) {
        if (strlen(s) != 6 || !all_digits(s))
                return invalid("The URN of a school has six digits.");
        return valid(IDENTIFIER_ORDINARY, s);
}

/* Local authority (3 digits) and establishment (4), written 301/1234. */
static Identifier judge_laestab(const char *s) {
        char plain[8];
        if (strlen(s) == 8 && s[3] == '/') {
                memcpy(plain, s, 3);
                memcpy(plain + 3, s + 4, 5);
                s = plain;
        }
        if (strlen(s) != 7 || !all_digits(s))
                return invalid("A DfE number has three digits for the local authority and four for the "
                               "establishment.");
        Identifier id = valid(IDENTIFIER_ORDINARY, s);
        format_groups(&id, '/', 3, 0);
        return id;
}

/* Outward part: one or two letters, a digit, and perhaps one digit or letter more. */
static bool is_outward(const char *s, size_t n) {
        size_t letters = char_is_alpha(s[0]) ? (n > 1 && char_is_alpha(s[1]) ? 2 : 1) : 0;
        if (letters == 0 || strchr("QVX", s[0]) || (letters == 2 && strchr("IJZ", s[1])))
                return false;
        size_t rest = n - letters;
        if (rest == 2)
                return char_is_digit(s[letters]) &&
                       (char_is_digit(s[letters + 1]) || !strchr("IOQ", s[letters + 1]));
        return rest == 1 && char_is_digit(s[letters]);
}

/* BS 7666: the inward part is a digit and two letters without C I K M O V; Q V X do not begin a postcode,
 * I J Z do not stand second. Shape only: whether a shape is in use changes every month. GIR 0AA stands
 * alone. ZZ99 is the health service's area for people without an address. */
static Identifier judge_postcode(const char *s) {
        static const char *why =
                "A postcode has an outward part such as SW1A or M1 and an inward part such as 1AA.";
        size_t n = strlen(s), outward = n - 3;
        if (n < 5 || n > 7 || !char_is_digit(s[outward]) || !char_is_alpha(s[outward + 1]) ||
            !char_is_alpha(s[outward + 2]))
                return invalid(why);
        bool placeholder = n == 7 && str_starts(s, "ZZ99");
        if (!placeholder && !str_eq(s, "GIR0AA") &&
            (!is_outward(s, outward) || strchr("CIKMOV", s[outward + 1]) || strchr("CIKMOV", s[outward + 2])))
                return invalid(why);
        Identifier id = valid(placeholder ? IDENTIFIER_PLACEHOLDER : IDENTIFIER_ORDINARY, s);
        format_groups(&id, ' ', outward, 0);
        return id;
}

bool postcode_is_of_area(const char *postcode, const char *area) {
        size_t n = 0;
        for (; char_is_alpha(postcode[n]); n++)
                if (!area[n] || char_upper(postcode[n]) != area[n])
                        return false;
        return n > 0 && !area[n];
}

bool postcode_is_of_real_area(const char *postcode) {
        static const char *const areas[] = {
                "AB", "AL", "B",  "BA", "BB", "BD", "BF", "BH", "BL", "BN", "BR", "BS",  "BT", "BX", "CA",
                "CB", "CF", "CH", "CM", "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE",  "DG", "DH", "DL",
                "DN", "DT", "DY", "E",  "EC", "EH", "EN", "EX", "FK", "FY", "G",  "GIR", "GL", "GU", "GY",
                "HA", "HD", "HG", "HP", "HR", "HS", "HU", "HX", "IG", "IM", "IP", "IV",  "JE", "KA", "KT",
                "KW", "KY", "L",  "LA", "LD", "LE", "LL", "LN", "LS", "LU", "M",  "ME",  "MK", "ML", "N",
                "NE", "NG", "NN", "NP", "NR", "NW", "OL", "OX", "PA", "PE", "PH", "PL",  "PO", "PR", "RG",
                "RH", "RM", "S",  "SA", "SE", "SG", "SK", "SL", "SM", "SN", "SO", "SP",  "SR", "SS", "ST",
                "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW", "UB", "W",   "WA", "WC", "WD",
                "WF", "WN", "WR", "WS", "WV", "YO", "ZE",
        };
        for (size_t i = 0; i < ELEMENTS(areas); i++)
                if (postcode_is_of_area(postcode, areas[i]))
                        return true;
        return false;
}

/* False when it is too long, or holds anything but letters, digits, '/' and the marks between groups. */
static bool squeeze(const char *value, char out[SQUEEZED_MAX]) {
        size_t n = 0;
        for (size_t gap; *value; value += gap ? gap : 1) {
                gap = fold_gap(value);
                if (gap)
                        continue;
                if ((!char_is_digit(*value) && !char_is_alpha(*value) && *value != '/') ||
                    n + 1 >= SQUEEZED_MAX)
                        return false;
                out[n++] = char_upper(*value);
        }
        out[n] = '\0';
        return n > 0;
}

Identifier identifier_judge(IdentifierKind kind, const char *value) {
        static Identifier (*const judges[_IDENTIFIER_KIND_MAX])(const char *) = {
                [IDENTIFIER_NHS] = judge_nhs,         [IDENTIFIER_UPN] = judge_upn,
                [IDENTIFIER_ULN] = judge_uln,         [IDENTIFIER_UPRN] = judge_uprn,
                [IDENTIFIER_ODS] = judge_ods,         [IDENTIFIER_URN] = judge_urn,
                [IDENTIFIER_LAESTAB] = judge_laestab, [IDENTIFIER_POSTCODE] = judge_postcode,
        };
        assert(kind < _IDENTIFIER_KIND_MAX);
        char squeezed[SQUEEZED_MAX];
        if (!squeeze(value, squeezed))
                return invalid("It is empty, too long, or holds characters that no such identifier has.");
        return judges[kind](squeezed);
}

bool identifier_kind_from_string(const char *s, IdentifierKind *ret) {
        for (int i = 0; i < _IDENTIFIER_KIND_MAX; i++)
                if (str_eq(s, kind_names[i])) {
                        *ret = (IdentifierKind)i;
                        return true;
                }
        return false;
}

const char *identifier_kind_to_string(IdentifierKind kind) {
        return kind_names[kind];
}

const char *identifier_class_to_string(IdentifierClass class) {
        return class_names[class];
}
