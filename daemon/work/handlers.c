#include "work/handlers.h"

#include "accuracy/sweep.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "base/text.h"
#include "documents/documents.h"
#include "ledger/ledger.h"
#include "notices/notices.h"
#include "register/register.h"
#include "requests/requests.h"
#include "retention/hold.h"
#include "retention/policy.h"
#include "retention/restore.h"
#include "retention/retention.h"
#include "settings/settings.h"
#include "store/sealed-values.h"
#include "work/certify.h"

/* Jobs that ended well are of no use to anybody after this; failed ones stay until a person looks. */
#define KEEP_ENDED_JOBS_DAYS 30

/* A word of the job's arguments, NULL when it is not there. */
static const char *argument(const Work *work, const char *name) {
        return json_string_value(json_object_get(work->arguments, name));
}

static int tidy_queue(Work *work) {
        return job_tidy(work->context.store, clock_today(&work->context.clock), KEEP_ENDED_JOBS_DAYS);
}

static int sequence_ledger(Work *work) {
        return ledger_sequence(&work->context, NULL);
}

/* --- accuracy ------------------------------------------------------------------------------------------- */

static int sweep_source(Work *work) {
        const char *source = argument(work, "source");
        return source ? accuracy_sweep(&work->context, source, 0) : WORK_E_ARGUMENTS;
}

/* --- retention ------------------------------------------------------------------------------------------ */

/* A run that waits for its hour, or for others to have done, knows for how long. */
static int note_wait(Work *work, int r) {
        if (condition_is_of(r, "RETENTION") && condition_disposition(r) == DISPOSITION_LATER)
                work->again_seconds = retention_again_seconds(&work->context, r);
        return err_trace(r);
}

static int plan_rule(Work *work, Register *reg, const Rule *rule) {
        Context *context = &work->context;
        int64_t run, open;
        if (rule->disposal == DISPOSAL_REMIND)
                return retention_remind(context, reg, rule);
        int r = retention_plan_due(context, reg, rule, &run);
        bool made = r == 0;
        if (!made && r != RETENTION_E_OPEN)
                return err_trace(r);
        r = retention_count(context, run);
        if (r)
                return err_trace(r);
        /* One that was open before may be one that nobody carried on with. */
        r = run_find_open(context->store, register_name(reg), rule->id, &open);
        if (r == 0 && (!made || open != run))
                r = run_enqueue(context->store, open, clock_today(&context->clock));
        return r == RUN_E_NONE ? 0 : err_trace(r); /* closed meanwhile: planned anew another day */
}

/* A rule under which nothing is due, or one that is refused, does not keep the others from theirs. */
static bool ends_planning(int r) {
        return r < 0 || (r > 0 && condition_disposition(r) != DISPOSITION_DONE &&
                         condition_disposition(r) != DISPOSITION_REFUSED);
}

