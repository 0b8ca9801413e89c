#include "model/difference-words.h"

#include "model/lives/difference.h"

#include <stdio.h>
#include <string.h>

static const char *const reasons[] = {
#define WORD(name, word) (word),
        DIFFERENCE_REASONS(WORD)
#undef WORD
};

const char difference_by_policy[] = "by-policy";

/* What each leads to, and the reasons that a person may give for it. */
static const struct {
        const char *word;
        DifferenceState state;
        const char *reasons;
        const char *refusal;
} decisions[_DIFFERENCE_DECISION_MAX] = {
        [DIFFERENCE_DECISION_KEEP] = { "keep", DIFFERENCE_SETTLED,
                                       " not-so no-longer both-right evidence-seen person-said ",
                                       "For keep, --because is one of not-so, no-longer, both-right, "
                                       "evidence-seen, person-said." },
        [DIFFERENCE_DECISION_CORRECT] = { "correct", DIFFERENCE_CORRECTED,
                                          " confirmed-here-too evidence-seen person-said ",
                                          "For correct, --because is one of confirmed-here-too, "
                                          "evidence-seen, person-said." },
        [DIFFERENCE_DECISION_ASK_PERSON] = { "ask-person", DIFFERENCE_ASKED, " unclear ",
                                             "For ask-person, --because is unclear." },
        [DIFFERENCE_DECISION_SHIELD] = { "shield", DIFFERENCE_STANDS,
                                         " confirmed-here-too evidence-seen person-said ",
                                         "For shield, --because is one of confirmed-here-too, "
                                         "evidence-seen, person-said." },
        [DIFFERENCE_DECISION_DIED] = { "died", DIFFERENCE_STANDS,
                                       " confirmed-here-too evidence-seen person-said ",
                                       "For died, --because is one of confirmed-here-too, "
                                       "evidence-seen, person-said." },
        [DIFFERENCE_DECISION_PUT_RIGHT] = { "put-right", DIFFERENCE_SETTLED, " in-register ",
                                            "For put-right, --because is in-register." },
};

const char *difference_decision_read(const char *decision, const char *because, DifferenceDecision *ret) {
        for (size_t i = 0; i < _DIFFERENCE_DECISION_MAX; i++) {
                if (!str_eq(decisions[i].word, decision))
                        continue;
                for (size_t k = 0; k < ELEMENTS(reasons); k++) {
                        char word[32];
                        snprintf(word, sizeof word, " %s ", reasons[k]);
                        if (str_eq(reasons[k], because) && strstr(decisions[i].reasons, word)) {
                                *ret = (DifferenceDecision)i;
                                return NULL;
                        }
                }
                return decisions[i].refusal;
        }
        return "The decision is one of keep, correct, ask-person, shield, died, put-right.";
}

const char *difference_decision_to_string(DifferenceDecision decision) {
        return decisions[decision].word;
}

const char *difference_decision_state(DifferenceDecision decision) {
        return difference_state_to_string(decisions[decision].state);
}
