#pragma once
/* For the files of store/ only: runs a named statement. */

#include "statements.h"
#include "store/store.h"

/* 0 or a PG_E_ condition. ret may be NULL. */
int store_call(Store *store, Statement statement, const PgArgs *args, PgRows **ret);
