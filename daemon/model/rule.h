#pragma once
/* Retention rules, as settings/law-pack.c reads them from law packs; plain data in an arena. */

#include "model/disposal.h"
#include "model/fact.h"
#include "model/instrument.h"
#include "model/promise.h"

#include <stdbool.h>
#include <stddef.h>

/* The event a period runs from. The map says where its day is kept. */
typedef enum Trigger {
        TRIGGER_BIRTH, /* attaining an age, at the start of the birthday */
        TRIGGER_DEATH,
        TRIGGER_ARCHIVED, /* becoming archived: the record, or the row by itself */
        TRIGGER_ORDER,    /* a court's order is made */
        TRIGGER_CASE_END,
        TRIGGER_SERVICE_END,
        TRIGGER_LAST_CONTACT,
        TRIGGER_SCHOOL_LEAVING,
        TRIGGER_BECAME_AWARE, /* the authority becomes aware of something */
        TRIGGER_CONSENT_WITHDRAWN,
        TRIGGER_SUPERSEDED, /* newer information of the kind was added */
        TRIGGER_RETURNED,   /* resident again */
        TRIGGER_LEFT,       /* has left the area, or will on that day */
        TRIGGER_TOLD,       /* somebody who had to be told was told */
        _TRIGGER_MAX,
} Trigger;

/* Whether the law says "no longer than" or "at least". */
typedef enum Direction { DIRECTION_MAXIMUM, DIRECTION_MINIMUM, _DIRECTION_MAX } Direction;
/* On whose word the rule stands. */
typedef enum Standing { STANDING_STATUTE, STANDING_GUIDANCE, STANDING_LOCAL, _STANDING_MAX } Standing;

typedef struct Period {
        int years, months, days;
} Period;
#define CHOSEN_YEARS_MAX 10
/* One event and a time from it. */
typedef struct Term {
        Trigger trigger;
        Period period;
        const char *chosen;  /* column of the row with the years, instead of the period; NULL: none */
        bool financial_year; /* the time runs from the 31 March on or after the event */
} Term;

/* Due with the first of several terms, or not before the last. */
typedef enum Combine { COMBINE_EARLIEST, COMBINE_LATEST } Combine;
typedef enum ConditionKind {
        CONDITION_TRUE,       /* the column is true */
        CONDITION_IS,         /* the column is one of the values */
        CONDITION_SET,        /* the column holds something */
        CONDITION_UNSET,      /* it holds nothing */
        CONDITION_ROW,        /* the subject has a row of the entity */
        CONDITION_DIED_UNDER, /* the subject died before attaining the age */
        CONDITION_UNDER,      /* the subject has not attained the age on the day */
        CONDITION_ALONE, /* the row became archived by itself: its record is live, or was archived later */
} ConditionKind;

typedef struct Condition {
        ConditionKind kind;
        const char *entity; /* NULL: what the rule acts on. Neither it nor the subject: any of its rows */
        const char *column;
        const char **values;
        size_t n_values;
        int age;
} Condition;

typedef struct Rule {
        const char *id;          /* "s12-archive-at-18" */
        const char *cite;        /* "SI 2007/2182 reg 8(2)(a)" */
        const char *text;        /* one plain sentence for people */
        const char *map;         /* data map it applies to */
        const char *entity;      /* it acts on rows of this entity; NULL: on whole subjects */
        const char **attributes; /* on these columns only; ANONYMISE: "entity.column" left */
        size_t n_attributes;
        Term *terms; /* at least one */
        size_t n_terms;
        Combine combine;
        Condition *when, *unless; /* it applies when all of these hold, and none of those */
        size_t n_when, n_unless;
        Disposal disposal;
        const char *ground; /* what archiving writes down as its ground; NULL: nothing */
        Direction direction;
        Approval approval;
        Standing standing;
        Instrument law;
        Promise grade;           /* what a run of it promises */
        int at_least;            /* ANONYMISE: how many must share whatever is left of each */
        Date from, to;           /* in force; DATE_NONE: open */
        const FactWords *letter; /* how letters tell it, by language; NULL: it is told in reports alone */
} Rule;

/* The day on which a term falls due for an event; chosen: the row's own years, if it asks for them. Birthdays
 * by date_attains(). DATE_NONE in gives DATE_NONE, and so does a choice that is none. */
Date term_due(const Term *term, Date event, int chosen);
/* The day on which a rule falls due for the events of its terms, in their order; DATE_NONE: not known. */
Date rule_due(const Rule *rule, const Date *events, int chosen);

/* The event days for which a term is due on a day: first (DATE_NONE: no bound) to last, both due. The rule is
 * chosen by the day of its event; for a birthday that is the day the age is attained. False: none. */
bool term_window(const Rule *rule, const Term *term, int chosen, Date on, Date *ret_first, Date *ret_last);
/* The event days that the rule governs at all. */
void term_in_force(const Rule *rule, const Term *term, int chosen, Date *ret_first, Date *ret_last);

/* Whether what it does cannot be undone: it destroys, or makes unrecognisable. */
bool rule_destroys(const Rule *rule);
const char *trigger_to_string(Trigger trigger);
/* Whether the rule is that of this id, or one of those made of it for several entities ("ID.ENTITY"). */
bool rule_called(const Rule *rule, const char *id);
const char *direction_to_string(Direction direction);
const char *standing_to_string(Standing standing);
bool trigger_ends(Trigger trigger);
