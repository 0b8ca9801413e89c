#pragma once
/* A FHIR R4 Patient, as NHS PDS answers it, read strictly into the few facts that a register can be compared
 * with. What the agency sends is not trusted: every type is looked at, and nothing is guessed. */

#include "base/arena.h"
#include "base/conditions.h"
#include "base/date.h"
#include "model/told.h"

#include <stdbool.h>
#include <stddef.h>

#define FHIR_GIVEN_MAX 5
#define FHIR_LINES_MAX 5

typedef struct FhirPeriod {
        Date start, end; /* DATE_NONE: open */
} FhirPeriod;

typedef struct FhirName {
        const char *use; /* usual, temp, nickname, old, maiden */
        FhirPeriod period;
        const char *family; /* "" when absent */
        const char *given[FHIR_GIVEN_MAX];
        size_t n_given;
} FhirName;

typedef struct FhirAddress {
        const char *use; /* home, work, temp, billing */
        FhirPeriod period;
        const char *lines[FHIR_LINES_MAX];
        size_t n_lines;
        const char *postcode; /* "" when absent */
} FhirAddress;

typedef struct FhirPatient {
        const char *id; /* the NHS number that the answer is about; another one than asked: superseded */
        const char *version_id; /* "" when absent */
        const char *gender;     /* "" when absent */
        const char *birth;      /* as sent: a day, a month or a year; "" when absent */
        const char *died;       /* the day of it, "" when only known as dead or not dead at all */
        const char *gp;         /* ODS code of the practice; "" when absent */
        FhirPeriod gp_period;
        bool deceased;
        bool restricted; /* security code R, or V, which the specification leaves unexplained */
        FhirName *names;
        size_t n_names;
        FhirAddress *addresses;
        size_t n_addresses;
} FhirPatient;

/* Reads one. Strings live in the arena. 0 or a FHIR_E_ condition; *ret_why is a sentence without any value
 * of the body. */
int fhir_patient_parse(Arena *arena, const char *body, size_t n, FhirPatient **ret, const char **ret_why);

/* The error code of an OperationOutcome (the Spine code of its first issue), "" when the body is none. */
const char *fhir_outcome_code(Arena *arena, const char *body, size_t n);

/* The name in use on a day: usual, and valid by its period; else the usual one that ended last. NULL: none.
 */
const FhirName *fhir_patient_name(const FhirPatient *patient, Date on);
/* The place of residence on a day: the valid home address. NULL: none is valid. */
const FhirAddress *fhir_patient_home(const FhirPatient *patient, Date on);
/* Where letters go: valid billing, else valid temp, else home (PDS, Address.use). NULL: none. */
const FhirAddress *fhir_patient_letters(const FhirPatient *patient, Date on);
bool fhir_period_covers(FhirPeriod period, Date on);
/* What it says on a day, field by field. */
void fhir_patient_tell(const FhirPatient *patient, Date on, Arena *arena, Told *ret);
