#pragma once
/* How gone is gone: the grade that a rule promises and a certificate names, each more than the one before. */

#include "base/text.h"

/* hidden: archived, not visible to ordinary use. deleted: no statement over the register's tables returns it.
 * reclaimed: vacuumed, its rows' places were given back. rewritten: table, index and TOAST files hold no
 * trace. As the check of muniment.verification.grade has them. */
#define PROMISES(WORD)                                                                                       \
        WORD(HIDDEN, "hidden")                                                                               \
        WORD(DELETED, "deleted")                                                                             \
        WORD(RECLAIMED, "reclaimed")                                                                         \
        WORD(REWRITTEN, "rewritten")

typedef enum Promise {
#define WORD(name, word) PROMISE_##name,
        PROMISES(WORD)
#undef WORD
                _PROMISE_MAX,
} Promise;

const char *promise_to_string(Promise promise);
/* _PROMISE_MAX: no such grade. */
Promise promise_from_string(const char *s);
