#pragma once
/* When a run may work, and how hard: within its hours, not while the register's server is busy or its
 * replicas are behind, and resting between batches. */

#include "register/register.h"
#include "retention/retention.h"

typedef struct Pace {
        Context *context;
        Register *reg;
        int64_t done, total; /* batches, as told to context->proceed */
        uint64_t looked_usec;
} Pace;

/* Before a batch. 0: it may begin. RETENTION_E_HOURS, RETENTION_E_LAGS, RETENTION_E_LOADED,
 * RETENTION_E_UNSEEN: not now, and it was waited for a little, or until proceed() said stop; or a PG_E_
 * condition. */
int pace_wait(Pace *pace);
/* After a batch that took so long, before the next. 0 or RETENTION_E_PAUSED. */
int pace_rest(Pace *pace, uint64_t took_usec);
