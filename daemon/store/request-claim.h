#pragma once
/* What is said to be wrong in a register, as statements: each a row of it, a column, and what it should be.
 * The values are sealed with the subject; so are the names of who is told that they were wrong. */

#include "base/conditions.h"
#include "base/date.h"
#include "model/claim-words.h"
#include "store/store.h"

typedef struct RequestClaim {
        int64_t n;
        const char *entity, *column;
        const char *row, *held, *told, *evidence; /* the row's key; what it held and should hold; on what */
        ClaimDecision decision;                   /* _CLAIM_DECISION_MAX: none yet */
        ClaimReason because;
        const char *decided_by;
        Date decided_on;
        bool begun;     /* the register may hold it already */
        ClaimEnd ended; /* _CLAIM_END_MAX: not carried out yet */
        Date ended_on;
        bool replaced; /* it was overtaken, and is said anew */
} RequestClaim;

/* *ret_n its number within the request. 0, SEALING_E_NO_KEY. */
int claim_insert(Store *store, const char *ref, const char *subject, const RequestClaim *claim,
                 int64_t *ret_n);
/* Opened, by number. 0, SEALING_E_NO_KEY, AGE_E_FORM. */
int claim_list(Store *store, const char *ref, Arena *arena, RequestClaim **ret, size_t *ret_n);
/* A person's decision, instead of the one before; of one that was overtaken only that it is kept.
 * REQUEST_STORE_E_NONE: there is none of the number that is still to be carried out. */
int claim_decide(Store *store, const char *ref, const RequestClaim *claim);
/* One that was overtaken is said anew by another. */
int claim_replace(Store *store, const char *ref, int64_t n);
/* Before the register is touched, and after. */
int claim_begin(Store *store, const char *ref, int64_t n);
int claim_end(Store *store, const char *ref, const RequestClaim *claim);

/* How the claims of a request stand, without opening any. */
typedef struct ClaimCounts {
        int64_t all, undecided; /* but for those that were overtaken */
        int64_t to_correct, to_keep;
        int64_t open;      /* to be corrected, and not carried out yet */
        int64_t overtaken; /* and neither said anew nor kept */
        int64_t begun;     /* the register may hold it, or it stands beside */
        int64_t corrected, beside;
        int64_t untold; /* recipients that nobody has told or ruled out */
} ClaimCounts;
int claim_counts(Store *store, const char *ref, ClaimCounts *ret);

typedef struct RequestRecipient {
        int64_t n;
        const char *name;
        RecipientAnswer answer; /* _RECIPIENT_ANSWER_MAX: none yet */
        Date on;
        const char *by;
} RequestRecipient;
/* 0, SEALING_E_NO_KEY. */
int recipient_insert(Store *store, const char *ref, const char *subject, const char *const *names, size_t n);
int recipient_list(Store *store, const char *ref, Arena *arena, RequestRecipient **ret, size_t *ret_n);
/* REQUEST_STORE_E_NONE. */
int recipient_settle(Store *store, const char *ref, const RequestRecipient *recipient);
