#pragma once
/* Asked: one slice of numbers put to a source, and what each answer amounts to. */

#include "accuracy/fhir-patient.h"
#include "base/conditions.h"
#include "model/source.h"

typedef struct Asker Asker;

typedef enum AnswerKind {
        ANSWER_FOUND,          /* patient is set, about the number asked for */
        ANSWER_SUPERSEDED,     /* about another number: the one asked for is no longer in use */
        ANSWER_NOT_FOUND,      /* the source knows nobody of that number */
        ANSWER_INVALIDATED,    /* it did, and the record is not to be used */
        ANSWER_NUMBER_INVALID, /* it cannot be such a number */
        ANSWER_ERROR,          /* no usable answer */
        _ANSWER_KIND_MAX,
} AnswerKind;

typedef struct Answer {
        AnswerKind kind;
        const char *because; /* a code: [a-z-]+ */
        FhirPatient *patient;
        const char *version; /* the source's version of the record; NULL: not told */
} Answer;

/* The bearer token is the systemd credential that the source names; a credential "SOURCE-ca" holds the
 * certificates to trust instead of the system's. 0, ASK_E_NO_CREDENTIAL or a fault. */
int asker_open(const Source *source, Asker **ret);
Asker *asker_close(Asker *asker);
DEFINE_CLEANUP(Asker *, asker_close)

/* Asks about n numbers and waits for every answer; what can pass is tried again within the source's bounds.
 * 0 or a fault: what an agency does is never one. */
int ask_all(Asker *asker, const char *const *numbers, size_t n, Arena *arena, Answer *answers);
