#pragma once
/* One step in the life of a request: its row locked, its event, its edge and its ledger entry, all in one
 * transaction. For the files of requests/ only.
 *
 *         _cleanup_step_ Step step = { 0 };
 *         int r = step_begin(&step, context, ref);
 *         ...
 *         r = step_move(&step, REQUEST_APPROVED);
 *         r = step_event(&step, REQUEST_EVENT_APPROVED, NULL, DATE_NONE);
 *         return step_commit(&step);
 */

#include "model/job-kind.h"
#include "pg/pg.h"
#include "requests/requests.h"

#include <jansson.h>

typedef struct Step {
        Context *context;
        Request request;
        PgTx tx;
} Step;

/* Begins and locks. 0, REQUESTS_E_NONE. */
int step_begin(Step *step, Context *context, const char *ref);
void step_done(Step *step); /* rolls back unless committed */
#define _cleanup_step_ _cleanup_(step_done)

/* REQUESTS_E_STATE when the edge is illegal. */
int step_move(Step *step, RequestState to);
/* The event and its ledger entry; on DATE_NONE: today. code may be NULL. */
int step_event(Step *step, RequestEventKind kind, const char *code, Date on);
/* Likewise with counts or citations of its own for the ledger, without personal data; takes the reference. */
int step_event_detail(Step *step, RequestEventKind kind, const char *code, Date on, json_t *detail);
/* An access request holds back what it asks about from receipt to release: what was held when it came must be
 * told (DPA 1998 s.8(6); DPA 2018 s.173). So do a complaint and a rectification, until they are answered.
 * Insert before the request; release when it is closed. */
int step_hold(Step *step);
int step_release_hold(Step *step);
/* Ends it without an answer on the merits: refused or withdrawn, its hold let go, its dossier with it. */
int step_close(Step *step, RequestState to, const char *code);
/* Puts the next piece of work in the queue. */
int step_enqueue(Step *step, JobKind job);
/* Letters are to be written. because: one job for each, for whoever writes has read the letters already. */
int step_write(Step *step, const char *because);
int step_commit(Step *step);
