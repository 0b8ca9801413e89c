#include "model/closing-reason.h"

#include "base/cleanup.h"

static const char *const words[] = { CLOSING_REASONS(WORD_STRING) };

const char *closing_reason_to_string(ClosingReason reason) {
        return words[reason];
}

bool closing_reason_from_string(const char *s, ClosingReason *ret) {
        size_t n;
        if (!str_place(s, words, ELEMENTS(words), &n))
                return false;
        *ret = (ClosingReason)n;
        return true;
}
