#pragma once
/* What happened to whom: the outbox that a register's own triggers fill (sql/register/agent.sql). */

#include "register/register.h"

typedef struct SubjectEvent {
        int64_t id;
        const char *subject_key, *event;
        Date on;
} SubjectEvent;

/* The oldest events of a kind after one, at most limit, in the arena. None when the register has no agent.
 * 0 or a PG_E_ condition. */
int register_events_next(Register *reg, const char *event, int64_t after, int limit, Arena *arena,
                         SubjectEvent **ret, size_t *ret_n);
/* They have been taken note of: join the transaction of the note where the connection is shared, else call
 * it after the note is committed (taking note twice must do no harm). */
int register_events_done(Register *reg, const int64_t *ids, size_t n);

/* Keys of live subjects first recorded on or after a day, with that day as "first-record" events without id,
 * in key order after one (NULL: from the start): for taking over a register that was filled quietly. None
 * when the map has no attribute labelled "first-recorded". 0 or a PG_E_ condition. */
int register_recorded_since(Register *reg, Date since, int limit, const char *after, Arena *arena,
                            SubjectEvent **ret, size_t *ret_n);
