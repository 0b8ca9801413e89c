#pragma once
/* What may be decided of a difference, and why: closed lists that the command line and the checks of
 * muniment.discrepancy share; a test compares them. */

#include "base/text.h"

/* Each is a word of the check of muniment.discrepancy's decision. */
#define DIFFERENCE_DECISIONS(WORD)                                                                           \
        WORD(KEEP, "keep")                                                                                   \
        WORD(CORRECT, "correct")                                                                             \
        WORD(ASK_PERSON, "ask-person")                                                                       \
        WORD(SHIELD, "shield")                                                                               \
        WORD(DIED, "died")                                                                                   \
        WORD(PUT_RIGHT, "put-right")

/* Why it was decided so; each is a word of the check of its decided_because. by-policy: by the
 * source's policy, and no person. */
#define DIFFERENCE_REASONS(WORD)                                                                             \
        WORD(CONFIRMED, "confirmed-here-too")                                                                \
        WORD(NOT_SO, "not-so")                                                                               \
        WORD(NO_LONGER, "no-longer")                                                                         \
        WORD(BOTH_RIGHT, "both-right")                                                                       \
        WORD(EVIDENCE_SEEN, "evidence-seen")                                                                 \
        WORD(PERSON_SAID, "person-said")                                                                     \
        WORD(UNCLEAR, "unclear")                                                                             \
        WORD(IN_REGISTER, "in-register")                                                                     \
        WORD(BY_POLICY, "by-policy")

typedef enum DifferenceDecision {
#define WORD(name, word) DIFFERENCE_DECISION_##name,
        DIFFERENCE_DECISIONS(WORD)
#undef WORD
                _DIFFERENCE_DECISION_MAX,
} DifferenceDecision;

extern const char difference_by_policy[];

/* Reads a decision and its reason, as a person gives them. NULL, or what is wrong with them, one sentence. */
const char *difference_decision_read(const char *decision, const char *because, DifferenceDecision *ret);
const char *difference_decision_to_string(DifferenceDecision decision);
/* The state it leads to. */
const char *difference_decision_state(DifferenceDecision decision);
