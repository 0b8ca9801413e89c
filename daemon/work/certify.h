#pragma once
/* verified -> certified, over two features: the ledger is signed and the run's entries are proved, then
 * retention makes the certificate, which so is whole when it is issued. */

#include "store/context.h"

/* 0 also when it was certified before; a RETENTION_E_ condition, RETENTION_E_LEDGER among them, or PG_E_. */
int certify_run(Context *context, int64_t run);
