#pragma once
/* The report of an approved dossier, as data: what the PDF's template is filled with, and the JSON twin. For
 * the files of requests/ only. */

#include "model/language.h"
#include "requests/requests.h"
#include "store/dossier.h"

#include <jansson.h>

typedef struct ReportSource {
        Context *context;
        const Request *request;
        const DossierItem *items;
        size_t n_items;
        const Language *language;
} ReportSource;

/* What a person reads: groups of records with worded labels and values. 0, or REQUESTS_E_RENDER when labels
 * are missing. The caller owns *ret. */
int report_for_people(const ReportSource *source, json_t **ret);
/* What a program reads: the same items, unworded (UK GDPR Art 15(3): a commonly used electronic form). */
json_t *report_for_programs(const ReportSource *source);
