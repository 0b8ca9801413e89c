#include "model/promise.h"

#include "base/cleanup.h"

static const char *const words[] = { PROMISES(WORD_STRING) };

const char *promise_to_string(Promise promise) {
        return words[promise];
}

Promise promise_from_string(const char *s) {
        size_t n;
        return str_place(s, words, ELEMENTS(words), &n) ? (Promise)n : _PROMISE_MAX;
}
