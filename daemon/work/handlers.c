#include "work/handlers.h"

#include "accuracy/sweep.h"
#include "base/cleanup.h"
#include "base/text.h"
#include "ledger/ledger.h"
#include "notices/notices.h"
#include "register/register.h"
#include "requests/requests.h"
#include "retention/hold.h"
#include "retention/policy.h"
#include "retention/restore.h"
#include "retention/retention.h"
#include "settings/settings.h"
#include "work/certify.h"

/* Jobs that ended well are of no use to anybody after this; failed ones stay until a person looks. */
#define KEEP_ENDED_JOBS_DAYS 30

static int refuse(Work *work, const char *reason) {
        work->reason = reason;
        return WORK_E_REFUSED;
}

static int try_again(Work *work, const char *reason) {
        work->reason = reason;
        return WORK_E_TRY_AGAIN;
}

static int later(Work *work, const char *reason, int seconds) {
        work->reason = reason;
        work->again_seconds = seconds;
        return WORK_E_LATER;
}

/* A word of the job's arguments, NULL when it is not there. */
static const char *argument(const Work *work, const char *name) {
        return json_string_value(json_object_get(work->arguments, name));
}

static int tidy_queue(Work *work) {
        return job_tidy(work->context.store, clock_today(&work->context.clock), KEEP_ENDED_JOBS_DAYS);
}

/* Contradictions in the ledger are for people: nothing may be signed on top of them. */
static int sequence_ledger(Work *work) {
        int r = ledger_sequence(&work->context, NULL);
        switch (r) {
        case LEDGER_E_KEY:
                return refuse(work, "ledger-key");
        case LEDGER_E_BROKEN:
                return refuse(work, "ledger-broken");
        case LEDGER_E_ROLLED_BACK:
                return refuse(work, "ledger-rolled-back");
        case LEDGER_E_FORKED:
                return refuse(work, "ledger-forked");
        case LEDGER_E_FILE:
                return try_again(work, "ledger-file"); /* a full disk may be emptied */
        default:
                return r;
        }
}

/* --- accuracy ------------------------------------------------------------------------------------------- */

static int sweep_source(Work *work) {
        const char *source = argument(work, "source");
        if (!source)
                return refuse(work, "arguments");
        int r = accuracy_sweep(&work->context, source, 0);
        switch (r) {
        case ACCURACY_E_NO_SOURCE:
                return refuse(work, "source-unknown");
        case ACCURACY_E_NO_CREDENTIAL:
                return refuse(work, "source-credential-missing");
        case ACCURACY_E_MAP:
        case REGISTER_E_MAP:
                return refuse(work, "map-does-not-fit");
        case REGISTER_E_UNKNOWN:
                return refuse(work, "register-unknown");
        case ACCURACY_E_UNAVAILABLE:
                return try_again(work, "source-unavailable");
        case ACCURACY_E_BUSY:
                return PG_E_RETRY;
        default:
                return r;
        }
}

/* --- retention ------------------------------------------------------------------------------------------ */

static int settle_retention(Work *work, int r) {
        switch (r) {
        case RETENTION_E_NOTHING_DUE:
        case RETENTION_E_PAUSED: /* the worker knows that it said so */
        case RETENTION_E_STATE: /* it waits for an approval, which puts it in the queue again; or has ended */
                return 0;
        case RETENTION_E_HOURS:
                return later(work, "outside-run-hours", retention_again_seconds(&work->context, r));
        case RETENTION_E_LAGS:
                return later(work, "replica-lags", retention_again_seconds(&work->context, r));
        case RETENTION_E_LOADED:
                return later(work, "server-loaded", retention_again_seconds(&work->context, r));
        case RETENTION_E_UNSEEN:
                return later(work, "server-load-unseen", retention_again_seconds(&work->context, r));
        case RETENTION_E_NO_RULE:
                return refuse(work, "rule-cannot-be-carried-out");
        case RETENTION_E_NO_RUN:
                return refuse(work, "run-unknown");
        case RETENTION_E_CHANGED:
                return refuse(work, "rule-changed");
        case RETENTION_E_REFUSED:
                return refuse(work, "register-refused");
        case RETENTION_E_UNCLEAN:
                return refuse(work, "verification-unclean");
        case RETENTION_E_KEYS:
                return refuse(work, "keys-missing");
        case RETENTION_E_RARE:
                return refuse(work, "anonymised-too-rare");
        case RETENTION_E_REWRITE_HOURS:
                return later(work, "outside-rewrite-hours",
                             (int)run_hours_wait(work->context.settings->rewrite_hours,
                                                 clock_moment(&work->context.clock)));
        case RETENTION_E_MAINTENANCE:
                return refuse(work, "maintenance-role");
        case RETENTION_E_LEDGER:
                return try_again(work, "ledger-not-signed");
        case RETENTION_E_TEMPLATE:
                return refuse(work, "certificate-template");
        case RETENTION_E_UNMAPPED:
                return refuse(work, "map-leaves-something-out");
        case REGISTER_E_UNKNOWN:
                return refuse(work, "register-unknown");
        case REGISTER_E_MAP:
                return refuse(work, "map-does-not-fit");
        default:
                return r;
        }
}

