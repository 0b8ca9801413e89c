#pragma once
/* An answer that comes as named columns: a row of a database, a line of a file. One reading of the names, for
 * every kind of agency that answers so. */

#include "agency/agency.h"

/* Besides the fields of model/source.h. */
enum {
        COLUMN_NUMBER = _SOURCE_FIELD_MAX, /* the number that was asked about */
        COLUMN_VERSION,                    /* the agency's version of the record */
        COLUMN_DECEASED,
        COLUMN_RESTRICTED,
        _COLUMN_MAX,
};

typedef struct Columns {
        int places[_COLUMN_MAX]; /* -1: there is no such column */
} Columns;

/* Reads the names of the columns: words of fields, with _ or -, and "number", which must be among them. NULL,
 * or a code of what is wrong: a name misspelt would else be a value that nobody ever hears of. */
const char *columns_read(const char *const *names, size_t n, Columns *ret);

/* The answer in one row; values in the order of the names, NULL where nothing is said. Strings are copied
 * into the arena. ANSWER_FOUND, or ANSWER_ERROR: a value is not of its form. */
Answer columns_answer(const Columns *columns, const char *const *values, Arena *arena);
