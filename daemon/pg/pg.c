/* Connections, statements and transactions over blocking libpq. */
#include "pg/pg.h"

#include "base/error.h"
#include "base/text.h"
#include "pg/pooler.h"
#include "pg/readable.h"

#include <assert.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define REFUSAL_SIZE 400
#define WAIT_MSEC    1000 /* between two calls of who does something while we wait */

/* A statement that was called here, by its name: what is compiled at run time may be gone before we are. */
typedef struct Called {
        char *name;
        bool prepared;
} Called;

struct Pg {
        PGconn *conn;
        Called *called;
        size_t n_called;
        char sqlstate[6];
        char refusal[REFUSAL_SIZE]; /* by what the last failure was caused */
};

static PgRows *rows_of(PGresult *result) {
        return (PgRows *)result; /* a PgRows is a PGresult under another name: no second allocation */
}

static PGresult *result_of(const PgRows *rows) {
        return (PGresult *)(uintptr_t)rows;
}

static void clear_result(PGresult **result) {
        PQclear(*result);
}
#define _cleanup_result_ _cleanup_(clear_result)

static int condition_of(const char *sqlstate) {
        static const struct {
                const char *prefix;
                int condition;
        } table[] = {
                { "23", PG_E_CONFLICT },     { "40001", PG_E_RETRY },  { "40P01", PG_E_RETRY },
                { "55P03", PG_E_RETRY },     { "57014", PG_E_RETRY },  { "08", PG_E_LOST },
                { "57P", PG_E_LOST },        { "53300", PG_E_LOST },   { "53", PG_E_RETRY },
                { "25006", PG_E_READ_ONLY }, { "42501", PG_E_DENIED }, { "28", PG_E_DENIED },
        };
        for (size_t i = 0; i < ELEMENTS(table); i++)
                if (str_starts(sqlstate, table[i].prefix))
                        return table[i].condition;
        return err_origin(-EBADMSG);
}

/* The server's own messages may quote a row. What is named here are things of the schema: never a value. The
 * innermost line of the context begins "PL/pgSQL function public.f() line 3"; others quote statements. */
static void keep_refusal(Pg *pg, const PGresult *result, const char *state) {
        static const char function[] = "PL/pgSQL function ";
        const char *schema = PQresultErrorField(result, PG_DIAG_SCHEMA_NAME),
                   *table = PQresultErrorField(result, PG_DIAG_TABLE_NAME),
                   *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME),
                   *context = PQresultErrorField(result, PG_DIAG_CONTEXT);
        const char *in = context ? strstr(context, function) : NULL;
        size_t n = in ? strcspn(in + strlen(function), "(\n") : 0;
        snprintf(pg->refusal, sizeof pg->refusal, "SQLSTATE %s%s%s%s%s%s%s%s%.*s", state,
                 table ? ", table " : "", table && schema ? schema : "", table && schema ? "." : "",
                 table ? table : "", constraint ? ", constraint " : "", constraint ? constraint : "",
                 in ? ", function " : "", (int)n, in ? in + strlen(function) : "");
}

static int failed(Pg *pg, const PGresult *result) {
        const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
        snprintf(pg->sqlstate, sizeof pg->sqlstate, "%s", state ? state : "");
        pg->refusal[0] = '\0';
        if (PQstatus(pg->conn) != CONNECTION_OK || !state)
                return PG_E_LOST;
        keep_refusal(pg, result, state);
        return condition_of(state);
}

