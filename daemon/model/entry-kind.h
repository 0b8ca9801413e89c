#pragma once
/* What the ledger can say was done. The kind stands in the entry that is signed, so a word is never changed
 * or taken away once an entry may hold it: only added. */

#include "model/request-words.h"

#define ENTRY_KINDS(WORD)                                                                                    \
        /* runs and what they destroy */                                                                     \
        WORD(POLICY_LOADED, "policy-loaded")                                                                 \
        WORD(MAP_ACCEPTED, "map-accepted")                                                                   \
        WORD(RUN_PLANNED, "run-planned")                                                                     \
        WORD(RUN_COUNTED, "run-counted")                                                                     \
        WORD(RUN_APPROVED, "run-approved")                                                                   \
        WORD(RUN_STARTED, "run-started")                                                                     \
        WORD(BATCH_DISPOSED, "batch-disposed")                                                               \
        WORD(RUN_DISPOSED, "run-disposed")                                                                   \
        WORD(RUN_UNCLEAN, "run-unclean")                                                                     \
        WORD(RUN_VERIFIED, "run-verified")                                                                   \
        WORD(RUN_CERTIFIED, "run-certified")                                                                 \
        WORD(RUN_STOPPED, "run-stopped")                                                                     \
        WORD(RUN_LEFT, "run-left")                                                                           \
        WORD(RUN_FAILED, "run-failed")                                                                       \
        /* holds */                                                                                          \
        WORD(HOLD_SET, "hold-set")                                                                           \
        WORD(HOLD_RELEASED, "hold-released")                                                                 \
        WORD(HOLD_REVIEWED, "hold-reviewed")                                                                 \
        WORD(HOLD_REVIEW_SOON, "hold-review-soon")                                                           \
        WORD(HOLD_REVIEW_DUE, "hold-review-due")                                                             \
        /* after a restore */                                                                                \
        WORD(GOVERNANCE_WENT_BACK, "governance-went-back")                                                   \
        WORD(REGISTER_CLOSED, "register-closed")                                                             \
        WORD(REPLAY_PLANNED, "replay-planned")                                                               \
        WORD(REPLAY_APPROVED, "replay-approved")                                                             \
        WORD(REPLAY_ANSWERED, "replay-answered")                                                             \
        WORD(BATCH_REPLAYED, "batch-replayed")                                                               \
        WORD(REPLAY_UNCLEAN, "replay-unclean")                                                               \
        WORD(REGISTER_OPENED, "register-opened")                                                             \
        WORD(RESTORE_DRILLED, "restore-drilled")                                                             \
        WORD(CHECKPOINT_SET_ASIDE, "checkpoint-set-aside")                                                   \
        /* accuracy */                                                                                       \
        WORD(SWEEP_STARTED, "sweep-started")                                                                 \
        WORD(SWEEP_FINISHED, "sweep-finished")                                                               \
        /* requests: "request-" and the event, in the order of REQUEST_EVENTS */                             \
        WORD(REQUEST_RECEIVED, "request-received")                                                           \
        WORD(REQUEST_IDENTITY_ASKED, "request-identity-asked")                                               \
        WORD(REQUEST_IDENTITY_GIVEN, "request-identity-given")                                               \
        WORD(REQUEST_FEE_ASKED, "request-fee-asked")                                                         \
        WORD(REQUEST_FEE_PAID, "request-fee-paid")                                                           \
        WORD(REQUEST_CLARIFICATION_ASKED, "request-clarification-asked")                                     \
        WORD(REQUEST_CLARIFICATION_GIVEN, "request-clarification-given")                                     \
        WORD(REQUEST_EXTENDED, "request-extended")                                                           \
        WORD(REQUEST_AUTHORITY_RECORDED, "request-authority-recorded")                                       \
        WORD(REQUEST_AUTHORITY_ASKED, "request-authority-asked")                                             \
        WORD(REQUEST_AUTHORITY_SHOWN, "request-authority-shown")                                             \
        WORD(REQUEST_UNDERSTANDING_FOUND, "request-understanding-found")                                     \
        WORD(REQUEST_CHILD_ASKED, "request-child-asked")                                                     \
        WORD(REQUEST_CONCERN_FOUND, "request-concern-found")                                                 \
        WORD(REQUEST_CONCERN_WEIGHED, "request-concern-weighed")                                             \
        WORD(REQUEST_REQUESTER_SAID, "request-requester-said")                                               \
        WORD(REQUEST_EVIDENCE_DESTROYED, "request-evidence-destroyed")                                       \
        WORD(REQUEST_COLLECTED, "request-collected")                                                         \
        WORD(REQUEST_DECIDED, "request-decided")                                                             \
        WORD(REQUEST_REVIEWED, "request-reviewed")                                                           \
        WORD(REQUEST_APPROVED, "request-approved")                                                           \
        WORD(REQUEST_RENDERED, "request-rendered")                                                           \
        WORD(REQUEST_RELEASED, "request-released")                                                           \
        WORD(REQUEST_REFUSED, "request-refused")                                                             \
        WORD(REQUEST_WITHDRAWN, "request-withdrawn")                                                         \
        WORD(REQUEST_GIVEN_OVER, "request-given-over")                                                       \
        WORD(REQUEST_WISHES_SAID, "request-wishes-said")                                                     \
        WORD(REQUEST_PROMISED, "request-promised")                                                           \
        WORD(REQUEST_PROGRESS_TOLD, "request-progress-told")                                                 \
        WORD(REQUEST_ACKNOWLEDGED, "request-acknowledged")                                                   \
        WORD(REQUEST_ENQUIRY_MADE, "request-enquiry-made")                                                   \
        WORD(REQUEST_ENQUIRY_ANSWERED, "request-enquiry-answered")                                           \
        WORD(REQUEST_REGULATOR_ASKED, "request-regulator-asked")                                             \
        WORD(REQUEST_REGULATOR_DECIDED, "request-regulator-decided")                                         \
        WORD(REQUEST_OUTCOME_FOUND, "request-outcome-found")                                                 \
        WORD(REQUEST_CLAIM_MADE, "request-claim-made")                                                       \
        WORD(REQUEST_CLAIM_DECIDED, "request-claim-decided")                                                 \
        WORD(REQUEST_CARRIED_OUT, "request-carried-out")                                                     \
        WORD(REQUEST_RECIPIENT_TOLD, "request-recipient-told")                                               \
        WORD(REQUEST_ANSWERED, "request-answered")                                                           \
        WORD(REQUEST_DAY_MOVED, "request-day-moved")                                                         \
        /* notices */                                                                                        \
        WORD(NOTICE_OWED, "notice-owed")                                                                     \
        WORD(NOTICE_WAITING, "notice-waiting")                                                               \
        WORD(NOTICE_LAPSED, "notice-lapsed")                                                                 \
        WORD(NOTICE_MADE, "notice-made")                                                                     \
        WORD(REQUEST_LETTER_MADE, "request-letter-made")                                                     \
        /* letters on their way */                                                                           \
        WORD(LETTER_SENT, "letter-sent")                                                                     \
        WORD(LETTER_DELIVERED, "letter-delivered")                                                           \
        WORD(LETTER_RETURNED, "letter-returned")                                                             \
        WORD(LETTER_NOT_RETURNED, "letter-not-returned")                                                     \
        WORD(LETTER_AGAIN, "letter-again")                                                                   \
        WORD(LETTER_STOPPED, "letter-stopped")                                                               \
        WORD(LETTER_FAILED, "letter-failed")                                                                 \
        /* papers */                                                                                         \
        WORD(FOLDER_GIVEN_UP, "folder-given-up")                                                             \
        WORD(STRAYS_REMOVED, "strays-removed")                                                               \
        /* the queue */                                                                                      \
        WORD(JOB_RETRIED, "job-retried")                                                                     \
        WORD(JOB_DISCARDED, "job-discarded")

typedef enum EntryKind {
#define WORD(name, word) ENTRY_##name,
        ENTRY_KINDS(WORD)
#undef WORD
                _ENTRY_KIND_MAX,
} EntryKind;

const char *entry_kind_to_string(EntryKind kind);
/* False, and *ret untouched, for an unknown word. */
bool entry_kind_from_string(const char *s, EntryKind *ret);
/* The entry that an event of a request leaves. */
EntryKind entry_of_request_event(RequestEventKind event);
