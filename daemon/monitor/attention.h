#pragma once
/* What of the figures needs a person. Pure: the same figures, the same answer. */

#include "store/figures.h"

#include <stdbool.h>

typedef struct Attention {
        const char *code; /* stable: "jobs-failed" */
        double value;     /* how many, or how many seconds */
        const char *what; /* "2 jobs have failed", without a full stop */
        const char *mend; /* a command */
} Attention;

/* The most urgent first; strings in the arena. *ret_n 0: all is well. */
void attention_judge(const Figure *figures, size_t n, Arena *arena, Attention **ret, size_t *ret_n);

/* The value of a figure; 0 when there is none of that name and label (NULL: without). */
double figure_value(const Figure *figures, size_t n, const char *metric, const char *label);
/* "40 s", "5 min", "3 h", "12 days" */
const char *duration_text(double seconds, Arena *arena);
