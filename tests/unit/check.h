#pragma once
/* The unit tests' frame: table-driven cases, a line for each failure, and a count at the end.
 *
 * int main(void) { check_group("dates"); CHECK_STR(date_format(...), "2026-11-22"); ... return check_done();
 * } */

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>

/* Names the cases that follow, in failure lines. printf-like. */
void check_group(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool check_true(bool ok, const char *what, const char *file, int line);
bool check_i64(int64_t got, int64_t want, const char *what, const char *file, int line);
bool check_str(const char *got, const char *want, const char *what, const char *file, int line);
/* Prints "N passed, N failed"; the exit status of main. */
int check_done(void);

#define CHECK(expression)    check_true((expression), #expression, __FILE__, __LINE__)
#define CHECK_INT(got, want) check_i64((int64_t)(got), (int64_t)(want), #got, __FILE__, __LINE__)
#define CHECK_STR(got, want) check_str((got), (want), #got, __FILE__, __LINE__)