/* Every rule that the register's map is under, or the one named. */
static int plan_register(Work *work) {
        const Settings *settings = work->context.settings;
        const char *name = argument(work, "register"), *only = argument(work, "rule");
        const RegisterSettings *reg = name ? settings_register(settings, name) : NULL;
        _cleanup_(register_closep) Register *opened = NULL;
        RuleCursor at = { 0 };
        int refused = 0;
        if (!reg)
                return REGISTER_E_UNKNOWN;
        int opening = register_open(&work->context, name, &opened);
        if (opening)
                return opening;
        for (const Rule *rule; (rule = settings_next_rule(settings, reg->map_name, &at));) {
                int r = !only || rule_called(rule, only) ? plan_rule(work, opened, rule) : 0;
                if (ends_planning(r))
                        return note_wait(work, r);
                if (r && condition_disposition(r) == DISPOSITION_REFUSED)
                        refused = r;
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
        return note_wait(work, r ? err_trace(r) : certify_run(&work->context, run));
}

/* Whether it was found closed or open is written down; the job is done either way. */
static int watch_register(Work *work) {
        const char *name = argument(work, "register");
        bool closed;
        return name ? retention_watch(&work->context, name, &closed) : WORK_E_ARGUMENTS;
}

/* --- requests ------------------------------------------------------------------------------------------- */

/* A step of a request. */
static int step_request(Work *work, int (*step)(Context *context, const char *ref)) {
        const char *ref = argument(work, "request");
        int r = ref ? step(&work->context, ref) : WORK_E_ARGUMENTS;
        /* The decision that it waits for brings it near (muniment.outward_resume). */
        if (r == REQUESTS_E_STOPPED)
                work->again_seconds = 3600;
        return err_trace(r);
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
        int r = name ? notices_discover(&work->context, name, DATE_NONE, &made) : WORK_E_ARGUMENTS;
        return r ? err_trace(r)
                 : job_enqueue(work->context.store, JOB_NOTICE_COMPOSE, NULL, NULL,
                               clock_today(&work->context.clock));
}

/* A day's letters are shared by all the workers there are, of whatever hosts: each slice is a job. */
#define LETTERS_A_SLICE 50
#define SLICES_MOST     16

static int share_out(Work *work, ObligationSlice *slice) {
        int64_t letters;
        Store *store = work->context.store;
        int r = obligations_open(store, &letters);
        slice->of = letters / LETTERS_A_SLICE < SLICES_MOST ? letters / LETTERS_A_SLICE : SLICES_MOST;
        slice->of += slice->of == 0;
        for (int64_t i = 1; r == 0 && i < slice->of; i++)
                r = job_enqueue(store, JOB_NOTICE_COMPOSE,
                                arena_printf(work->context.arena, "%lld", (long long)i),
                                json_pack("{s:I, s:I}", "slice", (json_int_t)i, "of", (json_int_t)slice->of),
                                clock_today(&work->context.clock));
        return err_trace(r);
}

/* Whoever shared them out takes the first slice, and then whatever is left: what came meanwhile, too. */
static int compose_notices(Work *work) {
        ObligationSlice slice = { .of = json_integer_value(json_object_get(work->arguments, "of")),
                                  .nth = json_integer_value(json_object_get(work->arguments, "slice")) };
        int64_t made, waiting;
        bool first = slice.of <= 0;
        int r = first ? share_out(work, &slice) : 0;
        if (r == 0)
                r = notices_compose_open(&work->context, &slice, &made, &waiting);
        if (r == 0 && first && slice.of > 1)
                r = notices_compose_open(&work->context, &OBLIGATIONS_ALL, &made, &waiting);
        return err_trace(r);
}

/* What lies open is sealed, and what is sealed for another key wrapped anew. */
static int renew_seals(Work *work) {
        Sealing sealing;
        int r = sealing_begin(work->context.store, work->context.arena, &sealing);
        if (r == 0)
                r = documents_seal(&work->context, &sealing);
        if (r == 0)
                r = values_seal(&work->context, &sealing);
        return r ? err_trace(r) : sealing_renew(&work->context, &sealing);
}

static int do_errand(Work *work) {
        return work->errand(work);
}

static const Handler handlers[_JOB_KIND_MAX] = {
        [JOB_ERRAND] = do_errand,
        [JOB_ACCURACY_SWEEP] = sweep_source,
        [JOB_HOLD_REMIND] = remind_of_holds,
        [JOB_LEDGER_SEQUENCE] = sequence_ledger,
        [JOB_NOTICE_COMPOSE] = compose_notices,
        [JOB_NOTICE_DISCOVER] = discover_notices,
        [JOB_QUEUE_TIDY] = tidy_queue,
        [JOB_REQUEST_COLLECT] = collect_request,
        [JOB_REQUEST_RENDER] = render_request,
        [JOB_RETENTION_PLAN] = plan_register,
        [JOB_RETENTION_CARRY_OUT] = carry_out_run,
        [JOB_POLICY_LOAD] = load_policy,
        [JOB_REGISTER_WATCH] = watch_register,
        [JOB_SEAL_RENEW] = renew_seals,
};

Handler handler_find(const char *kind) {
        JobKind found;
        return job_kind_from_string(kind, &found) ? handlers[found] : NULL;
}

const char *handler_kind(size_t n) {
        return n < _JOB_KIND_MAX ? job_kind_to_string((JobKind)n) : NULL;
}
