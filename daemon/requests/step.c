#include "requests/step.h"

#include "base/error.h"
#include "base/text.h"
#include "settings/settings.h"
#include "store/dossier.h"
#include "store/hold.h"
#include "store/job.h"
#include "store/ledger.h"
#include "store/request-letter.h"

int step_begin(Step *step, Context *context, const char *ref) {
        RequestState locked;
        step->context = context;
        int r = pg_tx_begin(store_pg(context->store), &step->tx);
        if (r == 0)
                r = request_lock(context->store, ref, &locked);
        if (r == 0)
                r = request_load(context->store, ref, context->arena, &step->request);
        if (r == REQUEST_STORE_E_NONE)
                return REQUESTS_E_NONE;
        return err_trace(r);
}

void step_done(Step *step) {
        pg_tx_done(&step->tx);
}

int step_move(Step *step, RequestState to) {
        if (!request_may_move(step->request.kind, step->request.state, to))
                return REQUESTS_E_STATE;
        int r = request_move(step->context->store, step->request.ref, step->request.state, to);
        if (r == REQUEST_STORE_E_MOVED)
                return REQUESTS_E_STATE;
        if (r)
                return err_trace(r);
        step->request.state = to;
        return 0;
}

int step_write(Step *step, const char *because) {
        Context *c = step->context;
        const char *ref = step->request.ref;
        return job_enqueue(c->store, JOB_REQUEST_LETTER, arena_printf(c->arena, "%s:%s", ref, because),
                           json_pack("{s:s}", "request", ref), clock_today(&c->clock));
}

/* What they must be told of makes a letter; it is written next. */
static int step_letter(Step *step, RequestEventKind kind, Date on) {
        Store *store = step->context->store;
        const char *ref = step->request.ref;
        RequestLetterKind letter;
        if (kind == REQUEST_EVENT_PROGRESS_TOLD)
                return request_letter_heard(store, ref, on);
        if (request_letter_met_by(kind, &letter))
                return request_letter_met(store, ref, letter);
        if (!request_letter_of_event(step->request.kind, kind, &letter))
                return 0;
        int r = request_letter_met(store, ref, letter); /* an older one, which would say the same twice */
        if (r == 0)
                r = request_letter_want(store, ref, letter, request_letter_due(letter, on));
        return r ? err_trace(r) : step_write(step, request_letter_to_string(letter));
}

int step_event_detail(Step *step, RequestEventKind kind, const char *code, Date on, json_t *detail) {
        Context *c = step->context;
        Date today = clock_today(&c->clock);
        const RequestEvent event = {
                .on = on == DATE_NONE ? today : on, .kind = kind, .code = code, .actor = c->actor
        };
        int r = request_event_insert(c->store, step->request.ref, &event);
        if (r == 0)
                r = step_letter(step, kind, event.on);
        if (r) {
                json_decref(detail);
                return err_trace(r);
        }
        return ledger_note_subject(c, entry_of_request_event(kind), step->request.subject,
                                   arena_printf(c->arena, "request %s", step->request.ref), detail);
}

int step_event(Step *step, RequestEventKind kind, const char *code, Date on) {
        return step_event_detail(step, kind, code, on, code ? json_pack("{s:s}", "code", code) : NULL);
}

static int note_hold(Step *step, EntryKind kind) {
        Context *c = step->context;
        return ledger_note_subject(c, kind, step->request.subject,
                                   arena_printf(c->arena, "hold %lld", (long long)step->request.hold), NULL);
}

int step_hold(Step *step) {
        Context *c = step->context;
        const Hold hold = {
                .register_name = step->request.register_name,
                .subject = step->request.subject,
                .basis = HOLD_BASIS_REQUEST,
                .set_by = c->actor,
                .set_on = clock_today(&c->clock),
                .review_on = clock_today(&c->clock) + c->settings->hold_review_days,
        };
        int r = hold_insert(c->store, &hold, &step->request.hold);
        return r ? err_trace(r) : note_hold(step, ENTRY_HOLD_SET);
}

int step_release_hold(Step *step) {
        Context *c = step->context;
        if (!step->request.hold)
                return 0;
        int r = hold_release(c->store, step->request.hold, c->actor, clock_today(&c->clock), NULL, c->arena,
                             NULL);
        if (r == HOLD_E_NONE)
                return 0; /* a person released it before */
        return r ? err_trace(r) : note_hold(step, ENTRY_HOLD_RELEASED);
}

int step_close(Step *step, RequestState to, const char *code) {
        int r = step_move(step, to);
        if (r == 0)
                r = step_event(step, to == REQUEST_REFUSED ? REQUEST_EVENT_REFUSED : REQUEST_EVENT_WITHDRAWN,
                               code, DATE_NONE);
        if (r == 0)
                r = step_release_hold(step);
        /* What was collected is kept no longer than it is needed for (UK GDPR Art 5(1)(e)). */
        return r ? err_trace(r) : dossier_clear(step->context->store, step->request.ref);
}

int step_enqueue(Step *step, JobKind job) {
        Context *c = step->context;
        const char *ref = step->request.ref;
        return job_enqueue(c->store, job, ref, json_pack("{s:s}", "request", ref), clock_today(&c->clock));
}

int step_commit(Step *step) {
        return pg_tx_commit(&step->tx);
}
