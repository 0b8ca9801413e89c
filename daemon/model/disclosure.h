#pragma once
/* Decisions on items, and the reasons for them: one table, which reports, the command line and the
 * documentation share. What is proposed for an item is model/exemption.h's. */

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

/* A person disclosing gives one of DISCLOSE, keeping back one of WITHHOLD; a TRIGGER makes a person look, and
 * is no reason for either. */
typedef enum ReasonSide { SIDE_DISCLOSE, SIDE_WITHHOLD, SIDE_TRIGGER } ReasonSide;

/* code, told to the requester, whether disclosing so must be weighed, side, citation, what it means */
#define DISCLOSURE_REASONS                                                                                   \
        REASON(OWN_DATA, "own-data", true, false, DISCLOSE, "UK GDPR Art 15(3)",                             \
               "It is about the person who asks")                                                            \
        REASON(FOR_CHILD, "for-child", true, false, DISCLOSE, "UK GDPR Art 15(3)",                           \
               "It is about the child for whom they ask")                                                    \
        REASON(REQUESTER_OWN, "requester-own", true, true, DISCLOSE, "DPA 2018 Sch 2 para 16(1)",            \
               "It is about the one who asks for the child")                                                 \
        REASON(SOURCE, "source", true, false, DISCLOSE, "UK GDPR Art 15(1)(g)", "It says from whom it came") \
        REASON(ACCESS_LOG, "access-log", true, true, DISCLOSE, "UK GDPR Art 15(1)(c)", "It says who looked") \
        REASON(PRACTITIONER, "practitioner", true, false, DISCLOSE, "DPA 2018 Sch 2 para 17",                \
               "It names a professional acting as one")                                                      \
        REASON(PRACTITIONER_HEALTH, "practitioner-health", true, false, DISCLOSE,                            \
               "DPA 2018 Sch 2 para 17(2)", "It names a health professional in a health record")             \
        REASON(PRACTITIONER_SOCIAL, "practitioner-social", true, false, DISCLOSE,                            \
               "DPA 2018 Sch 2 para 17(3)", "It names a social worker acting as one")                        \
        REASON(PRACTITIONER_EDUCATION, "practitioner-education", true, false, DISCLOSE,                      \
               "DPA 2018 Sch 2 para 17(4), (5)", "It names a teacher acting as one")                         \
        REASON(CONSENT, "consent", true, true, DISCLOSE, "DPA 2018 Sch 2 para 16(2)(a)",                     \
               "The other person consents")                                                                  \
        REASON(REASONABLE, "reasonable", true, true, DISCLOSE, "DPA 2018 Sch 2 para 16(2)(b)",               \
               "It is reasonable to disclose it without the other person's consent")                         \
        REASON(KNOWN_FAMILY, "known-family", true, true, DISCLOSE, "DPA 2018 Sch 2 para 16(2)(b)",           \
               "The subject has lived it and knows it")                                                      \
        REASON(HEALTH_CLEARED, "health-cleared", true, false, DISCLOSE, "DPA 2018 Sch 3 para 6(1)",          \
               "A health professional says that it does no serious harm")                                    \
        REASON(HEALTH_KNOWN, "health-known", true, true, DISCLOSE, "DPA 2018 Sch 3 para 6(2)",               \
               "The subject has seen it or knows it")                                                        \
        REASON(REPORTER_CLEARED, "reporter-cleared", true, true, DISCLOSE, "DPA 2018 Sch 3 paras 12, 20",    \
               "The Reporter says that it does no serious harm")                                             \
        REASON(THIRD_PARTY, "third-party", true, false, WITHHOLD, "DPA 2018 Sch 2 para 16",                  \
               "It is about somebody else")                                                                  \
        REASON(SOURCE_PERSON, "third-party-source", false, false, WITHHOLD, "DPA 2018 Sch 2 para 16(4)",     \
               "It would tell who reported something")                                                       \
        REASON(HARM_HEALTH, "serious-harm-health", false, false, WITHHOLD, "DPA 2018 Sch 3 para 5",          \
               "It would be likely to cause serious harm, a health professional says")                       \
        REASON(HARM_SOCIAL, "serious-harm-social", false, false, WITHHOLD, "DPA 2018 Sch 3 para 11",         \
               "It would prejudice social work, because serious harm is likely")                             \
        REASON(HARM_EDUCATION, "serious-harm-education", false, false, WITHHOLD, "DPA 2018 Sch 3 para 19",   \
               "It would be likely to cause serious harm")                                                   \
        REASON(EXPECTATION_GIVEN, "expectations-given", false, false, WITHHOLD,                              \
               "DPA 2018 Sch 3 paras 4(2)(a), 10(2)(a)",                                                     \
               "The child gave it, expecting that it would not reach who asks")                              \
        REASON(EXPECTATION_EXAM, "expectations-exam", false, false, WITHHOLD,                                \
               "DPA 2018 Sch 3 paras 4(2)(b), 10(2)(b)",                                                     \
               "It comes of an examination to which the child consented, expecting that")                    \
        REASON(WISH, "wish", false, false, WITHHOLD, "DPA 2018 Sch 3 paras 4(2)(c), 10(2)(c)",               \
               "The child said that it should not be disclosed")                                             \
        REASON(CHILD_ABUSE, "child-abuse", false, false, WITHHOLD, "DPA 2018 Sch 3 para 21",                 \
               "It is child abuse data and disclosing it is not in the child's best interests")              \
        REASON(ADOPTION, "adoption", false, false, WITHHOLD, "DPA 2018 Sch 4 paras 3 to 5",                  \
               "The law on adoption records has a route of its own")                                         \
        REASON(ADOPTION_S56, "adoption-s56", true, false, WITHHOLD, "Adoption and Children Act 2002 s.56",   \
               "The adoption agency is to be asked")                                                         \
        REASON(PARENTAL_ORDER, "parental-order", false, false, WITHHOLD, "DPA 2018 Sch 4 paras 3 to 5",      \
               "The law on parental orders forbids it")                                                      \
        REASON(HFE, "hfe", false, false, WITHHOLD, "DPA 2018 Sch 4 para 2",                                  \
               "The law on fertility treatment forbids it")                                                  \
        REASON(SEN_PLAN, "sen-plan", true, false, WITHHOLD, "DPA 2018 Sch 4 paras 3 to 5",                   \
               "The law on plans of special needs forbids it")                                               \
        REASON(HEARING, "hearing", false, false, WITHHOLD, "DPA 2018 Sch 4 para 5",                          \
               "The law on children's hearings forbids it")                                                  \
        REASON(PRIVILEGE, "privilege", true, false, WITHHOLD, "DPA 2018 Sch 2 para 19",                      \
               "It is legal advice")                                                                         \
        REASON(COURT_LEAVE, "court-leave", true, false, TRIGGER, "DPA 2018 s.186", "A court is to be asked") \
        REASON(JUDICIAL, "judicial", false, false, WITHHOLD, "DPA 2018 Sch 2 para 14(3)",                    \
               "It would prejudice judicial proceedings")                                                    \
        REASON(CRIME, "crime", false, false, WITHHOLD, "DPA 2018 Sch 2 para 2",                              \
               "It would be likely to prejudice the prevention or detection of crime")                       \
        REASON(FUNCTION, "function", false, false, WITHHOLD, "DPA 2018 Sch 2 paras 7, 10",                   \
               "It would be likely to prejudice a function that protects the public")                        \
        REASON(EXAM_SCRIPT, "exam-script", true, false, WITHHOLD, "DPA 2018 Sch 2 para 25(1)",               \
               "It is what was written in an examination")                                                   \
        REASON(REFERENCE, "reference", true, false, WITHHOLD, "DPA 2018 Sch 2 para 24",                      \
               "It is a confidential reference")                                                             \
        REASON(REVIEW, "review", true, false, TRIGGER, "UK GDPR Art 15(4)",                                  \
               "A person must look at it first")                                                             \
        REASON(SENSITIVE_SERVICE, "sensitive-service", false, false, TRIGGER, "SI 2007/2182 reg 6(3)(a)",    \
               "It concerns a sensitive service")                                                            \
        REASON(SHIELDED, "shielded", false, false, TRIGGER, "SI 2007/2182 reg 6(5)",                         \
               "The record is shielded")                                                                     \
        REASON(INTERNAL, "internal", false, false, TRIGGER, "SI 2007/2182 reg 6(3)(c),(d)",                  \
               "It is the register's own metadata")

typedef enum DisclosureReason {
#define REASON(name, code, told, weighed, side, cite, text) REASON_##name,
        DISCLOSURE_REASONS
#undef REASON
                _REASON_MAX,
} DisclosureReason;

const char *reason_code(DisclosureReason reason);
const char *reason_cite(DisclosureReason reason);
const char *reason_text(DisclosureReason reason);
/* Whether a report says that something was withheld for this reason, or does not hint at it. */
bool reason_is_told(DisclosureReason reason);
ReasonSide reason_side(DisclosureReason reason);
/* Whether disclosing for it needs an account of what was weighed. */
bool reason_is_weighed(DisclosureReason reason);
bool reason_from_code(const char *code, DisclosureReason *ret);
const char *decision_to_string(Decision decision);
bool decision_from_string(const char *s, Decision *ret);
const char *about_to_string(About about);
bool about_from_string(const char *s, About *ret);
