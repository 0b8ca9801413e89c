#include "model/hold-basis.h"

#include "base/text.h"

static const struct {
        const char *word, *cite, *text;
} bases[_HOLD_BASIS_MAX] = {
#define BASIS(name, word, cite, text) [HOLD_BASIS_##name] = { word, cite, text },
        HOLD_BASES
#undef BASIS
};

const char *hold_basis_to_string(HoldBasis basis) {
        return bases[basis].word;
}

bool hold_basis_from_string(const char *s, HoldBasis *ret) {
        for (HoldBasis basis = 0; basis < _HOLD_BASIS_MAX; basis++)
                if (str_eq(bases[basis].word, s)) {
                        *ret = basis;
                        return true;
                }
        return false;
}

const char *hold_basis_cite(HoldBasis basis) {
        return bases[basis].cite;
}

const char *hold_basis_text(HoldBasis basis) {
        return bases[basis].text;
}
