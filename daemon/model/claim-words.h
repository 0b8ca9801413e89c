#pragma once
/* The words of what is said to be wrong (UK GDPR Arts 16, 19), each a closed list that the command line and
 * the checks of muniment.request_claim and muniment.request_recipient share: a test compares them. */

#include "base/text.h"

/* What is decided of something that is said to be wrong, why, and what became of it: beside: a hold keeps the
 * register as it is; overtaken: the register held something else by then, or refused it. */
#define CLAIM_DECISIONS(WORD)                                                                                \
        WORD(CORRECT, "correct")                                                                             \
        WORD(KEEP, "keep")
#define CLAIM_REASONS(WORD)                                                                                  \
        WORD(EVIDENCE, "evidence-seen")                                                                      \
        WORD(SOURCE, "source-says")                                                                          \
        WORD(PERSON, "person-knows")                                                                         \
        WORD(INCOMPLETE, "incomplete")                                                                       \
        WORD(ACCURATE, "accurate")                                                                           \
        WORD(OPINION, "opinion")
#define CLAIM_ENDS(WORD)                                                                                     \
        WORD(CORRECTED, "corrected")                                                                         \
        WORD(BESIDE, "beside")                                                                               \
        WORD(OVERTAKEN, "overtaken")

/* Whether somebody who had the wrong value was told (UK GDPR Art 19). unsafe: to tell them would put
 * somebody in danger. */
#define RECIPIENT_ANSWERS(WORD)                                                                              \
        WORD(TOLD, "told")                                                                                   \
        WORD(IMPOSSIBLE, "impossible")                                                                       \
        WORD(UNSAFE, "unsafe")

typedef enum ClaimDecision {
#define WORD(name, word) CLAIM_##name,
        CLAIM_DECISIONS(WORD)
#undef WORD
                _CLAIM_DECISION_MAX,
} ClaimDecision;

typedef enum ClaimReason {
#define WORD(name, word) CLAIM_REASON_##name,
        CLAIM_REASONS(WORD)
#undef WORD
                _CLAIM_REASON_MAX,
} ClaimReason;

typedef enum ClaimEnd {
#define WORD(name, word) CLAIM_##name,
        CLAIM_ENDS(WORD)
#undef WORD
                _CLAIM_END_MAX,
} ClaimEnd;

typedef enum RecipientAnswer {
#define WORD(name, word) RECIPIENT_##name,
        RECIPIENT_ANSWERS(WORD)
#undef WORD
                _RECIPIENT_ANSWER_MAX,
} RecipientAnswer;

const char *claim_decision_to_string(ClaimDecision decision);
bool claim_decision_from_string(const char *s, ClaimDecision *ret);
const char *claim_reason_to_string(ClaimReason reason);
bool claim_reason_from_string(const char *s, ClaimReason *ret);
/* Whether it is a reason for that decision: what is right, and what was rightly recorded as somebody's
 * opinion, is kept; anything else corrects. */
bool claim_reason_of(ClaimDecision decision, ClaimReason reason);
const char *claim_end_to_string(ClaimEnd end);
bool claim_end_from_string(const char *s, ClaimEnd *ret);
const char *recipient_answer_to_string(RecipientAnswer answer);
bool recipient_answer_from_string(const char *s, RecipientAnswer *ret);
