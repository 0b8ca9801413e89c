/* Addresses: abbreviations are spelt out, the number of a flat is told from that of a house, and then numbers
 * and words are compared apart. Another number is another home, however alike the rest is. */
#include "base/cleanup.h"
#include "base/text.h"
#include "model/compare.h"
#include "model/fold.h"

#include <stdio.h>
#include <string.h>

#define WORD_SIZE 32

typedef struct AddressWord {
        char s[WORD_SIZE];
} AddressWord;

typedef struct Address {
        AddressWord numbers[FOLD_WORDS_MAX], words[FOLD_WORDS_MAX];
        size_t n_numbers, n_words;
        AddressWord flat; /* "" when none is named */
} Address;

static const char *const abbreviations[][2] = {
        { "rd", "road" },      { "st", "street" },      { "saint", "street" },  { "ave", "avenue" },
        { "av", "avenue" },    { "ln", "lane" },        { "dr", "drive" },      { "cl", "close" },
        { "clo", "close" },    { "ct", "court" },       { "crt", "court" },     { "cres", "crescent" },
        { "cr", "crescent" },  { "pl", "place" },       { "sq", "square" },     { "ter", "terrace" },
        { "terr", "terrace" }, { "gdns", "gardens" },   { "gdn", "gardens" },   { "gr", "grove" },
        { "grv", "grove" },    { "hse", "house" },      { "pk", "park" },       { "mt", "mount" },
        { "wy", "way" },       { "blvd", "boulevard" }, { "bldg", "building" }, { "bldgs", "buildings" },
        { "est", "estate" },   { "fm", "farm" },        { "ctg", "cottage" },   { "cott", "cottage" },
        { "apt", "flat" },     { "apartment", "flat" }, { "flt", "flat" },      { "fflat", "flat" },
        { "unit", "flat" },    { "nr", "near" },        { "gt", "great" },      { "lt", "little" },
        { "upr", "upper" },    { "lwr", "lower" },      { "hl", "heol" },
};

/* Words that add nothing to an address. */
static const char *const silent[] = { "the", "no", "number", "and", "of", "united", "kingdom", "uk" };

/* Words are only asked whether they are equal, so a long one, or one in another script, stands as its FNV-1a
 * hash behind a letter: nothing is cut off. */
static void word_text(const FoldWord *word, AddressWord *out) {
        uint64_t hash = 0xcbf29ce484222325;
        bool plain = word->n < WORD_SIZE;
        for (size_t i = 0; i < word->n; i++) {
                hash = (hash ^ word->c[i]) * 0x100000001b3;
                plain = plain && word->c[i] < 0x80;
                if (plain)
                        out->s[i] = (char)word->c[i];
        }
        if (!plain) {
                snprintf(out->s, sizeof out->s, "u%016llx", (unsigned long long)hash);
                return;
        }
        out->s[word->n] = '\0';
        for (size_t i = 0; i < ELEMENTS(abbreviations); i++)
                if (str_eq(out->s, abbreviations[i][0]))
                        memcpy(out->s, abbreviations[i][1], strlen(abbreviations[i][1]) + 1);
}

static bool is_silent(const char *s) {
        for (size_t i = 0; i < ELEMENTS(silent); i++)
                if (str_eq(s, silent[i]))
                        return true;
        return false;
}

static bool is_inward(const char *s) {
        return strlen(s) == 3 && char_is_digit(s[0]) && char_is_alpha(s[1]) && char_is_alpha(s[2]);
}

/* "12 a" is house 12a, and "ab1 2cd" the postcode ab12cd: the second part belongs to the first. */
static bool belongs_to(const char *s, const char *before) {
        size_t n = strlen(before);
        if (char_is_digit(before[0]))
                return char_is_digit(before[n - 1]) && n + 2 < WORD_SIZE && char_is_alpha(s[0]) && !s[1];
        return is_inward(s) && n <= 4 && strpbrk(before, "0123456789");
}

static size_t read_parts(const Folded *folded, AddressWord *parts) {
        size_t n = 0;
        for (size_t i = 0; i < folded->n_words; i++) {
                AddressWord word;
                word_text(&folded->words[i], &word);
                if (is_silent(word.s))
                        continue;
                if (n > 0 && belongs_to(word.s, parts[n - 1].s))
                        memcpy(parts[n - 1].s + strlen(parts[n - 1].s), word.s, strlen(word.s) + 1);
                else
                        parts[n++] = word;
        }
        return n;
}

