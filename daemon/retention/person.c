#include "retention/person.h"

#include "base/text.h"
#include "model/fold.h"

#include <string.h>

bool person_same(const char *a, const char *b) {
        Folded x, y;
        if (str_eq(a, b))
                return true;
        if (!a || !b || !fold(a, &x) || !fold(b, &y))
                return false;
        uint32_t letters_x[FOLD_MAX], letters_y[FOLD_MAX];
        size_t n = fold_letters(&x, letters_x);
        return n == fold_letters(&y, letters_y) && n > 0 &&
               memcmp(letters_x, letters_y, n * sizeof *letters_x) == 0;
}
