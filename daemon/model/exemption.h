#pragma once
/* What is proposed for each item of a dossier: one row a rule, in the order in which they are asked. Only
 * DPA 2018 ss.15 and 16 and Schs 2 to 4 take the right of access away (s.186); whatever else speaks against
 * an item holds it back until a person has decided. Software alone discloses what no row holds back, and
 * withholds nothing.
 *
 * id, the reason proposed, the decision proposed (UNDECIDED: none), source, what it is */
#include "base/date.h"
#include "model/disclosure.h"
#include "model/gates.h"

#define EXEMPTION_ROWS(ROW)                                                                                  \
        ROW(ADOPTION, "P1", ADOPTION, WITHHOLD, "DPA 2018 Sch 4 paras 3 to 5",                               \
            "Adoption records have a route of their own")                                                    \
        ROW(SECTION_56, "P3", ADOPTION_S56, WITHHOLD, "Adoption and Children Act 2002 ss.56 to 65",          \
            "Protected information goes by the adoption agency")                                             \
        ROW(PARENTAL_ORDER, "P5", PARENTAL_ORDER, WITHHOLD, "DPA 2018 Sch 4 paras 3 to 5",                   \
            "Records of a parental order")                                                                   \
        ROW(HFE, "P6", HFE, WITHHOLD, "DPA 2018 Sch 4 para 2", "Information about fertility treatment")      \
        ROW(SEN_PLAN, "P7", SEN_PLAN, UNDECIDED, "DPA 2018 Sch 4 paras 3 to 5",                              \
            "A plan or assessment of special educational needs")                                             \
        ROW(HEARING, "P8", HEARING, WITHHOLD, "DPA 2018 Sch 4 para 5", "For a children's hearing")           \
        ROW(PRIVILEGE, "L1", PRIVILEGE, WITHHOLD, "DPA 2018 Sch 2 para 19", "A lawyer decides it")           \
        ROW(COURT, "J2", COURT_LEAVE, UNDECIDED, "DPA 2018 s.186",                                           \
            "A copy of what a court holds: take advice, ask leave")                                          \
        ROW(ABUSE_PARENT, "C1", CHILD_ABUSE, WITHHOLD, "DPA 2018 Sch 3 para 21",                             \
            "Child abuse data, and a parent asks: only in the child's interests")                            \
        ROW(ABUSE_SCOTLAND, "C2", HARM_SOCIAL, UNDECIDED, "DPA 2018 Sch 3 para 11",                          \
            "In Scotland the test is that of social work data")                                              \
        ROW(ABUSE_SUBJECT, "C3", OWN_DATA, DISCLOSE, "DPA 2018 Sch 3 para 11",                               \
            "The subject asks: only serious harm keeps it back")                                             \
        ROW(HEALTH, "S2", HEALTH_KNOWN, DISCLOSE, "DPA 2018 Sch 3 para 6",                                   \
            "Health data: not before a health professional's opinion, or the subject knows it")              \
        ROW(REPORTER, "S5", REPORTER_CLEARED, UNDECIDED, "DPA 2018 Sch 3 paras 12, 20",                      \
            "From the Principal Reporter: tell them within 14 days, and wait for their answer")              \
        ROW(SENSITIVE, "S9", EXPECTATION_GIVEN, WITHHOLD, "DPA 2018 Sch 3 paras 4, 10",                      \
            "A confidential service, and a parent asks")                                                     \
        ROW(SHIELD, "R1", SHIELDED, UNDECIDED, "SI 2007/2182 reg 6(5)",                                      \
            "The record is shielded, and somebody else than the subject asks")                               \
        ROW(OWN_DETAILS, "T4", THIRD_PARTY, WITHHOLD, "DPA 2018 Sch 2 para 16",                              \
            "About another adult of the family, and a parent asks")                                          \
        ROW(INFORMANT, "T5", SOURCE_PERSON, WITHHOLD, "DPA 2018 Sch 2 para 16(4)",                           \
            "It would tell who reported something")                                                          \
        ROW(CONTACT, "T2", THIRD_PARTY, WITHHOLD, "DPA 2018 Sch 2 para 16", "Where another person lives")    \
        ROW(RELATION, "T1", REASONABLE, DISCLOSE, "DPA 2018 Sch 2 para 16(2)(b), (3)",                       \
            "Who is who to the subject, whose data it is as well")                                           \
        ROW(STAFF, "O4", ACCESS_LOG, UNDECIDED, "UK GDPR Art 15(1)(c)", "Who of the staff looked")           \
        ROW(OTHER_WORKER, "T9", REASONABLE, DISCLOSE, "DPA 2018 Sch 2 para 16(2)(b)",                        \
            "A worker whom paragraph 17 does not name")                                                      \
        ROW(FLAG, "O5", OWN_DATA, DISCLOSE, "UK GDPR Art 15(1)", "A mark about the subject, or its source")  \
        ROW(FLAG_PARENT, "R3", REVIEW, UNDECIDED, "UK GDPR Art 15(1)", "The same, and somebody else asks")   \
        ROW(WHEREABOUTS, "O2", REVIEW, UNDECIDED, "UK GDPR Art 15(4)",                                       \
            "Where the child lives, learns, or is seen, and a parent asks")                                  \
        ROW(MAP, "M1", OWN_DATA, DISCLOSE, "UK GDPR Art 15(4)", "The data map has it looked at")             \
        ROW(MAP_PARENT, "M2", REVIEW, UNDECIDED, "UK GDPR Art 15(4)", "The same, and a parent asks")         \
        ROW(HEALTH_WORKER, "T6", PRACTITIONER_HEALTH, DISCLOSE, "DPA 2018 Sch 2 para 17(2)",                 \
            "A health professional in a health record")                                                      \
        ROW(SOCIAL_WORKER, "T7", PRACTITIONER_SOCIAL, DISCLOSE, "DPA 2018 Sch 2 para 17(3)",                 \
            "A social worker in their office")                                                               \
        ROW(TEACHER, "T8", PRACTITIONER_EDUCATION, DISCLOSE, "DPA 2018 Sch 2 para 17(4), (5)",               \
            "A teacher in their office")                                                                     \
        ROW(SOURCE, "O3", SOURCE, DISCLOSE, "UK GDPR Art 15(1)(g)", "An agency, a school, a practice")       \
        ROW(OWN, "O1", OWN_DATA, DISCLOSE, "UK GDPR Art 15(3)", "About the person who asks")                 \
        ROW(OF_CHILD, "O2", FOR_CHILD, DISCLOSE, "UK GDPR Art 15(3)",                                        \
            "Who the child is, and a parent asks for the child")

