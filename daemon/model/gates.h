#pragma once
/* Who asks, and for whom: what must be settled before anything is looked at, one row a rule of law, asked
 * again whenever something is to go out. Pure: the facts as recorded and as the register has them today. */

#include "base/date.h"
#include "model/nation.h"
#include "model/request-words.h"

/* In which order they are asked; the first that is shut is the answer. code: the reason when it refuses.
 * id, verdict, code, source, what a person does */
#define GATES(GATE)                                                                                          \
        GATE(NATION, "A0", WAITS, NULL, "DPA 2018 s.208; Sch 3 paras 4, 10, 12, 20, 21",                     \
             "Say whose law it falls under: muniment request requester --nation")                            \
        GATE(DEAD, "A5", REFUSES, "not-living", "UK GDPR Art 4(1), recital 27",                              \
             "The subject has died, so this right ended: tell of the other ways, and refuse")                \
        GATE(WHOSE, "A8", WAITS, NULL, "UK GDPR Art 12(6)",                                                  \
             "Say whose representative it is: muniment request requester")                                   \
        GATE(STRANGER, "A1b", REFUSES, "no-authority", "UK GDPR Art 15(1)",                                  \
             "Somebody without standing asks: say who it is, or refuse")                                     \
        GATE(ADULT, "A4", REFUSES, "turned-eighteen", "Children Act 1989 s.105(1); DPA 2018 Sch 3 para 21",  \
             "The subject is an adult: ask them, or refuse")                                                 \
        GATE(IDENTITY, "A1", WAITS, NULL, "UK GDPR Arts 12(6), 12A(2)(b)",                                   \
             "Proof of identity was asked for and has not come")                                             \
        GATE(AUTHORITY, "A1b", WAITS, NULL, "UK GDPR Art 12(6)",                                             \
             "No evidence shows that they may act for the subject: muniment request authority")              \
        GATE(STALE, "A8", WAITS, NULL, "UK GDPR Art 12(6)",                                                  \
             "The authority was shown too long ago: ask for a new one")                                      \
        GATE(CONCERN, "A6", PERSON, NULL, "Children Act 1989 ss.3, 33; UK GDPR Art 15(4)",                   \
             "An order, or the other parent's objection, is on record: take advice and weigh it")            \
        GATE(UNDERSTANDING, "A2", WAITS, NULL, "UK GDPR Art 12(2); DPA 2018 s.208",                          \
             "Find out whether the child understands this: muniment request understanding")                  \
        GATE(CHILD_ALONE, "A2", PERSON, NULL, "UK GDPR Art 12(2); DPA 2018 s.208",                           \
             "The child does not understand this: who cares for them can ask instead")                       \
        GATE(ASK_CHILD, "A3", WAITS, NULL, "UK GDPR Art 15(1); DPA 2018 s.208",                              \
             "The child understands: ask them alone and safely, and record it: muniment request child")      \
        GATE(CHILD_REFUSES, "A3", REFUSES, "child-refuses", "UK GDPR Art 15(1); DPA 2018 s.208",             \
             "The child, who understands, does not want it: refuse without saying so")                       \
        GATE(BASIS, "A3", WAITS, NULL, "UK GDPR Art 15(1)",                                                  \
             "A child who does not understand cannot authorise it: record what else allows it")

typedef enum GateRow {
#define GATE(name, id, verdict, code, cite, text) GATE_##name,
        GATES(GATE)
#undef GATE
                _GATE_MAX, /* none: the way is open */
} GateRow;

/* WAITS: something is still to come. PERSON: a person weighs it. REFUSES: nothing else is lawful. */
typedef enum GateVerdict { GATE_WAITS, GATE_PERSON, GATE_REFUSES } GateVerdict;

typedef enum Finding { FINDING_NONE, FINDING_YES, FINDING_NO } Finding;

/* Dates are DATE_NONE, strings NULL, where there is none. */
typedef struct GateFacts {
        Nation nation;
        Requester requester;
        Date today, born, died;
        bool identity_awaited;
        Basis basis;             /* why they may act, and on which day that was recorded */
        Date basis_on, shown_on; /* the day on which its evidence was shown */
        Finding understands, agrees;
        bool concern; /* one that has not been weighed since */
        bool complaint;
} GateFacts;

/* The first that is shut, _GATE_MAX when none is. */
GateRow gates_judge(const GateFacts *facts);

const char *gate_id(GateRow row);
GateVerdict gate_verdict(GateRow row);
const char *gate_verdict_to_string(GateVerdict verdict);
const char *gate_code(GateRow row); /* NULL unless it refuses */
const char *gate_cite(GateRow row);
const char *gate_text(GateRow row);

/* Whether they stand in the subject's shoes: nothing is kept from them that the subject would get. */
bool requester_is_subjects(Requester requester);
/* Whether they use the child's right by virtue of parental responsibility. */
bool requester_is_parental(Requester requester);
/* Whether the law of the nation knows that reason why somebody may act, for such a requester. */
bool basis_allowed(Basis basis, Nation nation, Requester requester);
