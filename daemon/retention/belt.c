#include "retention/belt.h"

#include "base/error.h"
#include "model/rule.h"
#include "register/count.h"
#include "settings/settings.h"

/* Counted, and no further than needed: the planner's guess of a table may be old, or none at all. */
static int over_share(Register *reg, const Entity *unit, const Run *run, int64_t share, bool *ret) {
        bool reached;
        int r = count_reaches(reg, unit, (run->subjects * 100 + share - 1) / share, &reached);
        *ret = !reached;
        return r < 0 ? err_trace(r) : r;
}

int belt_tighten(Context *context, Register *reg, const Entity *unit, Run *run) {
        const Settings *settings = context->settings;
        if (run->subjects > settings->belt_subjects) {
                run->belt = arena_printf(context->arena, "more than %d records", settings->belt_subjects);
        } else {
                bool over;
                int r = over_share(reg, unit, run, settings->belt_share, &over);
                if (r)
                        return r < 0 ? err_trace(r) : r;
                if (!over)
                        return 0;
                run->belt =
                        arena_printf(context->arena, "more than %d %% of the register", settings->belt_share);
        }
        run->approval = approval_to_string(APPROVAL_TWO);
        return 0;
}
