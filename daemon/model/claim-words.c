#include "model/claim-words.h"

static const char *const decisions[] = { CLAIM_DECISIONS(WORD_STRING) };
static const char *const reasons[] = { CLAIM_REASONS(WORD_STRING) };
static const char *const ends[] = { CLAIM_ENDS(WORD_STRING) };
static const char *const answers[] = { RECIPIENT_ANSWERS(WORD_STRING) };

const char *claim_decision_to_string(ClaimDecision decision) {
        return decisions[decision];
}

bool claim_decision_from_string(const char *s, ClaimDecision *ret) {
        size_t n;
        if (!str_place(s, decisions, ELEMENTS(decisions), &n))
                return false;
        *ret = (ClaimDecision)n;
        return true;
}

const char *claim_end_to_string(ClaimEnd end) {
        return ends[end];
}

bool claim_end_from_string(const char *s, ClaimEnd *ret) {
        size_t n;
        if (!str_place(s, ends, ELEMENTS(ends), &n))
                return false;
        *ret = (ClaimEnd)n;
        return true;
}

const char *recipient_answer_to_string(RecipientAnswer answer) {
        return answers[answer];
}

bool recipient_answer_from_string(const char *s, RecipientAnswer *ret) {
        size_t n;
        if (!str_place(s, answers, ELEMENTS(answers), &n))
                return false;
        *ret = (RecipientAnswer)n;
        return true;
}

const char *claim_reason_to_string(ClaimReason reason) {
        return reasons[reason];
}

bool claim_reason_from_string(const char *s, ClaimReason *ret) {
        size_t n;
        if (!str_place(s, reasons, ELEMENTS(reasons), &n))
                return false;
        *ret = (ClaimReason)n;
        return true;
}

bool claim_reason_of(ClaimDecision decision, ClaimReason reason) {
        const bool keeps = reason == CLAIM_REASON_ACCURATE || reason == CLAIM_REASON_OPINION;
        return keeps == (decision == CLAIM_KEEP);
}