/* Takes the result over: rows on success, a condition otherwise. */
static int pg_settle(Pg *pg, PGresult *taken, PgRows **ret) {
        _cleanup_result_ PGresult *result = taken;
        ExecStatusType status = PQresultStatus(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
                return failed(pg, result);
        pg->sqlstate[0] = '\0';
        readable_make(pg->conn, result);
        if (ret)
                *ret = rows_of(TAKE_PTR(result));
        return 0;
}

static int pg_become(Pg *pg, const char *role) {
        _cleanup_text_ Text sql = { 0 };
        char *quoted = PQescapeIdentifier(pg->conn, role, strlen(role));
        if (!quoted)
                return err_origin(-ENOMEM);
        text_appendf(&sql, "set role %s", quoted);
        PQfreemem(quoted);
        _cleanup_result_ PGresult *result = PQexec(pg->conn, text_str(&sql));
        if (PQresultStatus(result) == PGRES_COMMAND_OK)
                return 0;
        int r = failed(pg, result);
        return str_eq(pg->sqlstate, "22023") ? PG_E_NO_ROLE : err_trace(r);
}

static int setup(Pg *pg, const PgOptions *o) {
        _cleanup_text_ Text sql = { 0 };
        text_append(
                &sql,
                "set search_path = pg_catalog, pg_temp; set timezone = 'UTC'; set datestyle = 'ISO, YMD'; "
                "set client_min_messages = error; set bytea_output = hex; set quote_all_identifiers = off;");
        /* Work that rests, so as not to be in the way, may rest within a transaction. */
        text_appendf(&sql,
                     "set statement_timeout = %d; set lock_timeout = %d; "
                     "set idle_in_transaction_session_timeout = 0;",
                     o->statement_timeout_ms, o->lock_timeout_ms);
        /* The server too notices, in twenty seconds, that we have vanished, and gives our locks to others. */
        text_append(&sql, "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 3;"
                          "set tcp_keepalives_count = 3; set tcp_user_timeout = 20000;");
        text_append(&sql, PG_SESSION_NUMBER);
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_settle(pg, PQexec(pg->conn, text_str(&sql)), &rows);
        if (r == 0 && pg_session_is_shared(pg->conn, pg_i64(rows, 0, 0), o->conninfo))
                r = PG_E_POOLED;
        return r == 0 && o->role ? pg_become(pg, o->role) : err_trace(r);
}

static int open_condition(const Pg *pg) {
        /* A refused password has no SQLSTATE in libpq 15 before the connection stands. */
        return PQconnectionNeedsPassword(pg->conn) || PQconnectionUsedPassword(pg->conn) ? PG_E_DENIED
                                                                                         : PG_E_LOST;
}

static void no_notice(void *arg, const PGresult *result) {
        (void)arg;
        (void)result;
}

int pg_open(const PgOptions *options, Pg **ret) {
        _cleanup_(pg_closep) Pg *pg = calloc(1, sizeof *pg);
        if (!pg)
                return err_origin(-ENOMEM);
        /* A host that vanished without a word is noticed in half a minute instead of a quarter of an hour.
         * The conninfo comes after, and may say otherwise. */
        const char *keys[] = { "connect_timeout",
                               "tcp_user_timeout",
                               "keepalives_idle",
                               "keepalives_interval",
                               "keepalives_count",
                               "sslmode",
                               "password",
                               "dbname",
                               "application_name",
                               "client_encoding",
                               NULL };
        const char *values[] = { "10",
                                 "30000",
                                 "15",
                                 "5",
                                 "3",
                                 options->sealed ? "verify-full" : NULL,
                                 options->password,
                                 options->conninfo,
                                 options->application_name,
                                 "UTF8",
                                 NULL };
        pg->conn = PQconnectdbParams(keys, values, 1);
        if (!pg->conn)
                return err_origin(-ENOMEM);
        if (PQstatus(pg->conn) != CONNECTION_OK)
                return open_condition(pg);
        PQsetNoticeReceiver(pg->conn, no_notice, NULL);
        PQsetErrorVerbosity(pg->conn, PQERRORS_SQLSTATE);
        if (!readable_take_all(pg->conn))
                return PG_E_LOST;
        int r = setup(pg, options);
        if (r)
                return err_trace(r);
        *ret = TAKE_PTR(pg);
        return 0;
}

Pg *pg_close(Pg *pg) {
        if (pg) {
                PQfinish(pg->conn);
                for (size_t i = 0; i < pg->n_called; i++)
                        free(pg->called[i].name);
                free(pg->called);
                free(pg);
        }
        return NULL;
}

/* Of this process, which does one thing at a time. */
static struct {
        void (*call)(void *data);
        void *data;
} waiting;

void pg_while_waiting(void (*call)(void *data), void *data) {
        waiting.call = call;
        waiting.data = data;
}

/* The last result of what was sent, as PQexec() would give it; NULL: the connection is gone. */
static PGresult *wait_result(Pg *pg, int sent) {
        PGresult *last = NULL;
        if (!sent)
                return NULL;
        while (PQisBusy(pg->conn)) {
                struct pollfd fd = { .fd = PQsocket(pg->conn), .events = POLLIN };
                if (waiting.call)
                        waiting.call(waiting.data);
                (void)poll(&fd, 1, waiting.call ? WAIT_MSEC : -1);
                if (fd.revents && !PQconsumeInput(pg->conn))
                        break;
        }
        for (PGresult *next; (next = PQgetResult(pg->conn)); last = next)
                PQclear(last);
        return last;
}

/* NULL: not called before. */
static Called *find_called(Pg *pg, const char *name) {
        for (size_t i = 0; i < pg->n_called; i++)
                if (str_eq(pg->called[i].name, name))
                        return &pg->called[i];
        return NULL;
}

static int note_called(Pg *pg, const char *name) {
        Called *more = reallocarray(pg->called, pg->n_called + 1, sizeof *more);
        char *copy = strdup(name);
        if (more)
                pg->called = more;
        if (!more || !copy) {
                free(copy);
                return err_origin(-ENOMEM);
        }
        pg->called[pg->n_called++] = (Called){ .name = copy };
        return 0;
}

/* What is prepared stays so when its transaction is rolled back; in one that has failed already it fails as
 * the call itself would. */
static int pg_prepare(Pg *pg, const PgStatement *statement, Called *called) {
        int sent = PQsendPrepare(pg->conn, statement->name, statement->sql, 0, NULL);
        int r = pg_settle(pg, wait_result(pg, sent), NULL);
        called->prepared = r == 0;
        return err_trace(r);
}

/* Once as a text, by name from the second call on: a command calls most of its statements once, a worker
 * calls a few thousands of times. To prepare all of them at the start was a third of a command's time. */
int pg_call(Pg *pg, const PgStatement *statement, const PgArgs *args, PgRows **ret) {
        int n = args ? args->n : 0;
        assert(n == statement->n_params);
        Called *called = find_called(pg, statement->name);
        if (!called) {
                int r = note_called(pg, statement->name);
                return r ? err_trace(r) : pg_query(pg, statement->sql, args, ret);
        }
        int r = called->prepared ? 0 : pg_prepare(pg, statement, called);
        if (r)
                return err_trace(r);
        int sent = PQsendQueryPrepared(pg->conn, statement->name, n, args ? args->values : NULL,
                                       args ? args->lengths : NULL, args ? args->formats : NULL, 0);
        return pg_settle(pg, wait_result(pg, sent), ret);
}

int pg_query(Pg *pg, const char *sql, const PgArgs *args, PgRows **ret) {
        int sent = PQsendQueryParams(pg->conn, sql, args ? args->n : 0, NULL, args ? args->values : NULL,
                                     args ? args->lengths : NULL, args ? args->formats : NULL, 0);
        return pg_settle(pg, wait_result(pg, sent), ret);
}

int pg_script(Pg *pg, const char *sql) {
        return pg_settle(pg, PQexec(pg->conn, sql), NULL);
}

int pg_tx_begin(Pg *pg, PgTx *tx) {
        pg->refusal[0] = '\0';
        assert(!tx->pg);
        /* Whatever the server's default: our locks are taken before what they guard is looked at, so each
         * statement must see what was committed before it began. */
        int r = pg_script(pg, "begin isolation level read committed");
        if (r)
                return err_trace(r);
        tx->pg = pg;
        return 0;
}

int pg_read_most(Pg *pg, const char *query, const PgArgs *args, int64_t most, PgRows **ret) {
        _cleanup_text_ Text declare = { 0 }, fetch = { 0 };
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        _cleanup_pg_tx_ PgTx tx = { 0 };
        pg->refusal[0] = '\0';
        /* A cursor is of a select alone, and takes no more than is fetched. */
        text_appendf(&declare, "declare muniment_answers no scroll cursor for %s", query);
        text_appendf(&fetch, "fetch forward %lld from muniment_answers", (long long)most);
        int r = pg_script(pg, "begin read only");
        tx.pg = r == 0 ? pg : NULL;
        if (r == 0)
                r = pg_query(pg, text_str(&declare), args, NULL);
        if (r == 0)
                r = pg_query(pg, text_str(&fetch), NULL, &rows);
        if (r == 0)
                r = pg_tx_commit(&tx);
        if (r)
                return err_trace(r);
        *ret = TAKE_PTR(rows);
        return 0;
}

int pg_tx_commit(PgTx *tx) {
        Pg *pg = TAKE_PTR(tx->pg);
        assert(pg);
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_settle(pg, PQexec(pg->conn, "commit"), &rows);
        if (r)
                return err_trace(r);
        /* A transaction that had failed answers a commit with ROLLBACK. */
        return str_eq(PQcmdStatus(result_of(rows)), "COMMIT") ? 0 : err_origin(-ECANCELED);
}

void pg_tx_done(PgTx *tx) {
        Pg *pg = TAKE_PTR(tx->pg);
        if (pg && PQtransactionStatus(pg->conn) != PQTRANS_IDLE)
                PQclear(PQexec(pg->conn, "rollback"));
}

bool pg_in_transaction(const Pg *pg) {
        PGTransactionStatusType status = PQtransactionStatus(pg->conn);
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

static char *take_quoted(Arena *arena, char *quoted) {
        if (!quoted)
                abort(); /* out of memory, or a name that is not UTF-8: refused when maps are read */
        char *copy = arena_strdup(arena, quoted);
        PQfreemem(quoted);
        return copy;
}

char *pg_quote_name(Pg *pg, Arena *arena, const char *schema, const char *name) {
        char *quoted = take_quoted(arena, PQescapeIdentifier(pg->conn, name, strlen(name)));
        if (!schema)
                return quoted;
        return arena_printf(arena, "%s.%s", pg_quote_name(pg, arena, NULL, schema), quoted);
}

char *pg_quote_text(Pg *pg, Arena *arena, const char *value) {
        return take_quoted(arena, PQescapeLiteral(pg->conn, value, strlen(value)));
}

int pg_socket(const Pg *pg) {
        return PQsocket(pg->conn);
}

int pg_listen(Pg *pg, const char *channel) {
        Arena *arena = arena_new();
        int r = pg_script(pg, arena_printf(arena, "listen %s", pg_quote_name(pg, arena, NULL, channel)));
        arena_free(arena);
        return err_trace(r);
}

int pg_next_notification(Pg *pg, Arena *arena, const char **ret_channel, const char **ret_payload) {
        *ret_channel = *ret_payload = NULL;
        if (!PQconsumeInput(pg->conn))
                return PG_E_LOST;
        PGnotify *notify = PQnotifies(pg->conn);
        if (notify) {
                *ret_channel = arena_strdup(arena, notify->relname);
                *ret_payload = arena_strdup(arena, notify->extra);
                PQfreemem(notify);
        }
        return 0;
}

const char *pg_refusal(const Pg *pg) {
        return pg->refusal;
}

const char *pg_sqlstate(const Pg *pg) {
        return pg->sqlstate;
}

int pg_server_version(const Pg *pg) {
        return PQserverVersion(pg->conn);
}
