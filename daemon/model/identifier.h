#pragma once
/* Whether an identifier can be one at all: shape, range and check digit. Arithmetic only; it never proves the
 * person. Rules as the issuing bodies publish them; each stands beside its code. */

#include <stdbool.h>
#include <stddef.h>

typedef enum IdentifierKind {
        IDENTIFIER_NHS,     /* NHS number */
        IDENTIFIER_UPN,     /* unique pupil number */
        IDENTIFIER_ULN,     /* unique learner number */
        IDENTIFIER_UPRN,    /* unique property reference number */
        IDENTIFIER_ODS,     /* GP practice code of the Organisation Data Service */
        IDENTIFIER_URN,     /* unique reference number of a school */
        IDENTIFIER_LAESTAB, /* DfE number: local authority and establishment */
        IDENTIFIER_POSTCODE,
        _IDENTIFIER_KIND_MAX,
} IdentifierKind;

typedef enum IdentifierClass {
        IDENTIFIER_ORDINARY,
        IDENTIFIER_TEMPORARY,   /* stands in until the real one is known */
        IDENTIFIER_TEST_RANGE,  /* right by arithmetic, never issued to anybody */
        IDENTIFIER_PLACEHOLDER, /* an agreed code that says there is none */
        _IDENTIFIER_CLASS_MAX,
} IdentifierClass;

#define IDENTIFIER_TEXT_SIZE 24

typedef struct Identifier {
        bool valid;
        IdentifierClass class;
        const char *series;                   /* NHS numbers: who issues them; else NULL. Static */
        char canonical[IDENTIFIER_TEXT_SIZE]; /* as it is stored and compared; "" when not valid */
        char formatted[IDENTIFIER_TEXT_SIZE]; /* as it is written for people; "" when not valid */
        const char *why;                      /* when not valid: one sentence. Static, holds no value */
} Identifier;

/* Spaces and hyphens between groups, and the case of letters, do not count. value may be any bytes. */
Identifier identifier_judge(IdentifierKind kind, const char *value);

/* Does a postcode lie in one of the postal areas of the United Kingdom and the Crown dependencies (the
 * letters it begins with; Royal Mail's list, BFPO's BF among them)? And in that one? Case and blanks do not
 * matter. */
bool postcode_is_of_real_area(const char *postcode);
bool postcode_is_of_area(const char *postcode, const char *area);

/* "nhs"; false, and *ret untouched, for an unknown name. */
bool identifier_kind_from_string(const char *s, IdentifierKind *ret);
const char *identifier_kind_to_string(IdentifierKind kind);
const char *identifier_class_to_string(IdentifierClass class);
