/* One judge a kind of value. Values are put in one order first, so that the answer cannot depend on which of
 * the two the register holds. */
#include "model/compare.h"

#include "base/date.h"
#include "base/text.h"
#include "model/fold.h"
#include "model/identifier.h"

#include <assert.h>
#include <string.h>

#define COMPACT_MAX 64

static const char *const kind_names[_COMPARE_MAX] = {
        [COMPARE_NAME] = "name",         [COMPARE_DATE] = "date",   [COMPARE_ADDRESS] = "address",
        [COMPARE_POSTCODE] = "postcode", [COMPARE_PHONE] = "phone", [COMPARE_IDENTIFIER] = "identifier",
        [COMPARE_GENDER] = "gender",     [COMPARE_TEXT] = "text",
};

static const char *const grade_names[] = { GRADES(WORD_STRING) };

static Comparison different(double score, const char *because) {
        return (Comparison){ GRADE_DIFFERENT, score, because };
}

static bool same_words(const Folded *a, const Folded *b) {
        return a->n == b->n && memcmp(a->c, b->c, a->n * sizeof *a->c) == 0;
}

static Comparison compare_texts(const Folded *a, const Folded *b) {
        if (same_words(a, b))
                return (Comparison){ GRADE_EQUIVALENT, 0.98,
                                     "Only case, accents, spaces or punctuation differ." };
        double likeness = fold_likeness(a->c, a->n, b->c, b->n);
        if (likeness >= 0.9)
                return (Comparison){ GRADE_SIMILAR, likeness * 0.9, "They are written alike." };
        return different(likeness * 0.5, "They are different texts.");
}

/* --- Dates --- */

/* A day, a month (day 0) or a year (month 0 too). */
static bool read_date(const char *s, DateParts *ret) {
        int value[3] = { 0 }, digits[3] = { 0 }, n = 0;
        for (; *s && *s != 'T'; s++) {
                if (char_is_digit(*s)) {
                        if (++digits[n] > 8)
                                return false;
                        value[n] = value[n] * 10 + (*s - '0');
                } else if ((*s != '-' && *s != '/' && *s != '.') || digits[n] == 0 || ++n > 2) {
                        return false;
                }
        }
        if (n == 0 && digits[0] == 8)
                *ret = (DateParts){ value[0] / 10000, value[0] / 100 % 100, value[0] % 100 };
        else if (digits[0] == 4)
                *ret = (DateParts){ value[0], value[1], value[2] };
        else if (n == 2 && digits[2] == 4 && digits[0] <= 2)
                *ret = (DateParts){ value[2], value[1], value[0] };
        else
                return false;
        return date_from_ymd(ret->year, n == 0 && digits[0] == 4 ? 1 : ret->month,
                             n < 2 && digits[0] == 4 ? 1 : ret->day) != DATE_NONE;
}

/* "20100512" written out, to find a slip of one digit. */
static void date_digits(const DateParts *p, uint32_t out[8]) {
        int n = p->year * 10000 + p->month * 100 + p->day;
        for (int i = 7; i >= 0; i--, n /= 10)
                out[i] = (uint32_t)(n % 10);
}

static Comparison model_compare_dates(const char *a, const char *b) {
        DateParts p, q;
        if (!read_date(a, &p) || !read_date(b, &q))
                return different(0, "At least one of them is not a date that can be read.");
        if (p.year == q.year && p.month == q.month && p.day == q.day)
                return (Comparison){ GRADE_EQUIVALENT, 0.98, "The same day, written in another form." };
        if (p.year == q.year && (p.month == q.month || p.month == 0 || q.month == 0) &&
            (p.day == 0 || q.day == 0))
                return (Comparison){ GRADE_SIMILAR, 0.8, "One is less exact; so far they agree." };
        if (p.year == q.year && p.month == q.day && p.day == q.month)
                return (Comparison){ GRADE_SIMILAR, 0.75, "Day and month have changed places." };
        uint32_t digits_p[8] = { 0 }, digits_q[8] = { 0 };
        date_digits(&p, digits_p);
        date_digits(&q, digits_q);
        if (fold_one_slip(digits_p, 8, digits_q, 8))
                return (Comparison){ GRADE_SIMILAR, 0.65, "One digit differs, or two have changed places." };
        return different(0.1, "They are different days.");
}

/* --- Codes: postcodes, identifiers, telephone numbers --- */

/* Letters and digits, capital. False when there are too many. */
static bool compact(const char *s, char out[COMPACT_MAX]) {
        size_t n = 0;
        for (size_t gap; *s; s += gap ? gap : 1) {
                gap = fold_gap(s);
                if (gap)
                        continue;
                if ((unsigned char)*s >= 0x80 || n + 1 >= COMPACT_MAX)
                        return false;
                if (char_is_digit(*s) || char_is_alpha(*s))
                        out[n++] = char_upper(*s);
        }
        out[n] = '\0';
        return true;
}

