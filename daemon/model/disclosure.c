#include "model/disclosure.h"

#include "base/cleanup.h"
#include "base/text.h"

static const struct {
        const char *code, *cite, *text;
        bool told, weighed;
        ReasonSide side;
} reasons[_REASON_MAX] = {
#define REASON(n, c, t, w, s, ci, te) [REASON_##n] = { (c), (ci), (te), (t), (w), SIDE_##s },
        DISCLOSURE_REASONS
#undef REASON
};

static const char *const decisions[_DECISION_MAX] = {
#define WORD(name, word) [DECISION_##name] = (word),
        DECISIONS(WORD)
#undef WORD
};

const char *reason_code(DisclosureReason reason) {
        return reasons[reason].code;
}

const char *reason_cite(DisclosureReason reason) {
        return reasons[reason].cite;
}

const char *reason_text(DisclosureReason reason) {
        return reasons[reason].text;
}

bool reason_is_told(DisclosureReason reason) {
        return reasons[reason].told;
}

ReasonSide reason_side(DisclosureReason reason) {
        return reasons[reason].side;
}

bool reason_is_weighed(DisclosureReason reason) {
        return reasons[reason].weighed;
}

/* Position of a word in a table of words, -1 when it is not there. */
static int disclosure_find(const char *const *words, int n, const char *s) {
        for (int i = 0; i < n; i++)
                if (str_eq(words[i], s))
                        return i;
        return -1;
}

bool reason_from_code(const char *code, DisclosureReason *ret) {
        for (int i = 0; i < _REASON_MAX; i++)
                if (str_eq(reasons[i].code, code)) {
                        *ret = (DisclosureReason)i;
                        return true;
                }
        return false;
}

const char *decision_to_string(Decision decision) {
        return decisions[decision];
}

bool decision_from_string(const char *s, Decision *ret) {
        int i = disclosure_find(decisions, _DECISION_MAX, s);
        if (i >= 0)
                *ret = (Decision)i;
        return i >= 0;
}

static const char *const abouts[] = { ABOUTS(WORD_STRING) };

const char *about_to_string(About about) {
        return abouts[about];
}

bool about_from_string(const char *s, About *ret) {
        size_t n;
        if (!str_place(s, abouts, ELEMENTS(abouts), &n))
                return false;
        *ret = (About)n;
        return true;
}
