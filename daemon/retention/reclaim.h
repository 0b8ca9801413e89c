#pragma once
/* Between disposed and verified, where the rule promises more than "deleted": the register's tables are
 * vacuumed or written anew, their files are read, and the write-ahead log is let go. */

#include "register/register.h"
#include "retention/retention.h"

typedef struct Reclaimed {
        json_t *findings; /* [ { "where", "rows", "why" } ]: what is still in table files; the caller's
                             reference */
        json_t *traces;   /* until when, at the latest, traces are left elsewhere; the caller's reference */
} Reclaimed;

/* What the run's rule promised when it was planned. */
Promise run_grade(const Run *run);

/* May be called again after a crash anywhere: what was rewritten is not rewritten again. 0, also with
 * findings; or RETENTION_E_MAINTENANCE, _REWRITE_HOURS, _PAUSED or a PG_E_ condition. At grades "hidden" and
 * "deleted" it only says what is left where. */
int reclaim_run(Context *context, Register *reg, const Run *run, Reclaimed *ret);
