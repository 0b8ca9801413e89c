#pragma once
/* The words of a request, each a closed list that the command line, the queue's ledger entries and the checks
 * of muniment.request and muniment.request_event share: a test compares them. */

#include "base/text.h"

/* The right that is exercised (UK GDPR Arts 15 to 18, 20, 21; DPA 2018 s.164A). */
#define REQUEST_KINDS(WORD)                                                                                  \
        WORD(ACCESS, "access")                                                                               \
        WORD(RECTIFICATION, "rectification")                                                                 \
        WORD(ERASURE, "erasure")                                                                             \
        WORD(RESTRICTION, "restriction")                                                                     \
        WORD(OBJECTION, "objection")                                                                         \
        WORD(PORTABILITY, "portability")                                                                     \
        WORD(COMPLAINT, "complaint")

/* A parent, or who acts for one, uses the child's right, never a right of their own. "representative" is of
 * before it was asked whose: nothing goes out until that is said. */
#define REQUESTERS(WORD)                                                                                     \
        WORD(SUBJECT, "subject")                                                                             \
        WORD(PARENT, "parent")                                                                               \
        WORD(COURT_APPOINTEE, "court-appointee")                                                             \
        WORD(REPRESENTATIVE_OF_SUBJECT, "representative-of-subject")                                         \
        WORD(REPRESENTATIVE_OF_PARENT, "representative-of-parent")                                           \
        WORD(OTHER, "other")                                                                                 \
        WORD(REPRESENTATIVE, "representative")

/* Why they may act for the subject, a person's judgement. */
#define BASES(WORD)                                                                                          \
        WORD(CHILD, "child-authorised")                                                                      \
        WORD(LACKS, "lacks-understanding")                                                                   \
        WORD(INTERESTS, "best-interests")                                                                    \
        WORD(LEGAL, "legal-representative")                                                                  \
        WORD(COURT, "court-order")

/* What was seen of who they are. The thing itself is never kept. */
#define IDENTITY_EVIDENCE(WORD)                                                                              \
        WORD(PASSPORT, "passport")                                                                           \
        WORD(LICENCE, "driving-licence")                                                                     \
        WORD(CERTIFICATE, "birth-certificate")                                                               \
        WORD(PERMIT, "residence-permit")                                                                     \
        WORD(CARD, "young-persons-card")                                                                     \
        WORD(LETTER, "official-letter")                                                                      \
        WORD(ACCOUNT, "online-account")                                                                      \
        WORD(KNOWN, "known-to-worker")

/* What was seen of why they may act for the subject. */
#define AUTHORITY_EVIDENCE(WORD)                                                                             \
        WORD(CERTIFICATE, "birth-certificate")                                                               \
        WORD(RESPONSIBILITY_ORDER, "responsibility-order")                                                   \
        WORD(RESPONSIBILITY_AGREEMENT, "responsibility-agreement")                                           \
        WORD(COURT_ORDER, "court-order")                                                                     \
        WORD(WRITTEN, "written-authority")                                                                   \
        WORD(ATTORNEY, "power-of-attorney")

/* What must be weighed by a person before somebody who may otherwise ask is answered. */
#define CONCERNS(WORD)                                                                                       \
        WORD(CONTACT, "contact-order")                                                                       \
        WORD(NON_MOLESTATION, "non-molestation-order")                                                       \
        WORD(STEPS, "prohibited-steps-order")                                                                \
        WORD(CARE, "care-order")                                                                             \
        WORD(SUPERVISION, "compulsory-supervision-order")                                                    \
        WORD(SUSPENDED, "responsibility-suspended")                                                          \
        WORD(OTHER_PARENT, "other-parent-objects")

/* How it reached the authority. */
#define REQUEST_CHANNELS(WORD)                                                                               \
        WORD(POST, "post")                                                                                   \
        WORD(PHONE, "phone")                                                                                 \
        WORD(IN_PERSON, "in-person")                                                                         \
        WORD(EMAIL, "email")                                                                                 \
        WORD(WEB, "web")

/* What who asks said of how to reach and to answer them; the text is theirs, and sealed. */
#define WISHES(WORD)                                                                                         \
        WORD(LETTERS_TO, "letters-to")                                                                       \
        WORD(REACH, "reach")                                                                                 \
        WORD(FORM, "form")                                                                                   \
        WORD(SAFE, "safe")                                                                                   \
        WORD(NOT_TO, "not-to")                                                                               \
        WORD(PLAIN, "plain")                                                                                 \
        WORD(NEEDED_BY, "needed-by")

/* What a person decides of a right other than access; to refuse is another step. */
#define RIGHT_OUTCOMES(WORD)                                                                                 \
        WORD(UPHELD, "upheld")                                                                               \
        WORD(PARTLY_UPHELD, "partly-upheld")                                                                 \
        WORD(NOT_UPHELD, "not-upheld")                                                                       \
        WORD(GRANTED, "granted")                                                                             \
        WORD(PARTLY, "partly")

/* Who else has a case about the same, and what they decided. */
#define OUTSIDE_BODIES(WORD)                                                                                 \
        WORD(REGULATOR, "regulator")                                                                         \
        WORD(OMBUDSMAN, "ombudsman")                                                                         \
        WORD(COURT, "court")
#define OUTSIDE_DECISIONS(WORD)                                                                              \
        WORD(UPHELD, "upheld")                                                                               \
        WORD(PARTLY_UPHELD, "partly-upheld")                                                                 \
        WORD(NOT_UPHELD, "not-upheld")                                                                       \
        WORD(CLOSED, "closed")

