#pragma once
/* An agency: asked about numbers, it tells what it knows. Each kind of agency is one file, behind the table
 * of kinds of model/source.h. What a kind reads by the names of columns it brings to Told through columns.h.
 */

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/conditions.h"
#include "model/told.h"

typedef struct Agency Agency;

typedef enum AnswerKind {
        ANSWER_FOUND,          /* told is set, about the number asked for */
        ANSWER_SUPERSEDED,     /* about another number: the one asked for is no longer in use */
        ANSWER_NOT_FOUND,      /* the agency knows nobody of that number */
        ANSWER_INVALIDATED,    /* it did, and the record is not to be used */
        ANSWER_NUMBER_INVALID, /* it cannot be such a number */
        ANSWER_ERROR,          /* no usable answer */
        _ANSWER_KIND_MAX,
} AnswerKind;

typedef struct Answer {
        AnswerKind kind;
        const char *because; /* a code: [a-z-]+ */
        const Told *told;
        const char *version; /* the agency's version of the record; NULL: not told */
} Answer;

/* What a kind of agency is, each function as its namesake below. own: what open made. */
typedef struct AgencyKind {
        int (*open)(const Source *source, Date on, void **ret_own);
        int (*ask)(void *own, const char *const *numbers, size_t n, Arena *arena, Answer *answers);
        void (*close)(void *own);
} AgencyKind;

/* on: the day whose names and addresses are wanted. 0, AGENCY_E_NO_CREDENTIAL or a fault. */
int agency_open(const Source *source, Date on, Agency **ret);
/* Asks about n numbers and waits for every answer; what can pass is tried again within the source's bounds.
 * 0 or a fault: what an agency does is never one. */
int agency_ask(Agency *agency, const char *const *numbers, size_t n, Arena *arena, Answer *answers);
Agency *agency_close(Agency *agency);
DEFINE_CLEANUP(Agency *, agency_close)
