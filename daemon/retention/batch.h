#pragma once
/* One batch of a run: one transaction of the register, one of the governance database around it. */

#include "register/due.h"
#include "register/register.h"
#include "retention/retention.h"

typedef struct RunWork {
        Context *context;
        Register *reg;
        const Run *run;
        const Rule *rule; /* this and the query are not looked at by batch_settle() */
        const DueQuery *query;
        Date on;
} RunWork;

/* Does the next batch: 0, RUN_E_END when none is left, RETENTION_E_STATE when the run was stopped meanwhile,
 * or a PG_E_ condition, with nothing half done. */
int batch_dispose_next(const RunWork *work);
/* For a run that was stopped: what a worker destroyed that then died between the two commits is accounted
 * for, from its receipt. Nothing more is disposed of. 0 or a PG_E_ condition. */
int batch_settle(const RunWork *work);
