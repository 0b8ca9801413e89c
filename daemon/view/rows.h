#pragma once
/* Rows of a statement as an answer: a table for people, objects for programs. */

#include "cli/command.h"
#include "pg/pg.h"

/* A list of objects, each column under its name; bit c of numbers: column c is a number. */
json_t *cli_rows_json(const PgRows *rows, const char *const *names, size_t n, unsigned numbers);
void cli_print_rows(Arena *arena, const char *const *heads, size_t n, const PgRows *rows);
