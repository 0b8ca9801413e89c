#pragma once
/* Why a register is closed. The check of muniment.closing.reason holds the same words: a test compares them.
 */

#include "base/text.h"

/* governance-forgot: the register's receipts know of a run that the governance database does not. asked: a
 * person had every tombstone looked for. */
#define CLOSING_REASONS(WORD)                                                                                \
        WORD(REGISTER_WENT_BACK, "register-went-back")                                                       \
        WORD(GOVERNANCE_WENT_BACK, "governance-went-back")                                                   \
        WORD(GOVERNANCE_FORGOT, "governance-forgot")                                                         \
        WORD(AGENT_CLOSED, "agent-closed")                                                                   \
        WORD(ASKED, "asked")

typedef enum ClosingReason {
#define WORD(name, word) CLOSED_##name,
        CLOSING_REASONS(WORD)
#undef WORD
                _CLOSING_REASON_MAX,
} ClosingReason;

const char *closing_reason_to_string(ClosingReason reason);
/* False, and *ret untouched, for an unknown word. */
bool closing_reason_from_string(const char *s, ClosingReason *ret);
