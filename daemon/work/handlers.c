#include "work/handlers.h"

#include "base/cleanup.h"
#include "base/text.h"
#include "ledger/ledger.h"
#include "requests/requests.h"

/* Jobs that ended well are of no use to anybody after this; failed ones stay until a person looks. */
#define KEEP_ENDED_JOBS_DAYS 30

static int queue_tidy(Work *work) {
        return job_tidy(work->context.store, clock_today(&work->context.clock), KEEP_ENDED_JOBS_DAYS);
}

/* Contradictions in the ledger are for people: nothing may be signed on top of them. */
static int ledger_sequence_all(Work *work) {
        int r = ledger_sequence(&work->context, NULL);
        const char *problem = r > 0 ? ledger_problem(r) : NULL;
        if (!problem)
                return r;
        work->reason = r == LEDGER_E_KEY           ? "ledger-key"
                       : r == LEDGER_E_BROKEN      ? "ledger-broken"
                       : r == LEDGER_E_ROLLED_BACK ? "ledger-rolled-back"
                       : r == LEDGER_E_FORKED      ? "ledger-forked"
                                                   : "ledger-file";
        return WORK_E_REFUSED;
}

/* A step of a request. One that is past the step was here before: the job was tried again after its commit. */
static int request_step(Work *work, int (*step)(Context *context, const char *ref)) {
        const char *ref = json_string_value(json_object_get(work->arguments, "request"));
        int r = ref ? step(&work->context, ref) : REQUESTS_E_NONE;
        if (r == REQUESTS_E_STATE)
                return 0;
        if (r < _REQUESTS_E_SUCCESS || r >= _REQUESTS_E_MAX)
                return r;
        work->reason = r == REQUESTS_E_REGISTER  ? "request-register"
                       : r == REQUESTS_E_SUBJECT ? "request-subject-gone"
                       : r == REQUESTS_E_RENDER  ? "request-cannot-be-printed"
                                                 : "request-refused";
        return WORK_E_REFUSED;
}

static int request_collect(Work *work) {
        return request_step(work, requests_collect);
}

static int request_render(Work *work) {
        return request_step(work, requests_render);
}

static const struct {
        const char *kind;
        Handler run;
} handlers[] = {
        { "ledger.sequence", ledger_sequence_all },
        { "queue.tidy", queue_tidy },
        { "request.collect", request_collect },
        { "request.render", request_render },
};

Handler handler_find(const char *kind) {
        for (size_t i = 0; i < ELEMENTS(handlers); i++)
                if (str_eq(handlers[i].kind, kind))
                        return handlers[i].run;
        return NULL;
}

const char *handler_kind(size_t n) {
        return n < ELEMENTS(handlers) ? handlers[n].kind : NULL;
}
