#pragma once
/* What is looked at and kept when a request comes in. For the files of requests/ only. */

#include "requests/step.h"

/* REQUESTS_E_ALIKE with *ret_first when one that asks the same is open, unless it is said to be another; one
 * that was answered stands in the request as what it repeats. */
int intake_alike(Step *step, const RequestNew *new, RequestAlike *ret_first);
/* With its event when there are any; not committed. */
int intake_wishes(Step *step, const RequestWish *wishes, size_t n);