static bool one_slip(const char *a, const char *b) {
        uint32_t wide_a[COMPACT_MAX] = { 0 }, wide_b[COMPACT_MAX] = { 0 };
        size_t n_a = strlen(a), n_b = strlen(b);
        for (size_t i = 0; i < n_a; i++)
                wide_a[i] = (unsigned char)a[i];
        for (size_t i = 0; i < n_b; i++)
                wide_b[i] = (unsigned char)b[i];
        return fold_one_slip(wide_a, n_a, wide_b, n_b);
}

static Comparison compare_identifiers(const char *a, const char *b) {
        char x[COMPACT_MAX] = { 0 }, y[COMPACT_MAX] = { 0 };
        if (!compact(a, x) || !compact(b, y) || !*x || !*y)
                return different(0, "They are different identifiers.");
        if (str_eq(x, y))
                return (Comparison){ GRADE_EQUIVALENT, 0.98, "Only case, spaces or punctuation differ." };
        if (strlen(x) > 3 && one_slip(x, y))
                return (Comparison){ GRADE_SIMILAR, 0.6,
                                     "One character differs, or two have changed places." };
        return different(0, "They are different identifiers.");
}

static Comparison compare_postcodes(const char *a, const char *b) {
        Identifier p = identifier_judge(IDENTIFIER_POSTCODE, a), q = identifier_judge(IDENTIFIER_POSTCODE, b);
        if (!p.valid || !q.valid) {
                Comparison c = compare_identifiers(a, b);
                if (c.grade == GRADE_DIFFERENT)
                        c.because = "They are different, and at least one is no postcode.";
                return c;
        }
        if (str_eq(p.canonical, q.canonical))
                return (Comparison){ GRADE_EQUIVALENT, 0.98, "Only case or spaces differ." };
        size_t outward_p = strlen(p.canonical) - 3, outward_q = strlen(q.canonical) - 3;
        if (one_slip(p.canonical, q.canonical))
                return (Comparison){ GRADE_SIMILAR, 0.7,
                                     "One character differs, or two have changed places." };
        if (outward_p == outward_q && memcmp(p.canonical, q.canonical, outward_p) == 0)
                return (Comparison){ GRADE_SIMILAR, 0.55, "They lie in the same district." };
        return different(0.1, "They are different postcodes.");
}

typedef struct Phone {
        char digits[COMPACT_MAX]; /* as they are dialled at home: +44 20 ..., 0044 (0)20 ... and 020 ... are
                                     one */
        size_t n;
        bool abroad;    /* the digits begin with the code of a country that is not this one (E.164) */
        bool extension; /* there was one, after a letter: it is left off */
} Phone;

static void read_digits(const char *s, Phone *ret, bool *ret_plus) {
        *ret_plus = false;
        for (; *s && ret->n + 2 < COMPACT_MAX && !ret->extension; s++) {
                *ret_plus = *ret_plus || (*s == '+' && ret->n == 0);
                if (char_is_digit(*s))
                        ret->digits[ret->n++] = *s;
                else
                        ret->extension = ret->n > 0 && (char_is_alpha(*s) || *s == '#');
        }
        ret->digits[ret->n] = '\0';
}

static Phone read_phone(const char *s) {
        Phone phone = { 0 };
        bool plus;
        read_digits(s, &phone, &plus);
        size_t code = plus ? 0 : str_starts(phone.digits, "00") ? 2 : phone.n;
        if (code == phone.n)
                return phone; /* it names no country */
        phone.abroad = !str_starts(phone.digits + code, "44");
        code += phone.abroad ? 0 : 2;
        while (!phone.abroad && phone.digits[code] == '0')
                code++;
        size_t zero = phone.abroad ? 0 : 1;
        memmove(phone.digits + zero, phone.digits + code, phone.n - code + 1);
        if (zero)
                phone.digits[0] = '0';
        phone.n = strlen(phone.digits);
        return phone;
}

static Comparison compare_phones(const char *a, const char *b) {
        const Phone p = read_phone(a), q = read_phone(b);
        const char *x = p.digits, *y = q.digits;
        size_t n_x = p.n, n_y = q.n;
        if (n_x == 0 || n_y == 0)
                return different(0, "At least one of them is no telephone number.");
        if (p.abroad != q.abroad)
                return different(0, "They are numbers of two countries.");
        if (str_eq(x, y))
                return p.extension || q.extension
                               ? (Comparison){ GRADE_SIMILAR, 0.8, "The same number, but for the extension." }
                               : (Comparison){ GRADE_EQUIVALENT, 0.98,
                                               "The same number, written in another form." };
        size_t fewer = n_x < n_y ? n_x : n_y;
        if (fewer >= 6 && !p.abroad && memcmp(x + n_x - fewer, y + n_y - fewer, fewer) == 0)
                return (Comparison){ GRADE_SIMILAR, 0.75, "One leaves out the area code." };
        if (fewer >= 6 && one_slip(x, y))
                return (Comparison){ GRADE_SIMILAR, 0.65, "One digit differs, or two have changed places." };
        return different(0, "They are different numbers.");
}

