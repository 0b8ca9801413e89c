#pragma once
/* A sheet: rows that a person fills in with a spreadsheet, as CSV (RFC 4180). It is read leniently, for
 * spreadsheets write it in several ways, and written so that no cell is ever calculated. */

#include "base/arena.h"
#include "base/text.h"

/* One row. A cell that begins as a formula does is written with an apostrophe before it; NULL is an empty
 * one. */
void csv_write(Text *out, const char *const *cells, size_t n);

typedef struct CsvRow {
        size_t line;        /* where it begins, from 1 */
        const char **cells; /* by the heads that were asked for; "" where empty or cut short */
} CsvRow;

/* Reads the columns under these heads, wherever they stand, with commas, semicolons or tabs between them; a
 * row without any content is passed over. NULL, or what is wrong with the sheet, one sentence in the arena.
 */
const char *csv_read(const char *text, const char *const *heads, size_t n_heads, Arena *arena, CsvRow **ret,
                     size_t *ret_n);
