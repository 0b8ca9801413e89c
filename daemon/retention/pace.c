#include "retention/pace.h"

#include "base/clock.h"
#include "base/error.h"
#include "register/load.h"
#include "settings/settings.h"

enum {
        LOOK_EVERY_USEC = 1000000,
        NAP_USEC = 200000,         /* no longer, or whoever asks us to stop waits */
        WAIT_HERE_USEC = 10000000, /* what is soon over is waited for; the rest goes back to the queue */
        REST_MOST_USEC = 60000000,
        AGAIN_BUSY_SECONDS = 120,
        AGAIN_HOURS_SECONDS = 900, /* settings may say other hours by then */
};

/* Whoever is told while it rests may take the worker away; what is left of the rest is kept for the next. */
static int nap(Pace *pace, uint64_t usec) {
        Context *context = pace->context;
        for (context->rest_usec = usec;;) {
                if (context->proceed && !context->proceed(context, pace->done, pace->total))
                        return RETENTION_E_PAUSED;
                if (context->rest_usec == 0)
                        return 0;
                uint64_t slice = context->rest_usec < NAP_USEC ? context->rest_usec : NAP_USEC;
                clock_sleep_usec(slice);
                context->rest_usec -= slice;
        }
}

/* What cannot be seen is not taken for idle: whoever set a limit counts on it. */
static int pace_judge(const Settings *settings, const RegisterLoad *load) {
        int64_t active = settings->run_max_active, lag = (int64_t)settings->run_max_lag_mb * 1024 * 1024;
        if ((active && load->active < 0) || (lag && load->lag_bytes < 0))
                return RETENTION_E_UNSEEN;
        if (active && load->active > active)
                return RETENTION_E_LOADED;
        return lag && load->lag_bytes > lag ? RETENTION_E_LAGS : 0;
}

static int pace_look(Pace *pace) {
        const Settings *settings = pace->context->settings;
        RegisterLoad load;
        if (run_hours_wait(settings->run_hours, clock_moment(&pace->context->clock)) > 0)
                return RETENTION_E_HOURS;
        if (!settings->run_max_active && !settings->run_max_lag_mb)
                return 0;
        int r = register_load(pace->reg, &load);
        pace->looked_usec = clock_monotonic_usec();
        return r ? err_trace(r) : pace_judge(settings, &load);
}

int pace_wait(Pace *pace) {
        uint64_t began = clock_monotonic_usec();
        if (pace->looked_usec && began - pace->looked_usec < LOOK_EVERY_USEC)
                return 0;
        int r = pace_look(pace);
        while ((r == RETENTION_E_LAGS || r == RETENTION_E_LOADED) &&
               clock_monotonic_usec() - began < WAIT_HERE_USEC) {
                if (nap(pace, LOOK_EVERY_USEC)) {
                        /* Whoever begins to wait anew each time its turn comes would never have waited long
                         * enough to be put off. */
                        pace->context->rest_usec = 0;
                        break;
                }
                r = pace_look(pace);
        }
        return err_trace(r);
}

int pace_rest(Pace *pace, uint64_t took_usec) {
        uint64_t share = (uint64_t)pace->context->settings->run_share;
        uint64_t rest = took_usec * (100 - share) / share;
        return nap(pace, rest < REST_MOST_USEC ? rest : REST_MOST_USEC);
}

int retention_again_seconds(const Context *context, int condition) {
        if (condition == RETENTION_E_REWRITE_HOURS)
                return (int)run_hours_wait(context->settings->rewrite_hours, clock_moment(&context->clock));
        if (condition != RETENTION_E_HOURS)
                return AGAIN_BUSY_SECONDS;
        int64_t wait = run_hours_wait(context->settings->run_hours, clock_moment(&context->clock));
        return wait < AGAIN_HOURS_SECONDS ? (int)wait : AGAIN_HOURS_SECONDS;
}
