#include "model/difference-words.h"

static const char *const kinds[] = { DIFFERENCE_KINDS(WORD_STRING) };
static const char *const decisions[] = { DIFFERENCE_DECISIONS(WORD_STRING) };
static const char *const reasons[] = { DIFFERENCE_REASONS(WORD_STRING) };

/* What each leads to, and the reasons that a person may give for it. */
#define FOR(reason) (1u << DIFFERENCE_REASON_##reason)
#define SEEN        (FOR(CONFIRMED) | FOR(EVIDENCE_SEEN) | FOR(PERSON_SAID))
static const struct {
        DifferenceState state;
        unsigned reasons;
} rows[_DIFFERENCE_DECISION_MAX] = {
        [DIFFERENCE_DECISION_KEEP] = { DIFFERENCE_SETTLED, FOR(NOT_SO) | FOR(NO_LONGER) | FOR(BOTH_RIGHT) |
                                                                   FOR(EVIDENCE_SEEN) | FOR(PERSON_SAID) },
        [DIFFERENCE_DECISION_CORRECT] = { DIFFERENCE_CORRECTED, SEEN },
        [DIFFERENCE_DECISION_ASK_PERSON] = { DIFFERENCE_ASKED, FOR(UNCLEAR) },
        [DIFFERENCE_DECISION_SHIELD] = { DIFFERENCE_STANDS, SEEN },
        [DIFFERENCE_DECISION_DIED] = { DIFFERENCE_STANDS, SEEN },
        [DIFFERENCE_DECISION_PUT_RIGHT] = { DIFFERENCE_SETTLED, FOR(IN_REGISTER) },
};

const char *difference_kind_to_string(DifferenceKind kind) {
        return kinds[kind];
}

bool difference_kind_from_string(const char *s, DifferenceKind *ret) {
        size_t n;
        if (!str_place(s, kinds, ELEMENTS(kinds), &n))
                return false;
        *ret = (DifferenceKind)n;
        return true;
}

bool difference_verdict_from_strings(const char *decision, const char *because, DifferenceVerdict *ret) {
        size_t what, why;
        if (!str_place(decision, decisions, ELEMENTS(decisions), &what) ||
            !str_place(because, reasons, ELEMENTS(reasons), &why))
                return false;
        *ret = (DifferenceVerdict){ (DifferenceDecision)what, (DifferenceReason)why };
        return true;
}

/* "For keep, --because is one of: not-so no-longer." */
static const char *reasons_for(DifferenceDecision decision, Arena *arena) {
        _cleanup_text_ Text out = { 0 };
        unsigned allowed = rows[decision].reasons;
        bool one = (allowed & (allowed - 1)) == 0;
        text_appendf(&out, "For %s, --because is%s", decisions[decision], one ? "" : " one of:");
        for (size_t i = 0; i < ELEMENTS(reasons); i++)
                if (allowed & 1u << i)
                        text_appendf(&out, " %s", reasons[i]);
        text_append(&out, ".");
        return arena_strdup(arena, text_str(&out));
}

const char *difference_verdict_read(const char *decision, const char *because, Arena *arena,
                                    DifferenceVerdict *ret) {
        size_t what, why;
        if (!str_place(decision, decisions, ELEMENTS(decisions), &what))
                return "The decision is one of:" DIFFERENCE_DECISIONS(WORD_SPACED) ".";
        if (!str_place(because, reasons, ELEMENTS(reasons), &why) || !(rows[what].reasons & 1u << why))
                return reasons_for((DifferenceDecision)what, arena);
        *ret = (DifferenceVerdict){ (DifferenceDecision)what, (DifferenceReason)why };
        return NULL;
}

const char *difference_decision_to_string(DifferenceDecision decision) {
        return decisions[decision];
}

const char *difference_reason_to_string(DifferenceReason reason) {
        return reasons[reason];
}

DifferenceState difference_decision_state(DifferenceDecision decision) {
        return rows[decision].state;
}
