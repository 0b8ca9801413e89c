#pragma once
/* For the files of store/ only: runs a named statement. */

#include "statements.h"
#include "store/store.h"

/* As store_seal_with() said. */
const Keys *store_keys(const Store *store);
const char *store_escrow(const Store *store);
/* A column text[] that was selected as a JSON array. 0 or a fault. */
int store_read_texts(const PgRows *rows, size_t row, int column, Arena *arena, const char ***ret,
                     size_t *ret_n);
/* store_call(store, hold_review, &rows, .id = id, ...): runs a statement of sql/queries with its parameters
 * by name, each of which must be given (lint compares them with the text). 0 or a PG_E_ condition. ret may be
 * NULL. */
#define store_call(store, statement, ret, ...)                                                               \
        call_##statement(store_pg(store), &(const struct statement##_args){ __VA_ARGS__ }, (ret))
