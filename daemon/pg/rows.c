/* Typed reading of results. */
#include "pg/pg.h"

#include <assert.h>
#include <libpq-fe.h>
#include <string.h>

static PGresult *rows_result(const PgRows *rows) {
        return (PGresult *)(uintptr_t)rows;
}

PgRows *pg_rows_free(PgRows *rows) {
        PQclear(rows_result(rows));
        return NULL;
}

size_t pg_rows_count(const PgRows *rows) {
        return (size_t)PQntuples(rows_result(rows));
}

int pg_columns_count(const PgRows *rows) {
        return PQnfields(rows_result(rows));
}

const char *pg_column_name(const PgRows *rows, int column) {
        assert(column < pg_columns_count(rows));
        return PQfname(rows_result(rows), column);
}

int pg_column(const PgRows *rows, const char *name) {
        int column = PQfnumber(rows_result(rows), name);
        assert(column >= 0);
        return column;
}

int64_t pg_rows_affected(const PgRows *rows) {
        return strtoll(PQcmdTuples(rows_result(rows)), NULL, 10);
}

bool pg_is_null(const PgRows *rows, size_t row, int column) {
        assert(row < pg_rows_count(rows) && column < PQnfields(rows_result(rows)));
        return PQgetisnull(rows_result(rows), (int)row, column);
}

const char *pg_text(const PgRows *rows, size_t row, int column) {
        return pg_is_null(rows, row, column) ? NULL : PQgetvalue(rows_result(rows), (int)row, column);
}

size_t pg_length(const PgRows *rows, size_t row, int column) {
        return (size_t)PQgetlength(rows_result(rows), (int)row, column);
}

int64_t pg_i64(const PgRows *rows, size_t row, int column) {
        const char *s = pg_text(rows, row, column);
        return s ? strtoll(s, NULL, 10) : 0;
}

bool pg_bool(const PgRows *rows, size_t row, int column) {
        const char *s = pg_text(rows, row, column);
        return s && *s == 't';
}

Date pg_date(const PgRows *rows, size_t row, int column) {
        const char *s = pg_text(rows, row, column);
        Date date = DATE_NONE;
        return s && date_parse(s, &date) ? date : DATE_NONE;
}

const unsigned char *pg_bytes(const PgRows *rows, size_t row, int column, Arena *arena, size_t *ret_n) {
        *ret_n = 0;
        const char *s = pg_text(rows, row, column);
        if (!s)
                return NULL;
        size_t n;
        unsigned char *bytes = PQunescapeBytea((const unsigned char *)s, &n);
        if (!bytes)
                abort();
        unsigned char *copy = arena_memdup(arena, bytes, n ? n : 1);
        explicit_bzero(bytes, n);
        PQfreemem(bytes);
        *ret_n = n;
        return copy;
}