/* "Flat 2, 10 High Street" and "2/10 High Street" are flat 2 of number 10. */
static void compare_address_read_address(const Folded *folded, Address *address) {
        AddressWord parts[FOLD_WORDS_MAX];
        size_t n = read_parts(folded, parts), i = 0;
        *address = (Address){ 0 };
        if (n >= 2 && char_is_digit(parts[0].s[0]) && char_is_digit(parts[1].s[0]))
                address->flat = parts[i++];
        for (; i < n; i++) {
                bool number = char_is_digit(parts[i].s[0]);
                if (str_eq(parts[i].s, "flat") && i + 1 < n &&
                    (char_is_digit(parts[i + 1].s[0]) || !parts[i + 1].s[1]))
                        address->flat = parts[++i];
                else if (number)
                        address->numbers[address->n_numbers++] = parts[i];
                else
                        address->words[address->n_words++] = parts[i];
        }
}

/* Items of a that are in b, each used once. */
static size_t common(const AddressWord *a, size_t n_a, const AddressWord *b, size_t n_b) {
        bool taken[FOLD_WORDS_MAX] = { false };
        size_t n = 0;
        for (size_t i = 0; i < n_a; i++)
                for (size_t j = 0; j < n_b; j++)
                        if (!taken[j] && str_eq(a[i].s, b[j].s)) {
                                taken[j] = true;
                                n++;
                                break;
                        }
        return n;
}

static bool same_sequence(const AddressWord *a, size_t n_a, const AddressWord *b, size_t n_b) {
        for (size_t i = 0; n_a == n_b && i < n_a; i++)
                if (!str_eq(a[i].s, b[i].s))
                        return false;
        return n_a == n_b;
}

/* Same words, flat and numbers: only the way of writing differs. */
static Comparison equivalent(const Address *a, const Address *b) {
        return same_sequence(a->words, a->n_words, b->words, b->n_words)
                       ? (Comparison){ GRADE_EQUIVALENT, 0.97,
                                       "Only abbreviations, case or punctuation differ." }
                       : (Comparison){ GRADE_EQUIVALENT, 0.93, "The same parts stand in another order." };
}

static size_t least(size_t a, size_t b) {
        return a < b ? a : b;
}

Comparison compare_addresses(const Folded *folded_a, const Folded *folded_b) {
        Address a, b;
        compare_address_read_address(folded_a, &a);
        compare_address_read_address(folded_b, &b);
        size_t words = common(a.words, a.n_words, b.words, b.n_words), fewer = least(a.n_words, b.n_words);
        size_t numbers = common(a.numbers, a.n_numbers, b.numbers, b.n_numbers), most = a.n_words + b.n_words;
        double overlap = most > 0 ? 2.0 * (double)words / (double)most : 1;
        bool same_words = words == a.n_words && words == b.n_words;
        bool flats_agree = str_eq(a.flat.s, b.flat.s), one_flat = !a.flat.s[0] || !b.flat.s[0];
        if (same_words && flats_agree && same_sequence(a.numbers, a.n_numbers, b.numbers, b.n_numbers))
                return equivalent(&a, &b);
        if (!flats_agree && !one_flat)
                return (Comparison){ GRADE_DIFFERENT, overlap * 0.5, "The flats differ." };
        if (numbers < least(a.n_numbers, b.n_numbers))
                return (Comparison){ GRADE_DIFFERENT, overlap * 0.5, "The numbers differ." };
        if (same_words && !flats_agree)
                return (Comparison){ GRADE_SIMILAR, 0.7, "One names a flat and the other does not." };
        if (fewer > 0 && words == fewer)
                return (Comparison){ GRADE_SIMILAR, 0.8, "One leaves out a part that the other has." };
        if (overlap >= 0.6)
                return (Comparison){ GRADE_SIMILAR, 0.5 + overlap * 0.3, "Most of their parts agree." };
        return (Comparison){ GRADE_DIFFERENT, overlap * 0.5, "They are different addresses." };
}
