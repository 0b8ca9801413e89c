#include "base/cleanup.h"
#include "base/error.h"
#include "register/register.h"
#include "requests/days.h"
#include "retention/hold.h"
#include "retention/policy.h"
#include "retention/restore.h"
#include "retention/retention.h"
#include "settings/settings.h"
#include "work/certify.h"
#include "work/jobs.h"

/* A run that waits for its hour, or for others to have done, knows for how long. */
static int retention_wait(Work *work, int r) {
        if (condition_is_of(r, "RETENTION") && condition_disposition(r) == DISPOSITION_LATER)
                work->again_seconds = retention_again_seconds(&work->context, r);
        return err_trace(r);
}

static int retention_plan_rule(Work *work, Register *reg, const Rule *rule) {
        Context *context = &work->context;
        int64_t run, open;
        if (disposal_traits(rule->disposal).reminds)
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
static bool retention_ends_planning(int r) {
        return r < 0 || (r > 0 && condition_disposition(r) != DISPOSITION_DONE &&
                         condition_disposition(r) != DISPOSITION_REFUSED);
}

/* Every rule that the register's map is under, or the one named. */
static int job_retention_plan(Work *work) {
        const Settings *settings = work->context.settings;
        const char *only = json_string_value(json_object_get(work->arguments, "rule"));
        const RegisterSettings *reg = settings_register(settings, work->of);
        _cleanup_(register_closep) Register *opened = NULL;
        RuleCursor at = { 0 };
        int refused = 0;
        if (!reg)
                return REGISTER_E_UNKNOWN;
        int opening = register_open(&work->context, work->of, &opened);
        if (opening)
                return opening;
        for (const Rule *rule; (rule = settings_next_rule(settings, reg->map_name, &at));) {
                int r = !only || rule_called(rule, only) ? retention_plan_rule(work, opened, rule) : 0;
                if (retention_ends_planning(r))
                        return retention_wait(work, r);
                if (r && condition_disposition(r) == DISPOSITION_REFUSED)
                        refused = r;
        }
        return refused;
}

static int job_hold_remind(Work *work) {
        return hold_remind_due(&work->context);
}

/* Rules, and the days that are stored of what was reckoned by the calendar before. */
static int job_policy_load(Work *work) {
        int r = retention_policy_load(&work->context);
        return r ? err_trace(r) : requests_days(&work->context);
}

static int job_retention_carry_out(Work *work) {
        int r = retention_carry_out(&work->context, work->id);
        return retention_wait(work, r ? err_trace(r) : certify_run(&work->context, work->id));
}

/* Whether it was found closed or open is written down; the job is done either way. */
static int job_register_watch(Work *work) {
        bool closed;
        return retention_watch(&work->context, work->of, &closed);
}

JOB(RETENTION_PLAN, .scope = JOB_OF_REGISTER, .schedule = JOB_DAILY, .run = job_retention_plan);
JOB(RETENTION_CARRY_OUT, .scope = JOB_OF_RUN, .run = job_retention_carry_out);
JOB(HOLD_REMIND, .schedule = JOB_DAILY, .run = job_hold_remind);
JOB(POLICY_LOAD, .scope = JOB_OF_POLICY, .schedule = JOB_DAILY, .run = job_policy_load);
JOB(REGISTER_WATCH, .scope = JOB_OF_REGISTER, .run = job_register_watch);
