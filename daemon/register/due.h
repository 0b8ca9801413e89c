#pragma once
/* Who or what is due under a rule. */

#include "base/conditions.h"
#include "register/compile-due.h"
#include "register/register.h"

/* A rule's question to a register on one day; in an arena. */
typedef struct DueQuery {
        const Rule *rule;
        Date on;
        CompiledDue sql;
        bool never; /* the rule governs no day that could be due */
} DueQuery;

typedef struct DueRow {
        const char *key;     /* of what is disposed of: the subject, or one row of the rule's entity */
        const char *subject; /* whose it is */
        Date due;            /* since when; of what is locked only */
        const char *kept_by; /* the minimum rule that holds it back; NULL: none */
        const char **stones; /* whole subjects: values of the map's tombstone columns; NULL item: none */
} DueRow;

typedef struct DueRows {
        DueRow *items;
        size_t n, n_stones;
} DueRows;

/* 0 or DUE_E_NO_EVENT. */
int due_compile(Register *reg, const Rule *rule, Date on, Arena *arena, DueQuery *ret);

/* Whether anything is: an index probe or a few, however many there are. */
int due_any(Register *reg, const DueQuery *query, bool *ret);
/* How many are due. */
int due_count(Register *reg, const DueQuery *query, int64_t *ret);
/* Starts reading what is due, as one moment in time; a transaction of the register must be open. */
int due_open(Register *reg, const DueQuery *query);
/* The next five thousand at most, without stones. DUE_E_END when there are no more. */
int due_fetch(Register *reg, const DueQuery *query, Arena *arena, DueRows *ret);

/* Locks those of the keys that are due now, in key order; the others have changed, or are gone. */
int due_lock(Register *reg, const DueQuery *query, const char *const *keys, size_t n, Arena *arena,
             DueRows *ret);
/* What falls due from which day, and how many at a time: for forecasts. In the arena, in no order. */
typedef struct DueDay {
        Date due;
        int64_t n;
} DueDay;
int due_days(Register *reg, const DueQuery *query, Arena *arena, DueDay **ret, size_t *ret_n);

/* All that the rule covers of one subject's, due or not. */
typedef struct DueShown {
        const char *key, *kept_by;
        Date due;           /* DATE_NONE: the event has not happened, or its day is not known */
        const Date *events; /* of the rule's terms */
        bool unreadable;    /* a day of those is one that no calendar holds: a person must look at it */
        bool applies, is_due;
} DueShown;
int due_show(Register *reg, const DueQuery *query, const char *subject, Arena *arena, DueShown **ret,
             size_t *ret_n);
