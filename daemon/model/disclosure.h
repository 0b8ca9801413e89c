#pragma once
/* What a report discloses before a person has looked: pure policy over a data map's attributes. Each decision
 * has a code; the codes are one table, which reports, the command line and the documentation share. */

#include "model/data-map.h"
#include "model/request-words.h"

/* undecided: a person must decide. redact: disclosed with parts blacked out by a person. */
#define DECISIONS(WORD)                                                                                      \
        WORD(UNDECIDED, "undecided")                                                                         \
        WORD(DISCLOSE, "disclose")                                                                           \
        WORD(WITHHOLD, "withhold")                                                                           \
        WORD(REDACT, "redact")

typedef enum Decision {
#define WORD(name, word) DECISION_##name,
        DECISIONS(WORD)
#undef WORD
                _DECISION_MAX,
} Decision;

/* code, told to the requester, citation, what it means */
#define DISCLOSURE_REASONS                                                                                   \
        REASON(OWN_DATA, "own-data", true, "UK GDPR Art 15(3)", "It is about the person who asks")           \
        REASON(PRACTITIONER, "practitioner", true, "DPA 2018 Sch 2 para 17",                                 \
               "It names a professional acting as one, which it is reasonable to disclose")                  \
        REASON(THIRD_PARTY, "third-party", true, "DPA 2018 Sch 2 para 16", "It is about somebody else")      \
        REASON(REVIEW, "review", true, "UK GDPR Art 15(4)", "A person must look at it first")                \
        REASON(CONSENT, "consent", true, "DPA 2018 Sch 2 para 16(2)(a)", "The other person consents")        \
        REASON(REASONABLE, "reasonable", true, "DPA 2018 Sch 2 para 16(2)(b)",                               \
               "It is reasonable to disclose it without the other person's consent")                         \
        REASON(SERIOUS_HARM, "serious-harm", false, "DPA 2018 Sch 3 paras 5, 11, 19",                        \
               "It would be likely to cause serious harm")                                                   \
        REASON(CHILD_ABUSE, "child-abuse", false, "DPA 2018 Sch 3 para 21",                                  \
               "It is child abuse data and disclosing it is not in the child's best interests")              \
        REASON(SENSITIVE_SERVICE, "sensitive-service", false, "SI 2007/2182 reg 6(3)(a)",                    \
               "It concerns a sensitive service and the person who asks is not the subject")                 \
        REASON(SHIELDED, "shielded", false, "SI 2007/2182 reg 6(5)", "The record is shielded")               \
        REASON(INTERNAL, "internal", false, "SI 2007/2182 reg 6(3)(c),(d)",                                  \
               "It is the register's own key or metadata and says nothing about the person")

typedef enum DisclosureReason {
#define REASON(name, code, told, cite, text) REASON_##name,
        DISCLOSURE_REASONS
#undef REASON
                _REASON_MAX,
} DisclosureReason;

typedef struct Disclosure {
        Decision decision;
        DisclosureReason because;
} Disclosure;

typedef struct DisclosureCase {
        Requester requester;
        bool shielded;      /* the subject is shielded */
        bool sensitive_row; /* the row concerns a sensitive service */
} DisclosureCase;

/* The decision policy takes on its own for one attribute. Rules that protect come first: a sensitive service
 * never goes to anybody but the subject (SI 2007/2182 reg 11(3)); a shielded child's whereabouts never go to
 * anybody else (reg 6(5)); then what the map says; then whose data it is. */
Disclosure disclosure_decide(const DisclosureCase *c, const Attribute *attribute);

const char *reason_code(DisclosureReason reason);
const char *reason_cite(DisclosureReason reason);
const char *reason_text(DisclosureReason reason);
/* Whether a report says that something was withheld for this reason, or does not hint at it. */
bool reason_is_told(DisclosureReason reason);
/* Whether it protects the child from the one who asks, so that no person's decision undoes it. */
bool reason_protects(DisclosureReason reason);
bool reason_from_code(const char *code, DisclosureReason *ret);
const char *decision_to_string(Decision decision);
bool decision_from_string(const char *s, Decision *ret);
const char *about_to_string(About about);
