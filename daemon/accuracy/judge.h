#pragma once
/* Compared: what a register holds of one subject, beside what the source answered, attribute by attribute.
 * Pure: no I/O, no clock. */

#include "model/compare.h"
#include "model/told.h"
#include "register/watch.h"

/* What is compared as one: a column, or the columns that together hold an address without its postcode. */
typedef struct JudgeItem {
        const char *entity;
        const size_t *columns; /* places among the source's confirms */
        size_t n_columns;
        SourceField field;
        CompareKind compare;
        const char *attribute; /* "entity.column" of the first */
} JudgeItem;

typedef struct JudgePlan {
        const Source *source;
        JudgeItem *items;
        size_t n_items;
        const WatchColumn *columns; /* of every confirm, for watch_compile() */
        const char **attributes;    /* "entity.column" of every confirm */
        const char *lookup;         /* "entity.column" of the number asked by */
} JudgePlan;

/* What is to be compared, from the source and its map. */
void judge_plan(const Source *source, Arena *arena, JudgePlan *ret);

typedef enum FindingKind {
        FINDING_NOTHING,       /* neither side has a value */
        FINDING_AGREES,        /* the same or equivalent */
        FINDING_DIFFERS,       /* similar or different */
        FINDING_MISSING_HERE,  /* only the source has one */
        FINDING_MISSING_THERE, /* only the register has one: the source cannot confirm it */
        FINDING_DECEASED,      /* the source says that the subject has died */
        FINDING_WITHHELD,      /* the source may not tell: it cannot be verified */
        _FINDING_MAX,
} FindingKind;

typedef struct Finding {
        FindingKind kind;
        Grade grade;             /* of AGREES and DIFFERS */
        const char *because;     /* a code: [a-z-]+ */
        const char *why;         /* a sentence without a value; NULL: nothing more to say */
        const char *held, *told; /* what was compared; "" for nothing */
        const char *row;         /* the key of the register's row; NULL: there is none */
} Finding;

/* Compares every item; findings[i] belongs to plan->items[i]. Of several current rows of an entity the one
 * that agrees best counts: a child may have a legal name and one it is known as. */
void judge_subject(const JudgePlan *plan, const Told *told, const WatchRow *const *rows, size_t n_rows,
                   Arena *arena, Finding *findings);
