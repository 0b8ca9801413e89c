#pragma once
/* Bound values that are more than one word in C, for the structs that sqlgen makes of a statement's
 * parameters. */

#include "pg/pg.h"

typedef struct PgBytes {
        const void *bytes;
        size_t n;
} PgBytes;
typedef struct PgByteas {
        const unsigned char *bytes;
        size_t n, width;
} PgByteas;
typedef struct PgTexts {
        const char *const *items;
        size_t n;
} PgTexts;
typedef struct PgNumbers {
        const int64_t *items;
        size_t n;
} PgNumbers;
void pg_arg_blob(PgArgs *args, PgBytes value);
void pg_arg_byteas(PgArgs *args, PgByteas value);
void pg_arg_items(PgArgs *args, PgTexts value);
void pg_arg_numbers(PgArgs *args, PgNumbers value);
