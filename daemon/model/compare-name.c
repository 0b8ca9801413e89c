/* Names: people write them with and without accents, hyphens and middle names, and put them in either order.
 */
#include "base/cleanup.h"
#include "model/compare.h"
#include "model/fold.h"

#include <string.h>

/* Under this, likeness of letters says nothing about names (John and Jane come to 0.7). */
#define NAME_LIKENESS 0.87

typedef bool (*WordMatch)(const FoldWord *a, const FoldWord *b);

static bool initial_of(const FoldWord *a, const FoldWord *b) {
        return fold_word_equal(a, b) ||
               ((a->n == 1 || b->n == 1) && a->n > 0 && b->n > 0 && a->c[0] == b->c[0]);
}

/* Words of a that find a partner of their own in b, in any order. */
static size_t matched_words(const Folded *a, const Folded *b, WordMatch match) {
        bool taken[FOLD_WORDS_MAX] = { false };
        size_t n = 0;
        for (size_t i = 0; i < a->n_words; i++)
                for (size_t j = 0; j < b->n_words; j++)
                        if (!taken[j] && match(&a->words[i], &b->words[j])) {
                                taken[j] = true;
                                n++;
                                break;
                        }
        return n;
}

Comparison compare_names(const Folded *a, const Folded *b) {
        uint32_t letters_a[FOLD_MAX], letters_b[FOLD_MAX];
        size_t n_a = fold_letters(a, letters_a), n_b = fold_letters(b, letters_b);
        if (n_a == n_b && memcmp(letters_a, letters_b, n_a * sizeof *letters_a) == 0)
                return (Comparison){ GRADE_EQUIVALENT, 0.98,
                                     "Only case, accents, spaces, hyphens or apostrophes differ." };
        size_t fewer = a->n_words < b->n_words ? a->n_words : b->n_words,
               n = matched_words(a, b, fold_word_equal);
        if (fewer > 0 && n == fewer && a->n_words == b->n_words)
                return (Comparison){ GRADE_SIMILAR, 0.88, "The same names stand in another order." };
        if (fewer > 0 && n == fewer)
                return (Comparison){ GRADE_SIMILAR, 0.85, "One has a name that the other leaves out." };
        if (fewer > 0 && matched_words(a, b, initial_of) == fewer)
                return (Comparison){ GRADE_SIMILAR, 0.75, "An initial may stand for a name." };
        double likeness = fold_likeness(letters_a, n_a, letters_b, n_b);
        if (n_a > 3 && n_b > 3 && fold_one_slip(letters_a, n_a, letters_b, n_b))
                return (Comparison){ GRADE_SIMILAR, likeness > 0.85 ? 0.85 : 0.8, "One letter differs." };
        if (likeness >= NAME_LIKENESS)
                return (Comparison){ GRADE_SIMILAR, likeness * 0.9, "They are spelt alike." };
        return (Comparison){ GRADE_DIFFERENT, likeness * 0.5, "They are different names." };
}
