#pragma once
/* Which documents are the certificate of a run, as statements. */

#include "store/store.h"

/* pdf 0: none. */
int certificate_insert(Store *store, int64_t run, int64_t body, int64_t pdf, Date on);
/* Its documents. 0 or RUN_E_NONE; no PDF: 0. */
int certificate_get(Store *store, int64_t run, int64_t *ret_body, int64_t *ret_pdf);
