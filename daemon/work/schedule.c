#include "work/schedule.h"

#include "store/job.h"

#include <stdio.h>

/* What a kind of job is done once a day for. */
typedef enum Scope { FOR_ALL } Scope;

static const struct {
        const char *kind;
        Scope scope;
} daily[] = {
        { "queue.tidy", FOR_ALL },
};

int schedule_day(Store *store, const Settings *settings, Date day) {
        (void)settings;
        for (size_t i = 0; i < sizeof daily / sizeof daily[0]; i++) {
                int r = job_schedule(store, daily[i].kind, NULL, daily[i].kind, day);
                if (r)
                        return r;
        }
        return 0;
}
