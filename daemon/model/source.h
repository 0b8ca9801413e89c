#pragma once
/* A source: an agency that supplies data and can confirm it. Read from policies/sources by
 * settings/source.c; plain data in an arena, strings are never NULL unless said. */

#include "model/data-map.h"

#include <stdbool.h>
#include <stddef.h>

/* The kinds of agency: the word in a source's file, and what asks such an agency (agency/agency.h). */
#define SOURCE_KINDS(KIND)                                                                                   \
        KIND(FHIR_PDS, "fhir-pds", agency_fhir_pds)                                                          \
        KIND(SQL, "sql", agency_sql)

typedef enum SourceKind {
#define KIND(name, word, agency) SOURCE_##name,
        SOURCE_KINDS(KIND)
#undef KIND
                _SOURCE_KIND_MAX,
} SourceKind;

typedef enum SourceAuthentication {
        SOURCE_AUTHENTICATION_NONE,
        SOURCE_AUTHENTICATION_BEARER,
        _SOURCE_AUTHENTICATION_MAX,
} SourceAuthentication;

/* Under what the agency supplies the datum (Children Act 2004 s.12(7), (8), (9)); the register's own words.
 */
typedef enum SourcePower {
        SOURCE_POWER_MUST,
        SOURCE_POWER_MAY,
        SOURCE_POWER_SECRETARY_OF_STATE,
        SOURCE_POWER_OWN,
        _SOURCE_POWER_MAX,
} SourcePower;

/* Which part of the agency's answer stands for the attribute. */
typedef enum SourceField {
        SOURCE_FIELD_FAMILY_NAME,
        SOURCE_FIELD_GIVEN_NAMES, /* all of them, by single blanks */
        SOURCE_FIELD_GENDER,
        SOURCE_FIELD_BIRTH_DATE,
        SOURCE_FIELD_DEATH_DATE,
        SOURCE_FIELD_ADDRESS_LINES, /* every line of it, by ", ": for a column that holds the whole */
        SOURCE_FIELD_ADDRESS_LINE_1,
        SOURCE_FIELD_ADDRESS_LINE_2,
        SOURCE_FIELD_TOWN,
        SOURCE_FIELD_COUNTY,
        SOURCE_FIELD_POSTCODE,
        SOURCE_FIELD_PRACTICE_CODE, /* ODS code */
        _SOURCE_FIELD_MAX,
} SourceField;

/* Whether the register may be put right by what the agency says. */
typedef enum SourceCorrects {
        SOURCE_CORRECTS_NEVER,
        SOURCE_CORRECTS_WHEN_DECIDED, /* when a person has decided so */
        SOURCE_CORRECTS_BY_ITSELF,
        _SOURCE_CORRECTS_MAX,
} SourceCorrects;

typedef struct SourceAttribute {
        const char *entity, *column; /* of the register's map */
        SourceField field;
        SourcePower power;
        const char *cite; /* "Children Act 2004 s.12(7)(a)" */
        SourceCorrects corrects;
} SourceAttribute;

typedef struct Source {
        const char *name;  /* "pds" */
        const char *title; /* for people: "NHS Personal Demographics Service" */
        const char *file;
        SourceKind kind;
        const char *base_url;   /* no slash at its end; https, or http on this machine. NULL: not so asked */
        const char *connection; /* SQL: libpq conninfo, of the settings. Else NULL */
        const char *query;      /* SQL: what is asked there, $1 the numbers. Else NULL */
        SourceAuthentication authentication;
        const char *credential;   /* name of the systemd credential with the token or password; NULL: none */
        const char *organisation; /* ODS code sent as NHSD-End-User-Organisation-ODS; NULL: not sent */
        double rate_per_second;
        int concurrency, timeout_seconds, max_answer_bytes;
        int retries;     /* after the first try, for answers that may pass: 408, 429, 5xx, no answer */
        int decide_days; /* in which a difference is to be decided */
        const char *tells_entity, *tells_column; /* who is told of a correction (UK GDPR Art 19); NULL: nobody
                                                  */
        int interval_days; /* what was confirmed longer ago is stale and asked for again */
        const char *map_name;
        const DataMap *map;
        const char *register_name;                 /* the register it confirms */
        const char *lookup_entity, *lookup_column; /* the number by which the agency is asked */
        SourceAttribute *confirms;
        size_t n_confirms;
} Source;

const char *source_kind_to_string(SourceKind kind);                               /* "fhir-pds" */
const char *source_authentication_to_string(SourceAuthentication authentication); /* "none", "bearer" */
const char *source_power_to_string(SourcePower power);                            /* "must" */
const char *source_corrects_to_string(SourceCorrects corrects);                   /* "when-decided" */
const char *source_field_to_string(SourceField field);                            /* "family-name" */
