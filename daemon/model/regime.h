#pragma once
/* Which law a request falls under: chosen by the day of receipt, read from policies/law and policies/holidays
 * by settings/law-regimes.c. Each citation that is present switches its rule on, so that no rule works
 * without saying whose it is. Plain data, in an arena. */

#include "model/fact.h"
#include "model/holidays.h"
#include "model/request-words.h"

/* What asking the person which data they mean does to the clock. */
typedef enum Clarification {
        CLARIFICATION_NONE,
        CLARIFICATION_PAUSES, /* the days from asking to answering, both counted, do not count (Art 12A(5)) */
        CLARIFICATION_DAYS_TAKEN, /* the days the person took (the Commissioner's guidance before Art 12A) */
        CLARIFICATION_STARTS,     /* no duty until it is answered (DPA 1998 s.7(3)) */
        _CLARIFICATION_MAX,
} Clarification;

/* The clock of some kinds of request under one regime. */
typedef struct RegimeClock {
        unsigned kinds; /* 1u << RequestKind, joined */
        const char *cite;
        Date from, to;         /* by day of receipt, inclusive; DATE_NONE: as the regime */
        int months, days;      /* one of the two is 0 */
        bool first_day_counts; /* "beginning with": the first day is day one */
        bool acknowledges;     /* the period is for the acknowledgement; the outcome has no day of its own */
        /* Citations; NULL: there is no such rule here. */
        const char *identity, *fee; /* the clock waits for them */
        const char *clarification;
        const char *extension;
        const char *rollover; /* a last day that is no working day moves to the next */
        Clarification clarification_effect;
        int extended_months;     /* all in all, from the start day */
        bool pause_moves_notice; /* pauses also move the last day for giving notice of an extension */
} RegimeClock;

typedef struct Regime {
        const char *name, *title, *cite;
        Date from, to; /* by day of receipt, inclusive; DATE_NONE: open */
        RegimeClock *clocks;
        size_t n_clocks;
} Regime;

typedef struct Regimes {
        const char *file;
        Regime *regimes; /* in order of time, not overlapping */
        size_t n_regimes;
        Holidays *holidays; /* one a jurisdiction */
        size_t n_holidays;
        Fact *facts; /* what is told of every register */
        size_t n_facts;
        int target_days; /* the authority's own standard, counted from the start day; 0: none */
} Regimes;

/* NULL: none of that name; none in force on that day; no clock of that kind for what was received that day;
 * none for that jurisdiction. */
const Regime *regimes_find(const Regimes *regimes, const char *name);
const Regime *regimes_on(const Regimes *regimes, Date received);
const RegimeClock *regime_clock(const Regime *regime, RequestKind kind, Date received);
const Holidays *regimes_holidays(const Regimes *regimes, Jurisdiction jurisdiction);
