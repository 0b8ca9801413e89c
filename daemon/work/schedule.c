#include "work/schedule.h"

#include "base/cleanup.h"
#include "base/error.h"
#include "base/log.h"
#include "model/source.h"
#include "requests/days.h"
#include "retention/policy.h"
#include "store/job.h"
#include "work/jobs.h"

typedef struct Day {
        Store *store;
        const Settings *settings;
        const Keys *keys;
        Arena *arena;
        Date day;
} Day;

static int schedule_for(const Day *d, JobKind kind, const char *name) {
        return job_schedule(d->store, kind, name,
                            json_pack("{s:s}", job_scope_argument(job_row(kind)->scope), name), d->day);
}

/* Once a day, and at once when the keys were changed and the program was started again. */
static int schedule_for_keys(const Day *d, JobKind kind) {
        const char *own = keys_recipient(d->keys, 0, d->arena), *escrow = d->settings->escrow_recipient;
        if (!own)
                return 0;
        return job_schedule(d->store, kind, arena_printf(d->arena, "%s:%s", own, escrow ? escrow : ""), NULL,
                            d->day);
}

static int schedule_for_registers(const Day *d, JobKind kind) {
        int r = 0;
        for (size_t i = 0; i < d->settings->n_registers && r == 0; i++)
                r = schedule_for(d, kind, d->settings->registers[i].name);
        return err_trace(r);
}

static int schedule_for_sources(const Day *d, JobKind kind) {
        int r = 0;
        for (size_t i = 0; i < d->settings->n_sources && r == 0; i++)
                r = schedule_for(d, kind, d->settings->sources[i]->name);
        return err_trace(r);
}

static int schedule_kind(const Day *d, JobKind kind) {
        switch (job_row(kind)->scope) {
        case JOB_OF_ALL:
                return job_schedule(d->store, kind, NULL, NULL, d->day);
        case JOB_OF_POLICY:
                return job_schedule(d->store, kind,
                                    arena_printf(d->arena, "%s:%s",
                                                 retention_policy_digest(d->arena, d->settings),
                                                 requests_calendar_digest(d->settings, d->arena)),
                                    NULL, d->day);
        case JOB_OF_KEYS:
                return schedule_for_keys(d, kind);
        case JOB_OF_REGISTER:
                return schedule_for_registers(d, kind);
        case JOB_OF_SOURCE:
                return schedule_for_sources(d, kind);
        case JOB_OF_REQUEST: /* these three come of acts, never of a day */
        case JOB_OF_RUN:
        case JOB_OF_ERRAND:
        case _JOB_SCOPE_MAX:
                break;
        }
        return err_origin(-EINVAL);
}

static int schedule_all(Store *store, const Settings *settings, const Keys *keys, Date day) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const Day d = { .store = store, .settings = settings, .keys = keys, .arena = arena, .day = day };
        int r = 0;
        for (JobKind kind = 0; kind < _JOB_KIND_MAX && r == 0; kind++)
                if (job_row(kind)->schedule == JOB_DAILY)
                        r = schedule_kind(&d, kind);
        return err_trace(r);
}

static void note_jump(Date from, Date to) {
        LOG(CLOCK_JUMPED, LOG_TEXT("FROM", DATE_TEXT(from)), LOG_TEXT("TO", DATE_TEXT(to)));
}

/* What a clock that was wrong has left gets out of the day's way first. */
int schedule_day(Store *store, const Settings *settings, const Keys *keys, const Clock *clock, Date *last) {
        Date today = clock_today(clock), ahead = DATE_NONE;
        if (today == *last)
                return 0;
        int r = clock->as_of == DATE_NONE ? job_bring_near(store, today, &ahead) : 0;
        if (r == 0)
                r = schedule_all(store, settings, keys, today);
        if (r)
                return err_trace(r);
        if (ahead != DATE_NONE)
                note_jump(ahead, today);
        else if (*last != DATE_NONE && today > *last + 1)
                note_jump(*last, today);
        *last = today;
        return 0;
}
