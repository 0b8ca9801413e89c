#pragma once
/* What the register holds about the subject of a request. For the files of requests/ only. */

#include "model/exemption.h"
#include "register/collect.h"
#include "requests/requests.h"
#include "store/dossier.h"

#include <jansson.h>

/* Whether the items may go out, asked in the transaction in which they do. REQUESTS_E_GATE when by now it is
 * not settled who asks, REQUESTS_E_STOPPED when a source's word about danger or death stops everything,
 * whoever asks, REQUESTS_E_PROTECTED when something speaks against an item that did not when it was decided,
 * REQUESTS_E_OPINION when what it relied on has grown old. */
int dossier_still_lawful(Context *context, const Request *request, const DossierItem *items, size_t n);
/* What the register has of the subject today. REQUESTS_E_SUBJECT when it holds no such subject. */
int dossier_subject_facts(Context *context, const Request *request, SubjectFacts *ret);
/* The same and all that it has, as register_collect() gives it, from one look; the caller owns that. ret_held
 * may be NULL. */
int dossier_record(Context *context, const Request *request, SubjectFacts *ret_facts, json_t **ret_held);
/* A value of it as text, in the arena; NULL for null, which is nothing held. */
const char *dossier_value(Arena *arena, const json_t *value);
/* What of the subject decides about every item. */
void dossier_item_facts(const Context *context, const Request *request, const SubjectFacts *subject,
                        ItemFacts *ret);
