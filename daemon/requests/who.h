#pragma once
/* Who asks, and for whom: what was found, and whether the way is open (model/gates.h). Conditions as in
 * requests/requests.h. Each how is a person's account in a few words, kept with the subject; may be NULL. */

#include "model/gates.h"
#include "requests/requests.h"

/* One thing found: identity-asked, identity-given (which may move the clock, as authority's do),
 * understanding-found ("understands", "does-not"), child-asked ("agrees", "refuses"), concern-found,
 * concern-weighed, evidence-destroyed. code may be NULL. A child's no ends the request in the same step. */
typedef struct WhoFound {
        RequestEventKind kind;
        const char *code, *how;
        Date on; /* DATE_NONE: today */
} WhoFound;
int who_found(Context *context, const char *ref, const WhoFound *found, const char **ret_why);

/* Why somebody may act for the subject, a person's judgement, and what shows it. REQUESTS_E_BASIS,
 * REQUESTS_E_AUTHORITY. */
typedef struct WhoAuthority {
        Basis because;
        const char *evidence, *how;
        Date on;
} WhoAuthority;
int who_authority(Context *context, const char *ref, const WhoAuthority *authority, const char **ret_why);

/* Corrects who asks (_REQUESTER_MAX: as it was) and whose law decides (NATION_UNSAID: as it was). */
int who_said(Context *context, const char *ref, Requester requester, Nation nation);

/* The first gate that is shut today; _GATE_MAX: none. */
int who_gate(Context *context, const char *ref, GateRow *ret);
