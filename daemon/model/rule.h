#pragma once
/* Retention rules: what, from which event, how long, what then, on whose authority. Read from law packs by
 * settings/law-pack.c; plain data in an arena. */

#include "base/date.h"

#include <stdbool.h>
#include <stddef.h>

/* The event a period runs from. */
typedef enum Trigger {
        TRIGGER_BIRTH, /* attaining an age, at the start of the birthday */
        TRIGGER_DEATH,
        TRIGGER_ARCHIVED, /* becoming archived */
        _TRIGGER_MAX,
} Trigger;

typedef enum Disposal {
        DISPOSAL_ARCHIVE,
        DISPOSAL_ANONYMISE,
        DISPOSAL_DESTROY,
        DISPOSAL_REVIEW,
        _DISPOSAL_MAX
} Disposal;

/* Whether the law says "no longer than" or "at least". */
typedef enum Direction { DIRECTION_MAXIMUM, DIRECTION_MINIMUM, _DIRECTION_MAX } Direction;

typedef enum Approval { APPROVAL_NONE, APPROVAL_ONE, APPROVAL_TWO, _APPROVAL_MAX } Approval;

typedef struct Period {
        int years, months, days;
} Period;

typedef struct Rule {
        const char *id;   /* "s12-archive-at-18" */
        const char *cite; /* "SI 2007/2182 reg 8(2)(a)" */
        const char *text; /* one plain sentence for people */
        const char *map;  /* data map it applies to */
        Trigger trigger;
        Period period;
        Disposal disposal;
        Direction direction;
        Approval approval;
        const char *unless; /* boolean column of the subject that switches the rule off ("participating");
                               NULL: none */
        Date from, to;      /* in force; DATE_NONE: open */
} Rule;

typedef struct LawPack {
        const char *name, *file;
        Rule *rules;
        size_t n_rules;
} LawPack;

/* The day on which a rule falls due for an event; birthdays by date_attains(). DATE_NONE in gives DATE_NONE.
 */
Date rule_due(const Rule *rule, Date event);
/* The event days for which the rule is due on a day: first (DATE_NONE: no bound) to last, both due. The rule
 * is chosen by the day of its event; for a birthday that is the day the age is attained. False: none. */
bool rule_window(const Rule *rule, Date on, Date *ret_first, Date *ret_last);
const char *trigger_to_string(Trigger trigger);
const char *disposal_to_string(Disposal disposal);
const char *approval_to_string(Approval approval);
/* Whether the rule is that of this id, or one of those made of it for several entities ("ID.ENTITY"). */
bool rule_called(const Rule *rule, const char *id);
