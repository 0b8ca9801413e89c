#pragma once
/* Cases of others about the same complaint, as statements: the regulator's, an ombudsman's, a court's. */

#include "base/date.h"
#include "store/store.h"

typedef struct RequestOutside {
        const char *body;      /* a word of OUTSIDE_BODIES */
        const char *reference; /* theirs */
        Date on;               /* the day of it, or of what they decided */
        Date answer_by;        /* DATE_NONE: they gave none */
        const char *decided;   /* a word of OUTSIDE_DECISIONS; NULL: not yet */
} RequestOutside;

/* One more, or news of one that is there by body and reference. */
int request_outside_put(Store *store, const char *ref, const RequestOutside *outside);
/* Of one request, oldest first; on is the day it began, or, when it is decided, that of the decision. */
int request_outside_list(Store *store, const char *ref, Arena *arena, RequestOutside **ret, size_t *ret_n);
/* Whether whoever acts has decided nothing that the complaint is about. */
int request_may_find(Store *store, const char *ref, bool *ret);
