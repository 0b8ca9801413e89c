#pragma once
/* What a regime makes of a request's events: when the time began, when it stood still, the last lawful day,
 * and the working step by step with its citations. Pure: same question, same answer. */

#include "base/arena.h"
#include "base/conditions.h"
#include "model/regime.h"

typedef struct ClockPause {
        Date asked, answered; /* answered DATE_NONE: not yet */
} ClockPause;

/* DATE_NONE: has not happened. */
typedef struct ClockEvents {
        RequestKind kind;
        Date received;
        Date identity_asked, identity_given;
        Date authority_asked, authority_shown; /* of who asks for somebody else */
        Date fee_asked, fee_paid;
        Date acknowledged;        /* of a complaint: the day they were told that it has come */
        Date extended_on;         /* the day the person was told of the extension and its reasons */
        const ClockPause *pauses; /* in any order; they may overlap */
        size_t n_pauses;
} ClockEvents;

#define CLOCK_EVENTS(k, r)                                                                                   \
        ((ClockEvents){ .kind = (k),                                                                         \
                        .received = (r),                                                                     \
                        .identity_asked = DATE_NONE,                                                         \
                        .identity_given = DATE_NONE,                                                         \
                        .authority_asked = DATE_NONE,                                                        \
                        .authority_shown = DATE_NONE,                                                        \
                        .fee_asked = DATE_NONE,                                                              \
                        .fee_paid = DATE_NONE,                                                               \
                        .acknowledged = DATE_NONE,                                                           \
                        .extended_on = DATE_NONE })

typedef struct ClockQuestion {
        const Regimes *regimes;
        const char *regime; /* NULL: by the day of receipt */
        Jurisdiction jurisdiction;
        ClockEvents events;
        Date as_of; /* decides the state only */
} ClockQuestion;

typedef enum ClockState {
        CLOCK_NOT_STARTED,
        CLOCK_RUNNING,
        CLOCK_PAUSED,
        CLOCK_OVERDUE,
        CLOCK_MET, /* the day was for the acknowledgement, which they have had; for the rest there is none */
        _CLOCK_STATE_MAX
} ClockState;

typedef struct ClockStep {
        const char *step; /* a short code: received, identity, fee, starts, period, pause, excluded, rollover,
                             notice, extension, target, standstill,
                             acknowledged */
        Date date;        /* where the step leads; DATE_NONE: to no day */
        const char *because; /* one sentence with its citation */
} ClockStep;

/* Dates are DATE_NONE where there is none. While the clock waits to start or stands still there is no last
 * day: due, target, extend_by and extended_due are DATE_NONE. */
typedef struct StatutoryClock {
        const Regime *regime;
        const RegimeClock *law;
        Date starts;
        Date due;            /* the last lawful day, extension counted */
        Date target;         /* the earlier day to work to; never after due */
        Date extend_by;      /* the last day for notice of an extension; DATE_NONE where there can be none */
        Date extended_due;   /* only when extended */
        Date acknowledge_by; /* complaints: the same day as due */
        int excluded_days;   /* that do not count; of an open pause those so far */
        ClockState state;
        ClockStep *steps;
        size_t n_steps;
        const char *warning; /* NULL: none */
        bool untold; /* of a request: an extension is on record, and they were not told of it in time */
} StatutoryClock;

/* 0 with *ret filled, strings in the arena; or a condition, with *ret_why one sentence for people. */
int statutory_clock_run(const ClockQuestion *question, Arena *arena, StatutoryClock *ret,
                        const char **ret_why);

const char *clock_state_to_string(ClockState state);
