#pragma once
/* What the register holds about the subject of a request. For the files of requests/ only. */

#include "requests/requests.h"

#include <jansson.h>

/* Whether the register holds such a subject. */
int dossier_subject_exists(Context *context, const char *register_name, const char *key, bool *ret);
/* Whether the subject is under 18 today; a register that keeps no birth date says yes to nothing. */
int dossier_subject_is_child(Context *context, const Request *request, bool *ret);
