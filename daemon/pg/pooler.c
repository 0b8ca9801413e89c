#include "pg/pooler.h"

#include "base/cleanup.h"

#include <poll.h>
#include <stdlib.h>

/* A pool of whole sessions that has none left makes a second connection wait: that is no answer, and enough.
 */
#define PROBE_MSEC 3000

static void pooler_finish(PGconn **conn) {
        PQfinish(*conn);
}
#define _cleanup_conn_ _cleanup_(pooler_finish)

static int64_t number_of(PGresult *result) {
        int64_t number = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1
                                 ? strtoll(PQgetvalue(result, 0, 0), NULL, 10)
                                 : 0;
        PQclear(result);
        return number;
}

/* The session that a second connection holds while a transaction of its own is open; 0: none in time; -1: it
 * may not open one. */
static int64_t take_session(PGconn *conn) {
        if (!PQsendQuery(conn, "begin; " PG_SESSION_NUMBER))
                return -1;
        int64_t number = -1;
        struct pollfd fd = { .fd = PQsocket(conn), .events = POLLIN };
        for (;;) {
                while (PQisBusy(conn))
                        if (poll(&fd, 1, PROBE_MSEC) != 1)
                                return 0;
                        else if (!PQconsumeInput(conn))
                                return -1;
                PGresult *result = PQgetResult(conn);
                if (!result)
                        return number;
                int64_t found = number_of(result);
                number = found ? found : number;
        }
}

/* PostgreSQL itself says its process's number when a connection begins; a pooler makes one up. Behind a
 * pooler, what answered us is idle now: if it lends sessions for a transaction, the next to ask gets that
 * very one. */
bool pg_session_is_shared(PGconn *conn, int64_t number, const char *conninfo) {
        if (PQbackendPID(conn) == number)
                return false;
        const char *const keys[] = { "connect_timeout", "dbname", "application_name", NULL };
        const char *const values[] = { "10", conninfo, "muniment", NULL };
        _cleanup_conn_ PGconn *other = PQconnectdbParams(keys, values, 1);
        if (PQstatus(other) != CONNECTION_OK)
                return false;
        int64_t taken = take_session(other);
        if (taken == 0)
                return false;
        return taken < 0 || taken == number || number_of(PQexec(conn, PG_SESSION_NUMBER)) != number;
}
