#pragma once
/* Text reduced to what two ways of writing the same have in common: small letters, Latin letters without
 * their marks (Welsh, Polish, Yoruba), no apostrophes, words apart by one space. Other scripts keep their
 * letters, as they are written. Not for display, and no collation: for comparing names and addresses. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FOLD_MAX       400
#define FOLD_WORDS_MAX 100

typedef struct FoldWord {
        const uint32_t *c; /* code points, in the Folded it belongs to */
        size_t n;
} FoldWord;

typedef struct Folded {
        uint32_t c[FOLD_MAX]; /* words, apart by one U+0020 */
        size_t n;
        FoldWord words[FOLD_WORDS_MAX];
        size_t n_words;
} Folded;

/* Hyphens, full stops and other ASCII marks count as spaces. False when s is not UTF-8 or too long; then *ret
 * is undefined. ret->words point into *ret: do not copy a Folded. */
bool fold(const char *s, Folded *ret);
/* One letter, small and without its marks; of two that are written as one, itself. */
uint32_t fold_letter(uint32_t c);
bool fold_word_equal(const FoldWord *a, const FoldWord *b);
/* The word equals this ASCII text. */
bool fold_word_is(const FoldWord *word, const char *s);
/* The letters without the spaces, into out[FOLD_MAX]; yields how many. */
size_t fold_letters(const Folded *folded, uint32_t *out);

/* How many bytes of a blank of any kind, a hyphen, a dash, or a mark that nobody sees stand at s: what people
 * and their programs put between the groups of a number. 0: none. */
size_t fold_gap(const char *s);

/* How alike two runs of code points are, 0 to 1 (Jaro, with Winkler's weight on a common beginning). */
double fold_likeness(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b);
/* One character is added, left out or replaced, or two neighbours have changed places. */
bool fold_one_slip(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b);
