#pragma once
/* Whether two values say the same: what a register holds and what a source answers. Pure; symmetric; never a
 * decision by itself. A grade under "same" says why in one sentence that holds no value. */

#include "model/data-map.h"

/* same: character for character. equivalent: written in another way, with the same meaning. similar: may well
 * be meant the same: a slip, an initial, a part left out. */
#define GRADES(WORD)                                                                                         \
        WORD(SAME, "same")                                                                                   \
        WORD(EQUIVALENT, "equivalent")                                                                       \
        WORD(SIMILAR, "similar")                                                                             \
        WORD(DIFFERENT, "different")

typedef enum Grade {
#define WORD(name, word) GRADE_##name,
        GRADES(WORD)
#undef WORD
                _GRADE_MAX,
} Grade;

typedef struct Comparison {
        Grade grade;
        double score;        /* 1 same; 0.9 and more equivalent; over 0.5 similar; else different */
        const char *because; /* static */
} Comparison;

/* Neither may be NULL; any bytes will do. */
Comparison compare_values(CompareKind kind, const char *a, const char *b);

/* "name"; false, and *ret untouched, for an unknown name. */
bool compare_kind_from_string(const char *s, CompareKind *ret);
const char *compare_kind_to_string(CompareKind kind);
const char *grade_to_string(Grade grade);
bool grade_from_string(const char *s, Grade *ret);

/* Parts of compare_values(), for folded values that are not the same character for character. */
struct Folded;
Comparison compare_names(const struct Folded *a, const struct Folded *b);
Comparison compare_addresses(const struct Folded *a, const struct Folded *b);
