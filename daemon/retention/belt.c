#include "retention/belt.h"

#include "base/clock.h"
#include "base/error.h"
#include "model/rule.h"
#include "register/count.h"
#include "settings/settings.h"
#include "store/job.h"

#define DAY_USEC INT64_C(86400000000)

/* Counted, and no further than needed: the planner's guess of a table may be old, or none at all. */
static int over_share(Register *reg, const Entity *unit, int64_t rows, int64_t share, bool *ret) {
        bool reached;
        int r = count_reaches(reg, unit, (rows * 100 + share - 1) / share, &reached);
        *ret = !reached;
        return err_trace(r);
}

static int too_large(const Context *context, Register *reg, const Entity *unit, const Run *run,
                     const char **ret) {
        const Settings *settings = context->settings;
        bool over;
        if (run->subjects > settings->belt_subjects) {
                *ret = arena_printf(context->arena, "more than %d records", settings->belt_subjects);
                return 0;
        }
        int r = over_share(reg, unit, run->subjects, settings->belt_share, &over);
        if (r == 0 && over)
                *ret = arena_printf(context->arena, "more than %d %% of the register", settings->belt_share);
        return err_trace(r);
}

/* What several share is nobody's own, so that no number of records tells how much of it goes. */
static int too_much_shared(Context *context, Register *reg, Run *run) {
        const Settings *settings = context->settings;
        EntityCount *counts;
        size_t n;
        int r = retention_count_shared(context, reg, run, context->arena, &counts, &n);
        for (size_t i = 0; i < n && r == 0 && !run->belt; i++) {
                const Entity *e = register_unit(reg, counts[i].entity);
                bool over = counts[i].rows > settings->belt_subjects;
                if (e->ownership != OWNERSHIP_SHARED) /* what it owns goes with it */
                        continue;
                if (!over)
                        r = over_share(reg, e, counts[i].rows, settings->belt_share, &over);
                if (r == 0 && over)
                        run->belt =
                                arena_printf(context->arena, "%lld rows of %s, which is shared, go with them",
                                             (long long)counts[i].rows, counts[i].entity);
        }
        return err_trace(r);
}

/* A wrong day makes due what is not, and what has gone does not come back when the clock does. The one sign
 * of it where host and server share a clock is that days are missing. Who says the day has no clock. */
static int odd_day(const Context *context, const Run *run, const char **ret) {
        const Clock *clock = &context->clock;
        Date before;
        if (clock->as_of != DATE_NONE)
                return 0;
        if (clock_apart_usec(clock) > DAY_USEC) {
                *ret = "the clocks of this host and of the database are more than a day apart";
                return 0;
        }
        int r = job_day_before(context->store, JOB_RETENTION_PLAN, run->register_name, run->as_of, &before);
        if (r == 0 && before != DATE_NONE && run->as_of - before > context->settings->belt_days)
                *ret = arena_printf(context->arena, "planned %d days after the planning before",
                                    (int)(run->as_of - before));
        return err_trace(r);
}

int belt_tighten(Context *context, Register *reg, const Entity *unit, Run *run) {
        int r = too_large(context, reg, unit, run, &run->belt);
        if (r == 0 && !run->belt)
                r = too_much_shared(context, reg, run);
        if (r == 0 && !run->belt)
                r = odd_day(context, run, &run->belt);
        if (r == 0 && run->belt)
                run->approval = APPROVAL_TWO;
        return err_trace(r);
}