/* What happens to it. Each leaves a ledger entry of its own, "request-" before the word. */
#define REQUEST_EVENTS(WORD)                                                                                 \
        WORD(RECEIVED, "received")                                                                           \
        WORD(IDENTITY_ASKED, "identity-asked")                                                               \
        WORD(IDENTITY_GIVEN, "identity-given")                                                               \
        WORD(FEE_ASKED, "fee-asked")                                                                         \
        WORD(FEE_PAID, "fee-paid")                                                                           \
        WORD(CLARIFICATION_ASKED, "clarification-asked")                                                     \
        WORD(CLARIFICATION_GIVEN, "clarification-given")                                                     \
        WORD(EXTENDED, "extended")                                                                           \
        WORD(AUTHORITY_RECORDED, "authority-recorded")                                                       \
        WORD(AUTHORITY_ASKED, "authority-asked")                                                             \
        WORD(AUTHORITY_SHOWN, "authority-shown")                                                             \
        WORD(UNDERSTANDING_FOUND, "understanding-found")                                                     \
        WORD(CHILD_ASKED, "child-asked")                                                                     \
        WORD(CONCERN_FOUND, "concern-found")                                                                 \
        WORD(CONCERN_WEIGHED, "concern-weighed")                                                             \
        WORD(REQUESTER_SAID, "requester-said")                                                               \
        WORD(EVIDENCE_DESTROYED, "evidence-destroyed")                                                       \
        WORD(COLLECTED, "collected")                                                                         \
        WORD(DECIDED, "decided")                                                                             \
        WORD(REVIEWED, "reviewed")                                                                           \
        WORD(APPROVED, "approved")                                                                           \
        WORD(RENDERED, "rendered")                                                                           \
        WORD(RELEASED, "released")                                                                           \
        WORD(REFUSED, "refused")                                                                             \
        WORD(WITHDRAWN, "withdrawn")                                                                         \
        WORD(GIVEN_OVER, "given-over")                                                                       \
        WORD(WISHES_SAID, "wishes-said")                                                                     \
        WORD(PROMISED, "promised")                                                                           \
        WORD(PROGRESS_TOLD, "progress-told")                                                                 \
        WORD(ACKNOWLEDGED, "acknowledged")                                                                   \
        WORD(ENQUIRY_MADE, "enquiry-made")                                                                   \
        WORD(ENQUIRY_ANSWERED, "enquiry-answered")                                                           \
        WORD(REGULATOR_ASKED, "regulator-asked")                                                             \
        WORD(REGULATOR_DECIDED, "regulator-decided")                                                         \
        WORD(OUTCOME_FOUND, "outcome-found")                                                                 \
        WORD(CLAIM_MADE, "claim-made")                                                                       \
        WORD(CLAIM_DECIDED, "claim-decided")                                                                 \
        WORD(CARRIED_OUT, "carried-out")                                                                     \
        WORD(RECIPIENT_TOLD, "recipient-told")                                                               \
        WORD(ANSWERED, "answered")

typedef enum RequestKind {
#define WORD(name, word) REQUEST_##name,
        REQUEST_KINDS(WORD)
#undef WORD
                _REQUEST_KIND_MAX,
} RequestKind;

typedef enum Requester {
#define WORD(name, word) REQUESTER_##name,
        REQUESTERS(WORD)
#undef WORD
                _REQUESTER_MAX,
} Requester;

typedef enum Basis {
        BASIS_NONE,
#define WORD(name, word) BASIS_##name,
        BASES(WORD)
#undef WORD
                _BASIS_MAX,
} Basis;

typedef enum RequestChannel {
#define WORD(name, word) REQUEST_BY_##name,
        REQUEST_CHANNELS(WORD)
#undef WORD
                _REQUEST_CHANNEL_MAX,
} RequestChannel;

typedef enum Wish {
#define WORD(name, word) WISH_##name,
        WISHES(WORD)
#undef WORD
                _WISH_MAX,
} Wish;

typedef enum RightOutcome {
#define WORD(name, word) OUTCOME_##name,
        RIGHT_OUTCOMES(WORD)
#undef WORD
                _OUTCOME_MAX,
} RightOutcome;

typedef enum RequestEventKind {
#define WORD(name, word) REQUEST_EVENT_##name,
        REQUEST_EVENTS(WORD)
#undef WORD
                _REQUEST_EVENT_MAX,
} RequestEventKind;

/* False, and *ret untouched, for an unknown word. */
const char *request_kind_to_string(RequestKind kind);
bool request_kind_from_string(const char *s, RequestKind *ret);
const char *basis_to_string(Basis basis); /* NULL for BASIS_NONE */
bool basis_from_string(const char *s, Basis *ret);
/* Whether the word is one of IDENTITY_EVIDENCE, AUTHORITY_EVIDENCE, CONCERNS. */
bool identity_evidence_known(const char *word);
bool authority_evidence_known(const char *word);
bool concern_known(const char *word);
const char *requester_to_string(Requester requester);
bool requester_from_string(const char *s, Requester *ret);
const char *request_channel_to_string(RequestChannel channel);
bool request_channel_from_string(const char *s, RequestChannel *ret);
const char *wish_to_string(Wish wish);
bool wish_from_string(const char *s, Wish *ret);
const char *request_event_to_string(RequestEventKind kind);
bool request_event_from_string(const char *s, RequestEventKind *ret);
const char *right_outcome_to_string(RightOutcome outcome);
bool right_outcome_from_string(const char *s, RightOutcome *ret);
/* Whether such a right may end so: a complaint is upheld or not, another right is granted. */
bool right_outcome_of(RequestKind right, RightOutcome outcome);
bool outside_body_known(const char *word);
bool outside_decision_known(const char *word);
