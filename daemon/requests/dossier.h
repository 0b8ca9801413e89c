#pragma once
/* What the register holds about the subject of a request. For the files of requests/ only. */

#include "requests/requests.h"
#include "store/dossier.h"

#include <jansson.h>

/* Whether the items may go out, asked in the transaction in which they do. REQUESTS_E_STOPPED when a source's
 * word about danger or death stops everything, whoever asks. REQUESTS_E_PROTECTED when somebody else than the
 * subject asks and one of the items is by now behind a shield, or belongs to a sensitive service. */
int dossier_still_lawful(Context *context, const Request *request, const DossierItem *items, size_t n);
/* Whether the subject is under 18 today; a register that keeps no birth date says yes to nothing. */
int dossier_subject_is_child(Context *context, const Request *request, bool *ret);
