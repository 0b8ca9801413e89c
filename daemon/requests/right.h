#pragma once
/* What differs from right to right, of those other than access: a file a right under rights/. For the files
 * of requests/ only. */

#include "model/request-letter.h"
#include "requests/next.h"
#include "requests/rights.h"
#include "requests/step.h"

typedef struct Right {
        /* What one that is identified or further wants; by 0: on no day of its own. */
        int (*next)(Context *context, const Request *request, Want *ret);
        /* A person's decision, recorded; the caller commits. NULL: it is decided otherwise. */
        int (*outcome)(Step *step, const RightDecided *decided);
        /* What was decided is done. NULL: there is nothing to do. */
        int (*carry_out)(Context *context, const char *ref, const char *said);
} Right;

extern const Right right_complaint, right_rectification, right_by_hand;
/* Never of access. */
const Right *right_of(RequestKind kind);

/* One step of a right: begun, who asks looked at again, locked. 0, REQUESTS_E_STATE, REQUESTS_E_RIGHT,
 * REQUESTS_E_GATE. */
int right_begin(Step *step, Context *context, const char *ref);
/* An event with words about it, kept with the subject; code and how may be NULL. */
int right_event(Step *step, RequestEventKind kind, const char *code, const char *how);
/* They have been told by that letter, or instead of it: a complaint is acknowledged by it, and what it
 * answers is answered. Nothing for access. */
int right_told(Step *step, RequestLetterKind letter);
