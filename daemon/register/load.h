#pragma once
/* How much is going on in the register's server. */

#include "register/register.h"

typedef struct RegisterLoad {
        int64_t active;    /* sessions at work, ours left out */
        int64_t lag_bytes; /* of the write-ahead log that the slowest replica has still to replay */
        /* either is -1 when it cannot be known, for want of the agent or of its owner's rights */
} RegisterLoad;

/* 0 or a PG_E_ condition. */
int register_load(Register *reg, RegisterLoad *ret);