/* --- Gender --- */

typedef enum Gender { GENDER_UNREAD, GENDER_FEMALE, GENDER_MALE, GENDER_OTHER, GENDER_UNSTATED } Gender;

/* Words of registers, FHIR and the NHS data dictionary (1 male, 2 female, 9 indeterminate, 0 and X unknown).
 */
static Gender read_gender(const Folded *value) {
        static const struct {
                const char *words;
                Gender gender;
        } table[] = {
                { "f", GENDER_FEMALE },
                { "female", GENDER_FEMALE },
                { "girl", GENDER_FEMALE },
                { "woman", GENDER_FEMALE },
                { "2", GENDER_FEMALE },
                { "benyw", GENDER_FEMALE },
                { "m", GENDER_MALE },
                { "male", GENDER_MALE },
                { "boy", GENDER_MALE },
                { "man", GENDER_MALE },
                { "1", GENDER_MALE },
                { "gwryw", GENDER_MALE },
                { "other", GENDER_OTHER },
                { "9", GENDER_OTHER },
                { "indeterminate", GENDER_OTHER },
                { "arall", GENDER_OTHER },
                { "unknown", GENDER_UNSTATED },
                { "u", GENDER_UNSTATED },
                { "0", GENDER_UNSTATED },
                { "x", GENDER_UNSTATED },
                { "notspecified", GENDER_UNSTATED },
                { "notknown", GENDER_UNSTATED },
                { "unspecified", GENDER_UNSTATED },
                { "notstated", GENDER_UNSTATED },
        };
        uint32_t letters[FOLD_MAX];
        FoldWord joined = { letters, fold_letters(value, letters) };
        for (size_t i = 0; i < ELEMENTS(table); i++)
                if (fold_word_is(&joined, table[i].words))
                        return table[i].gender;
        return GENDER_UNREAD;
}

static Comparison compare_genders(const Folded *a, const Folded *b) {
        Gender x = read_gender(a), y = read_gender(b);
        if (same_words(a, b) || (x == y && x != GENDER_UNREAD))
                return (Comparison){ GRADE_EQUIVALENT, 0.98, "The same, in other words." };
        if (x == GENDER_UNREAD || y == GENDER_UNREAD)
                return different(0, "At least one of them is no gender that is known here.");
        if (x == GENDER_UNSTATED || y == GENDER_UNSTATED)
                return (Comparison){ GRADE_SIMILAR, 0.55, "One of them does not say." };
        return different(0, "They are different.");
}

/* --- All kinds --- */

static Comparison compare_folded(CompareKind kind, const char *a, const char *b) {
        Folded x, y;
        if (!fold(a, &x) || !fold(b, &y))
                return different(0,
                                 "They differ, and are too long or not text that can be compared by parts.");
        if (x.n == 0 || y.n == 0)
                return x.n == y.n ? different(0.5, "They differ, and hold nothing but marks.")
                                  : different(0, "One of them is empty.");
        if (kind == COMPARE_NAME)
                return compare_names(&x, &y);
        if (kind == COMPARE_ADDRESS)
                return compare_addresses(&x, &y);
        return kind == COMPARE_GENDER ? compare_genders(&x, &y) : compare_texts(&x, &y);
}

Comparison compare_values(CompareKind kind, const char *a, const char *b) {
        assert(kind < _COMPARE_MAX);
        int order = strcmp(a, b);
        if (order == 0)
                return (Comparison){ GRADE_SAME, 1, "They are the same, character for character." };
        if (!*a || !*b)
                return different(0, "One of them is empty.");
        const char *first = order < 0 ? a : b, *second = order < 0 ? b : a;
        switch (kind) {
        case COMPARE_DATE:
                return model_compare_dates(first, second);
        case COMPARE_POSTCODE:
                return compare_postcodes(first, second);
        case COMPARE_PHONE:
                return compare_phones(first, second);
        case COMPARE_IDENTIFIER:
                return compare_identifiers(first, second);
        case COMPARE_NAME:
        case COMPARE_ADDRESS:
        case COMPARE_GENDER:
        case COMPARE_TEXT:
        case _COMPARE_MAX:
                break;
        }
        return compare_folded(kind, first, second);
}

bool compare_kind_from_string(const char *s, CompareKind *ret) {
        for (int i = 0; i < _COMPARE_MAX; i++)
                if (str_eq(s, kind_names[i])) {
                        *ret = (CompareKind)i;
                        return true;
                }
        return false;
}

const char *compare_kind_to_string(CompareKind kind) {
        return kind_names[kind];
}

const char *grade_to_string(Grade grade) {
        return grade_names[grade];
}

bool grade_from_string(const char *s, Grade *ret) {
        size_t n;
        if (!str_place(s, grade_names, ELEMENTS(grade_names), &n))
                return false;
        *ret = (Grade)n;
        return true;
}