static int plan_rule(Work *work, Register *reg, const Rule *rule) {
        int64_t run;
        if (rule->disposal == DISPOSAL_REMIND)
                return settle_retention(work, retention_remind(&work->context, reg, rule));
        int r = retention_plan_due(&work->context, reg, rule, &run);
        if (r == 0 || r == RETENTION_E_OPEN) {
                int counted = retention_count(&work->context, run);
                r = counted ? counted : r;
        }
        /* A run that stands in the way may be one that nobody carried on with. */
        if (r == RETENTION_E_OPEN)
                return run_enqueue(work->context.store, run, clock_today(&work->context.clock));
        return settle_retention(work, r);
}

/* Every rule that the register's map is under, or the one named; one that is refused does not keep the others
 * from theirs. */
static int plan_register(Work *work) {
        const Settings *settings = work->context.settings;
        const char *name = argument(work, "register"), *only = argument(work, "rule");
        const RegisterSettings *reg = name ? settings_register(settings, name) : NULL;
        _cleanup_(register_closep) Register *opened = NULL;
        int refused = 0;
        if (!reg)
                return refuse(work, "register-unknown");
        int opening = register_open(&work->context, name, &opened);
        if (opening)
                return settle_retention(work, opening);
        for (size_t p = 0; p < settings->n_packs; p++)
                for (size_t i = 0; i < settings->packs[p]->n_rules; i++) {
                        const Rule *rule = &settings->packs[p]->rules[i];
                        bool wanted = str_eq(rule->map, reg->map_name) && (!only || rule_called(rule, only));
                        int r = wanted ? plan_rule(work, opened, rule) : 0;
                        if (r == WORK_E_REFUSED)
                                refused = r;
                        else if (r)
                                return r;
                }
        return refused;
}

static int remind_of_holds(Work *work) {
        return hold_remind_due(&work->context);
}

static int load_policy(Work *work) {
        return retention_policy_load(&work->context);
}

static int carry_out_run(Work *work) {
        json_int_t run = json_integer_value(json_object_get(work->arguments, "run"));
        int r = retention_carry_out(&work->context, run);
        return settle_retention(work, r ? r : certify_run(&work->context, run));
}

/* Whether it was found closed or open is written down; the job is done either way. */
static int watch_register(Work *work) {
        const char *name = argument(work, "register");
        bool closed;
        int r = name ? retention_watch(&work->context, name, &closed) : REGISTER_E_UNKNOWN;
        return r == REGISTER_E_UNKNOWN ? refuse(work, "register-unknown") : r;
}

/* --- requests ------------------------------------------------------------------------------------------- */

/* A step of a request. One that is past the step was here before: the job was tried again after its commit.
 */
static int step_request(Work *work, int (*step)(Context *context, const char *ref)) {
        const char *ref = argument(work, "request");
        int r = ref ? step(&work->context, ref) : REQUESTS_E_NONE;
        if (r == REQUESTS_E_STATE)
                return 0;
        if (r < _REQUESTS_E_SUCCESS || r >= _REQUESTS_E_MAX)
                return r;
        return refuse(work, r == REQUESTS_E_REGISTER  ? "request-register"
                            : r == REQUESTS_E_SUBJECT ? "request-subject-gone"
                            : r == REQUESTS_E_RENDER  ? "request-cannot-be-printed"
                                                      : "request-refused");
}

static int collect_request(Work *work) {
        return step_request(work, requests_collect);
}

static int render_request(Work *work) {
        return step_request(work, requests_render);
}

/* --- notices -------------------------------------------------------------------------------------------- */

/* News to obligations; their letters are made next. */
static int discover_notices(Work *work) {
        const char *name = argument(work, "register");
        int64_t made;
        int r = name ? notices_discover(&work->context, name, DATE_NONE, &made) : NOTICES_E_REGISTER;
        if (r == NOTICES_E_REGISTER)
                return refuse(work, "register-unknown");
        return r ? r
                 : job_enqueue(work->context.store, "notice.compose", NULL, "notice.compose",
                               clock_today(&work->context.clock));
}

static int compose_notices(Work *work) {
        int64_t made, waiting;
        int r = notices_compose_open(&work->context, &made, &waiting);
        return r == NOTICES_E_REGISTER ? refuse(work, "register-unknown") : r;
}

static const struct {
        const char *kind;
        Handler run;
} handlers[] = {
        { "accuracy.sweep", sweep_source },      { "hold.remind", remind_of_holds },
        { "ledger.sequence", sequence_ledger },  { "notice.compose", compose_notices },
        { "notice.discover", discover_notices }, { "queue.tidy", tidy_queue },
        { "request.collect", collect_request },  { "request.render", render_request },
        { "retention.plan", plan_register },     { "retention.carry-out", carry_out_run },
        { "policy.load", load_policy },          { "register.watch", watch_register },
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