typedef enum ExemptionRow {
#define ROW(name, id, reason, decision, cite, text) ROW_##name,
        EXEMPTION_ROWS(ROW)
#undef ROW
                _ROW_MAX,
} ExemptionRow;

/* What decides, of the request and of one item. */
typedef struct ItemFacts {
        Nation nation; /* NATION_UNSAID: as in England */
        Requester requester;
        bool parent_barred; /* DPA 2018 Sch 3 paras 4, 10: under 18, in Scotland under 16 */
        bool minor;         /* under 18: para 21 */
        bool shielded;      /* the subject is */
        bool sensitive;     /* the row concerns a sensitive service */
        DataClass class;    /* of the row */
        const Attribute *attribute;
} ItemFacts;

typedef struct Exemption {
        Decision decision;        /* what software does alone: disclose, or undecided */
        Decision proposed;        /* UNDECIDED: a person must find it out */
        DisclosureReason because; /* of the proposal; of a decision, the reason */
        ExemptionRow row;         /* that decided */
        uint64_t fired;           /* every row that did, a bit each */
} Exemption;

Exemption exemption_judge(const ItemFacts *facts);

/* What is recorded with a decision. */
typedef struct DecisionRecord {
        Decision decision;
        DisclosureReason because;
        bool how;        /* what was weighed is written down */
        Finding opinion; /* a health professional's: YES, the test of serious harm is met; NONE: none */
} DecisionRecord;

/* NULL when the law lets a person decide so, else one sentence why not. */
const char *exemption_refuses(const ItemFacts *facts, uint64_t fired, const DecisionRecord *record);

/* Whether what was found on a day may be relied on: within six months that end with the day of relying on it
 * (Sch 3 paras 5(3), 6(3)). */
bool opinion_counts(Date given, Date relied);

const char *exemption_id(ExemptionRow row);
const char *exemption_cite(ExemptionRow row);
const char *exemption_text(ExemptionRow row);
/* The ids of the rows of a set, with spaces between, in the arena. */
const char *exemption_ids(Arena *arena, uint64_t fired);
/* Whether each of the rows that now hold back was among those that were decided on; ids as above. */
bool exemption_covers(const char *decided, const char *now);
uint64_t exemption_from_ids(const char *ids);
bool exemption_has(const char *ids, ExemptionRow row);
