#pragma once
/* The report of an approved dossier, as data: the one tree that every form is made from, and its JSON twin.
 * For the files of requests/ only. */

#include "model/language.h"
#include "requests/requests.h"
#include "store/dossier.h"

#include <jansson.h>

typedef struct Dossier {
        const DossierItem *items;
        size_t n;
} Dossier;

typedef struct ReportSource {
        Context *context;
        const Request *request;
        const DossierItem *items;
        size_t n_items;
        const Language *language;
        const json_t *held; /* of the subject today (register_collect()); NULL: not known */
        const json_t *kept; /* when each row goes, by which rule (RequestKept); NULL: not known */
} ReportSource;

/* What a person reads: people and things with worded labels and values. 0, or REQUESTS_E_RENDER when labels
 * are missing. The caller owns *ret. */
int report_for_people(const ReportSource *source, json_t **ret);
/* What a program reads (UK GDPR Art 15(3): a commonly used electronic form), as
 * docs/access-report.schema.json has it: what people read, and the same items unworded. The caller owns it.
 */
json_t *report_for_programs(const ReportSource *source, const json_t *people);
/* Whether a finished form holds what is withheld, though nothing that is disclosed says it: REQUESTS_E_LEAK.
 * frame: the report without any item as plain text, whose own words are no leak. */
int report_holds_back(const ReportSource *source, const char *text, const char *frame);
