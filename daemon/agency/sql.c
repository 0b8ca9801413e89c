/* Another PostgreSQL, asked with a query of the source's own about a slice of numbers at once. It can be read
 * and never written: every question is a read-only transaction and takes no more rows than it can use. What
 * the server says of a failure may quote a row, so nothing of it is passed on but a code. */
#include "agency/agency.h"
#include "agency/columns.h"
#include "base/clock.h"
#include "base/credential.h"
#include "base/error.h"
#include "base/text.h"
#include "pg/pg.h"

typedef struct Sql {
        const Source *source;
        char *password;
        Pg *pg;             /* NULL: not connected, or no longer */
        uint64_t next_usec; /* before which no more is asked: the source's rate */
} Sql;

static void agency_sql_close(void *own) {
        Sql *sql = own;
        pg_close(sql->pg);
        credential_free(sql->password);
        free(sql);
}

static int agency_sql_open(const Source *source, Date on, void **ret) {
        (void)on; /* the query says what is current */
        Sql *sql = calloc(1, sizeof *sql);
        if (!sql)
                return err_origin(-ENOMEM);
        *sql = (Sql){ .source = source,
                      .password = source->credential ? credential_read(source->credential) : NULL };
        if (source->credential && !sql->password) {
                free(sql);
                return AGENCY_E_NO_CREDENTIAL;
        }
        *ret = sql;
        return 0;
}

/* A number is a question, though many go at once. A slice is of some seconds at the rate, so the wait is
 * shorter than a job's lease. */
static void keep_pace(Sql *sql, size_t n) {
        uint64_t now = clock_monotonic_usec();
        if (now < sql->next_usec)
                clock_sleep_usec(sql->next_usec - now);
        sql->next_usec = clock_monotonic_usec() + (uint64_t)((double)n / sql->source->rate_per_second * 1e6);
}

static const char *code_of(int r) {
        return r == PG_E_LOST     ? "unreachable"
               : r == PG_E_DENIED ? "access-denied"
               : r == PG_E_RETRY  ? "timeout"
               : r == PG_E_POOLED ? "pooled"
                                  : "query-failed";
}

static int query(Sql *sql, const char *const *numbers, size_t n, Arena *arena, PgRows **ret) {
        const PgOptions options = { .conninfo = sql->source->connection,
                                    .application_name = "muniment",
                                    .statement_timeout_ms = sql->source->timeout_seconds * 1000,
                                    .lock_timeout_ms = sql->source->timeout_seconds * 1000,
                                    .password = sql->password,
                                    .sealed = true };
        int r = sql->pg ? 0 : pg_open(&options, &sql->pg);
        PgArgs args = PG_ARGS(arena);
        pg_arg_texts(&args, numbers, n);
        /* Of each number one row, and one more shows that there are several. */
        if (r == 0)
                r = pg_read_most(sql->pg, sql->source->query, &args, 2 * (int64_t)n + 1, ret);
        if (r)
                sql->pg = pg_close(sql->pg);
        return err_trace(r);
}

/* Whose answer a row is, it says itself: their order tells nothing, and a row about nobody who was asked
 * about is nobody's. */
static void take_row(const Columns *columns, const char *const *values, const char *const *numbers, size_t n,
                     Arena *arena, Answer *answers) {
        const char *number = values[columns->places[COLUMN_NUMBER]];
        for (size_t i = 0; number && i < n; i++) {
                if (!str_eq(numbers[i], number))
                        continue;
                answers[i] = answers[i].kind == ANSWER_NOT_FOUND
                                     ? columns_answer(columns, values, arena)
                                     : (Answer){ .kind = ANSWER_ERROR, .because = "two-answers" };
        }
}

/* NULL, or why no row can be read. */
static const char *take_rows(const PgRows *rows, const char *const *numbers, size_t n, Arena *arena,
                             Answer *answers) {
        int width = pg_columns_count(rows);
        const char **values = arena_array(arena, (size_t)width + 1, sizeof *values);
        Columns columns;
        for (int i = 0; i < width; i++)
                values[i] = pg_column_name(rows, i);
        const char *problem = columns_read(values, (size_t)width, &columns);
        /* What lies beyond is of somebody too, and nobody knows whom. */
        if (!problem && pg_rows_count(rows) > 2 * n)
                problem = "too-many-rows";
        for (size_t row = 0; !problem && row < pg_rows_count(rows); row++) {
                for (int i = 0; i < width; i++)
                        values[i] = pg_text(rows, row, i);
                take_row(&columns, values, numbers, n, arena, answers);
        }
        return problem;
}

static int agency_sql_ask(void *own, const char *const *numbers, size_t n, Arena *arena, Answer *answers) {
        Sql *sql = own;
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        if (n == 0)
                return 0;
        for (size_t i = 0; i < n; i++)
                answers[i] = (Answer){ .kind = ANSWER_NOT_FOUND, .because = "not-found" };
        keep_pace(sql, n);
        int r = query(sql, numbers, n, arena, &rows);
        if (r == -ENOMEM)
                return err_trace(r);
        const char *problem = r ? code_of(r) : take_rows(rows, numbers, n, arena, answers);
        for (size_t i = 0; problem && i < n; i++)
                answers[i] = (Answer){ .kind = ANSWER_ERROR, .because = problem };
        return 0;
}

const AgencyKind agency_sql = { .open = agency_sql_open, .ask = agency_sql_ask, .close = agency_sql_close };
