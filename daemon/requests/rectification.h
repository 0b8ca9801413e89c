#pragma once
/* What is said to be wrong, and what comes of it. As requests/rights.h; requests_carry_out() writes it. */

#include "requests/rights.h"
#include "store/request-claim.h"

typedef struct ClaimNew {
        const char *attribute; /* "ENTITY.COLUMN" of the map */
        const char *row;       /* its key; NULL: the only one there is */
        const char *should_be, *evidence;
} ClaimNew;
/* REQUESTS_E_ATTRIBUTE: the map has none such; REQUESTS_E_ROW: none of the subject's, or several;
 * SEALING_E_NO_KEY. *ret_n its number. */
int requests_claim(Context *context, const char *ref, const ClaimNew *said, int64_t *ret_n);
/* n, decision and because of it are read. */
int requests_settle_claim(Context *context, const char *ref, const RequestClaim *decided);
/* n and answer of it are read. */
int requests_settle_recipient(Context *context, const char *ref, const RequestRecipient *settled);
