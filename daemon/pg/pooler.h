#pragma once
/* Whether a pooler stands between us and PostgreSQL and gives each transaction another session of the server.
 * For pg.c only. */

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

/* Asks for the number of the server's process that answers. */
#define PG_SESSION_NUMBER "select pg_catalog.pg_backend_pid()"

/* number is what PG_SESSION_NUMBER answered a moment ago, outside of any transaction. */
bool pg_session_is_shared(PGconn *conn, int64_t number, const char *conninfo);
