#include "model/disclosure.h"

#include "base/cleanup.h"
#include "base/text.h"

static const struct {
        const char *code, *cite, *text;
        bool told;
} reasons[_REASON_MAX] = {
#define REASON(n, c, t, ci, te) [REASON_##n] = { .code = (c), .told = (t), .cite = (ci), .text = (te) },
        DISCLOSURE_REASONS
#undef REASON
};

static const char *const decisions[_DECISION_MAX] = {
#define WORD(name, word) [DECISION_##name] = (word),
        DECISIONS(WORD)
#undef WORD
};

/* Items 1, 3, 4, 5 and a parent's name stay visible behind a shield (reg 6(5)): s.12(4)(a) but for the
 * address, and of (b) the child's own number, not those by which other bodies know the child (item 18). */
static bool visible_behind_shield(const Attribute *attribute) {
        bool name = str_eq(attribute->category, "name") || str_eq(attribute->category, "identity");
        return name &&
               (str_eq(attribute->item, "a") || str_eq(attribute->item, "b") || str_eq(attribute->item, "c"));
}

static Disclosure by_person(const Attribute *attribute) {
        switch (attribute->about) {
        case ABOUT_SUBJECT:
                return (Disclosure){ DECISION_DISCLOSE, REASON_OWN_DATA };
        case ABOUT_PRACTITIONER:
                return (Disclosure){ DECISION_DISCLOSE, REASON_PRACTITIONER };
        case ABOUT_CARER:
                return (Disclosure){ DECISION_WITHHOLD, REASON_THIRD_PARTY };
        case ABOUT_SYSTEM: /* about nobody by itself: a school, an agency, told with the row that names it */
        case _ABOUT_MAX:
                break;
        }
        return (Disclosure){ DECISION_DISCLOSE, REASON_OWN_DATA };
}

Disclosure disclosure_decide(const DisclosureCase *c, const Attribute *attribute) {
        bool subject_asks = c->requester == REQUESTER_SUBJECT;
        if (c->sensitive_row && !subject_asks)
                return (Disclosure){ DECISION_WITHHOLD, REASON_SENSITIVE_SERVICE };
        if (c->shielded && !subject_asks && !visible_behind_shield(attribute))
                return (Disclosure){ DECISION_WITHHOLD, REASON_SHIELDED };
        if (attribute->disclose == DISCLOSE_NEVER)
                return (Disclosure){ DECISION_WITHHOLD, REASON_INTERNAL };
        Disclosure by = by_person(attribute);
        /* Policy may keep back on its own; what might go out after a look waits for the look. */
        if (by.decision == DECISION_DISCLOSE && (attribute->disclose == DISCLOSE_REVIEW || c->sensitive_row))
                return (Disclosure){ DECISION_UNDECIDED, REASON_REVIEW };
        return by;
}

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

bool reason_protects(DisclosureReason reason) {
        return reason == REASON_SENSITIVE_SERVICE || reason == REASON_SHIELDED;
}

/* Position of a word in a table of words, -1 when it is not there. */
static int find(const char *const *words, int n, const char *s) {
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
        int i = find(decisions, _DECISION_MAX, s);
        if (i >= 0)
                *ret = (Decision)i;
        return i >= 0;
}

const char *about_to_string(About about) {
        static const char *const names[_ABOUT_MAX] = {
                [ABOUT_SUBJECT] = "subject",
                [ABOUT_CARER] = "carer",
                [ABOUT_PRACTITIONER] = "practitioner",
                [ABOUT_SYSTEM] = "system",
        };
        return names[about];
}
