/* A kind (the first byte) and two values, apart by a line feed: a grade with its score, the same both ways
 * round, and "same" for the same. */
#include "model/compare.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok) {
        if (!ok)
                __builtin_trap();
}

static char *copy(const uint8_t *data, size_t n) {
        char *s = malloc(n + 1);
        must(s != NULL);
        memcpy(s, data, n);
        s[n] = '\0';
        return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        const uint8_t *middle = size > 1 ? memchr(data + 1, '\n', size - 1) : NULL;
        if (!middle)
                return 0;
        CompareKind kind = (CompareKind)(data[0] % _COMPARE_MAX);
        char *a = copy(data + 1, (size_t)(middle - data - 1));
        char *b = copy(middle + 1, (size_t)(data + size - middle - 1));
        Comparison there = compare_values(kind, a, b), back = compare_values(kind, b, a);
        must(there.grade == back.grade && there.score == back.score && there.because == back.because);
        must(there.score >= 0 && there.score <= 1 && there.because[0]);
        must((there.grade == GRADE_SAME) == (strcmp(a, b) == 0));
        must((there.grade == GRADE_DIFFERENT) == (there.score <= 0.5));
        free(a);
        free(b);
        return 0;
}
