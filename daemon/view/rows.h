#pragma once
/* Rows of a statement as an answer: a table for people, objects for programs. */

#include "cli/command.h"
#include "pg/pg.h"

/* The columns of these names: a list of objects (bit n of numbers: names[n] is a number), or a table under
 * them. */
json_t *cli_rows_json(const PgRows *rows, const char *const *names, size_t n, unsigned numbers);
void cli_print_rows(Arena *arena, const char *const *names, size_t n, const PgRows *rows);
