#pragma once
/* One connection to one PostgreSQL. The only place with libpq.
 *
 * The server's error text may carry somebody's address (a failed cast, a unique violation's DETAIL), so
 * it never leaves this folder: callers get a condition, and pg_sqlstate() for the journal.
 *
 * PG_E_CONFLICT: an integrity rule refused it. PG_E_RETRY: a deadlock, a timeout, or the server is short of
 * disk or memory. PG_E_LOST: reconnect; nothing of an open transaction happened. PG_E_READ_ONLY: likewise.
 * PG_E_NO_ROLE and PG_E_POOLED come of pg_open() alone. */

#include "base/arena.h"
#include "base/conditions.h"
#include "base/date.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Pg Pg;
typedef struct PgRows PgRows;

/* Whether a new connection may find what this one does not: the server is gone, or takes no writes, as one
 * does that was the first and is a standby now. */
static inline bool pg_is_away(int r) {
        return r == PG_E_LOST || r == PG_E_READ_ONLY;
}

/* A statement known at build time, of the table that sqlgen makes from sql/queries; or one compiled at run
 * time, whose name follows from its text. */
typedef struct PgStatement {
        const char *name;
        const char *sql;
        int n_params;
} PgStatement;

/* Bound values, in order $1, $2 ... Formatted numbers live in the arena. */
#define PG_ARGS_MAX 32
typedef struct PgArgs {
        Arena *arena;
        int n;
        const char *values[PG_ARGS_MAX];
        int lengths[PG_ARGS_MAX], formats[PG_ARGS_MAX];
} PgArgs;
#define PG_ARGS(a) ((PgArgs){ .arena = (a) })

void pg_arg_text(PgArgs *args, const char *value); /* NULL binds null; not copied */
void pg_arg_i64(PgArgs *args, int64_t value);
void pg_arg_bool(PgArgs *args, bool value);
void pg_arg_date(PgArgs *args, Date value);                           /* DATE_NONE binds null */
void pg_arg_bytes(PgArgs *args, const void *value, size_t n);         /* bytea, binary; NULL binds null */
void pg_arg_texts(PgArgs *args, const char *const *values, size_t n); /* text[]; a NULL item is a null item */
void pg_arg_i64s(PgArgs *args, const int64_t *values, size_t n);      /* bigint[] */
void pg_arg_bytea_array(PgArgs *args, const unsigned char *values, size_t n,
                        size_t width); /* bytea[] of equal width */

typedef struct PgOptions {
        const char *conninfo;                      /* libpq's own form */
        const char *application_name;              /* shown in pg_stat_activity: never personal data */
        const char *role;                          /* "set role" after login, NULL: none */
        int statement_timeout_ms, lock_timeout_ms; /* 0: none */
        const char *password;                      /* NULL: as the conninfo has it */
        bool sealed; /* over a network by TLS and to a proved name, unless the conninfo says otherwise */
} PgOptions;

/* Connects, pins search_path to pg_catalog, sets time zone UTC, dates ISO, the role and the timeouts.
 * 0, PG_E_LOST (not reachable), PG_E_DENIED, PG_E_NO_ROLE, PG_E_POOLED. */
int pg_open(const PgOptions *options, Pg **ret);
Pg *pg_close(Pg *pg);
DEFINE_CLEANUP(Pg *, pg_close)

/* Runs a statement, known by its name and prepared when it comes again / a text compiled at run time
 * (register/ only), with bound values. ret may be NULL when no rows are wanted. 0 or a PG_E_ condition; one
 * that does not fit the schema is a fault. */
int pg_call(Pg *pg, const PgStatement *statement, const PgArgs *args, PgRows **ret);
int pg_query(Pg *pg, const char *sql, const PgArgs *args, PgRows **ret);
/* Asks a database that is somebody else's, with a query that is not ours: at most most rows, in a transaction
 * of its own that can write nothing. What is no lone select is a fault. */
int pg_read_most(Pg *pg, const char *query, const PgArgs *args, int64_t most, PgRows **ret);
/* Called about once a second while this process waits for a statement, on whatever connection. It may use any
 * connection but the one that waits. NULL: nothing is. */
void pg_while_waiting(void (*call)(void *data), void *data);
/* Several statements in one text without values: migrations and roles. In a transaction of its own
 * unless one is open. */
int pg_script(Pg *pg, const char *sql);

PgRows *pg_rows_free(PgRows *rows);
DEFINE_CLEANUP(PgRows *, pg_rows_free)
size_t pg_rows_count(const PgRows *rows);
int pg_columns_count(const PgRows *rows);
const char *pg_column_name(const PgRows *rows, int column);
/* Of the rows that a statement hands out whole: the place of a column by its name, which must be there. */
int pg_column(const PgRows *rows, const char *name);
/* Rows touched by an insert, update or delete. */
int64_t pg_rows_affected(const PgRows *rows);
bool pg_is_null(const PgRows *rows, size_t row, int column);
const char *pg_text(const PgRows *rows, size_t row, int column); /* NULL for null; lives with rows */
size_t pg_length(const PgRows *rows, size_t row, int column);    /* bytes of it */
int64_t pg_i64(const PgRows *rows, size_t row, int column);      /* 0 for null */
bool pg_bool(const PgRows *rows, size_t row, int column);
Date pg_date(const PgRows *rows, size_t row, int column); /* DATE_NONE for null */
/* bytea, decoded into the arena; NULL for null. */
const unsigned char *pg_bytes(const PgRows *rows, size_t row, int column, Arena *arena, size_t *ret_n);

/* A transaction as a scope: PG_TX locals roll back unless committed. */
typedef struct PgTx {
        Pg *pg;
} PgTx;
int pg_tx_begin(Pg *pg, PgTx *tx);
int pg_tx_commit(PgTx *tx);
void pg_tx_done(PgTx *tx);
#define _cleanup_pg_tx_ _cleanup_(pg_tx_done)
bool pg_in_transaction(const Pg *pg);

/* Identifiers, quoted in one place: "schema"."table" from two parts (schema may be NULL). */
char *pg_quote_name(Pg *pg, Arena *arena, const char *schema, const char *name);
/* A string constant for DDL and documentation; values of statements are bound, never quoted. */
char *pg_quote_text(Pg *pg, Arena *arena, const char *value);

/* LISTEN: the socket to watch, then each notification waiting; NULL when there is none. */
int pg_socket(const Pg *pg);
int pg_listen(Pg *pg, const char *channel);
int pg_next_notification(Pg *pg, Arena *arena, const char **ret_channel, const char **ret_payload);

/* SQLSTATE of the last failure, "" when none; the only detail fit for the journal. */
const char *pg_sqlstate(const Pg *pg);
/* Likewise which table, constraint and function of the schema caused it: "SQLSTATE 23503, table a.b". Of the
 * newest transaction; "" when nothing failed. */
const char *pg_refusal(const Pg *pg);
int pg_server_version(const Pg *pg);
