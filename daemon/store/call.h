#pragma once
/* For the files of store/ only: runs a named statement. */

#include "statements.h"
#include "store/store.h"

/* A column text[] that was selected as a JSON array. 0 or a fault. */
int store_read_texts(const PgRows *rows, size_t row, int column, Arena *arena, const char ***ret,
                     size_t *ret_n);
/* 0 or a PG_E_ condition. ret may be NULL. */
int store_call(Store *store, Statement statement, const PgArgs *args, PgRows **ret);
