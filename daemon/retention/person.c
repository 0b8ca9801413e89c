#include "retention/person.h"

#include "base/text.h"
#include "model/fold.h"

#include <string.h>

#define SPEAKS " for "

/* Writes the person's name where there is room for any that may be compared. */
static bool retention_person_of(const Settings *settings, const char *actor, Folded *ret) {
        const char *name = strstr(actor, SPEAKS);
        size_t login = name ? (size_t)(name - actor) : strlen(actor);
        for (size_t i = 0; name && i < settings->n_trusted_wrappers; i++)
                if (strlen(settings->trusted_wrappers[i]) == login &&
                    strncmp(settings->trusted_wrappers[i], actor, login) == 0)
                        return fold(name + strlen(SPEAKS), ret);
        _cleanup_text_ Text text = { 0 };
        text_append_n(&text, actor, login);
        return fold(text_str(&text), ret);
}

bool person_same(const Settings *settings, const char *a, const char *b) {
        Folded x, y;
        if (str_eq(a, b))
                return true;
        if (!a || !b || !retention_person_of(settings, a, &x) || !retention_person_of(settings, b, &y))
                return false;
        uint32_t letters_x[FOLD_MAX], letters_y[FOLD_MAX];
        size_t n = fold_letters(&x, letters_x);
        return n == fold_letters(&y, letters_y) && n > 0 &&
               memcmp(letters_x, letters_y, n * sizeof *letters_x) == 0;
}
