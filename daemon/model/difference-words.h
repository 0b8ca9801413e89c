#pragma once
/* What a difference is, what may be decided of it, and why: closed lists that the command line and the checks
 * of muniment.discrepancy share; a test compares them. */

#include "base/arena.h"
#include "base/text.h"
#include "model/lives/difference.h"

/* The last four are of the number itself that an agency was asked by. */
#define DIFFERENCE_KINDS(WORD)                                                                               \
        WORD(DIFFERS, "differs")                                                                             \
        WORD(MISSING_HERE, "missing-here")                                                                   \
        WORD(DECEASED, "deceased")                                                                           \
        WORD(SHIELDING, "shielding")                                                                         \
        WORD(SUPERSEDED, "superseded")                                                                       \
        WORD(NOT_FOUND, "not-found")                                                                         \
        WORD(INVALIDATED, "invalidated")                                                                     \
        WORD(NUMBER_INVALID, "number-invalid")

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

typedef enum DifferenceKind {
#define WORD(name, word) DIFFERENCE_KIND_##name,
        DIFFERENCE_KINDS(WORD)
#undef WORD
                _DIFFERENCE_KIND_MAX,
} DifferenceKind;

typedef enum DifferenceDecision {
#define WORD(name, word) DIFFERENCE_DECISION_##name,
        DIFFERENCE_DECISIONS(WORD)
#undef WORD
                _DIFFERENCE_DECISION_MAX,
} DifferenceDecision;

typedef enum DifferenceReason {
#define WORD(name, word) DIFFERENCE_REASON_##name,
        DIFFERENCE_REASONS(WORD)
#undef WORD
                _DIFFERENCE_REASON_MAX,
} DifferenceReason;

/* What was decided, and why: neither without the other. */
typedef struct DifferenceVerdict {
        DifferenceDecision decision; /* _DIFFERENCE_DECISION_MAX: nothing yet */
        DifferenceReason because;
} DifferenceVerdict;

const char *difference_kind_to_string(DifferenceKind kind);
/* False, and *ret untouched, for an unknown word; of the next likewise. */
bool difference_kind_from_string(const char *s, DifferenceKind *ret);
/* As it was kept, whoever gave the reason. */
bool difference_verdict_from_strings(const char *decision, const char *because, DifferenceVerdict *ret);
/* Reads a decision and its reason, as a person gives them. NULL, or what is wrong with them, one sentence in
 * the arena. */
const char *difference_verdict_read(const char *decision, const char *because, Arena *arena,
                                    DifferenceVerdict *ret);
const char *difference_decision_to_string(DifferenceDecision decision);
const char *difference_reason_to_string(DifferenceReason reason);
/* The state it leads to. */
DifferenceState difference_decision_state(DifferenceDecision decision);
