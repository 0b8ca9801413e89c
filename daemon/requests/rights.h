#pragma once
/* Requests of rights other than access: identified -> decided -> carried-out -> answered, each step by a
 * person, the last when they have been told. Conditions and transactions as in requests/requests.h. */

#include "requests/requests.h"
#include "store/request-outside.h"

/* said: for who asks, in a person's words, as the letter adds them; NULL: none. */
typedef struct RightDecided {
        RightOutcome outcome;
        const char *said;
} RightDecided;
/* REQUESTS_E_OUTCOME: that is no outcome of such a right; REQUESTS_E_FIRST_HAND: whoever acts has decided
 * what the complaint is about (DPA 2018 s.164A; the database knows who). */
int requests_outcome(Context *context, const char *ref, const RightDecided *decided);
/* It is done; said as above. */
int requests_carry_out(Context *context, const char *ref, const char *said);

/* A complaint's enquiry is made, or answered, on that day (DATE_NONE: today); how: of whom and what. */
typedef struct RightEnquiry {
        bool answered;
        Date on;
        const char *how;
} RightEnquiry;
int requests_enquiry(Context *context, const char *ref, const RightEnquiry *enquiry);
/* A case of the regulator's about the same, or news of it. */
int requests_outside(Context *context, const char *ref, const RequestOutside *outside);
