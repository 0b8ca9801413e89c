#include "work/schedule.h"

#include "base/cleanup.h"
#include "base/error.h"
#include "base/log.h"
#include "model/source.h"
#include "retention/policy.h"
#include "store/job.h"

/* What a kind of job is done once a day for. */
typedef enum Scope { FOR_ALL, FOR_EACH_POLICY, FOR_EACH_REGISTER, FOR_EACH_SOURCE, FOR_EACH_KEY } Scope;

static const struct {
        JobKind kind;
        Scope scope;
} daily[] = {
        { JOB_ACCURACY_SWEEP, FOR_EACH_SOURCE },    { JOB_HOLD_REMIND, FOR_ALL },
        { JOB_NOTICE_DISCOVER, FOR_EACH_REGISTER }, { JOB_QUEUE_TIDY, FOR_ALL },
        { JOB_POLICY_LOAD, FOR_EACH_POLICY },       { JOB_RETENTION_PLAN, FOR_EACH_REGISTER },
        { JOB_SEAL_RENEW, FOR_EACH_KEY },
};

typedef struct Day {
        Store *store;
        const Keys *keys;
        Arena *arena;
        Date day;
} Day;

static int schedule_for(const Day *d, JobKind kind, const char *of, const char *name) {
        return job_schedule(d->store, kind, name, json_pack("{s:s}", of, name), d->day);
}

/* Once a day, and at once when the keys were changed and the program was started again. */
static int schedule_for_key(const Day *d, const Settings *settings, JobKind kind) {
        const char *own = keys_recipient(d->keys, 0, d->arena), *escrow = settings->escrow_recipient;
        if (!own)
                return 0;
        return job_schedule(d->store, kind, arena_printf(d->arena, "%s:%s", own, escrow ? escrow : ""), NULL,
                            d->day);
}

static int schedule_kind(const Day *d, const Settings *settings, JobKind kind, Scope scope) {
        int r = 0;
        if (scope == FOR_ALL)
                return job_schedule(d->store, kind, NULL, NULL, d->day);
        if (scope == FOR_EACH_POLICY) /* once a day, and at once when law packs were changed and read again */
                return job_schedule(d->store, kind, retention_policy_digest(d->arena, settings), NULL,
                                    d->day);
        if (scope == FOR_EACH_KEY)
                return schedule_for_key(d, settings, kind);
        if (scope == FOR_EACH_REGISTER)
                for (size_t i = 0; i < settings->n_registers && r == 0; i++)
                        r = schedule_for(d, kind, "register", settings->registers[i].name);
        if (scope == FOR_EACH_SOURCE)
                for (size_t i = 0; i < settings->n_sources && r == 0; i++)
                        r = schedule_for(d, kind, "source", settings->sources[i]->name);
        return err_trace(r);
}

static int schedule_all(Store *store, const Settings *settings, const Keys *keys, Date day) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const Day d = { .store = store, .keys = keys, .arena = arena, .day = day };
        int r = 0;
        for (size_t i = 0; i < ELEMENTS(daily) && r == 0; i++)
                r = schedule_kind(&d, settings, daily[i].kind, daily[i].scope);
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
