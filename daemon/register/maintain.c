#include "register/maintain.h"

#include "base/error.h"
#include "base/text.h"
#include "settings/settings.h"
#include "statements.h"

#define PIECE   (128 * 8192)
#define SEGMENT (INT64_C(1) << 30) /* of a table file, as every packaged server is built */

struct Maintenance {
        Pg *pg;
        int wait_ms;
};

int maintenance_open(Context *context, const Register *reg, Maintenance **ret) {
        const RegisterSettings *settings = settings_register(context->settings, register_name(reg));
        if (!settings->maintenance_role)
                return MAINTAIN_E_NO_ROLE;
        _cleanup_(maintenance_closep) Maintenance *m = calloc(1, sizeof *m);
        if (!m)
                return err_origin(-ENOMEM);
        const PgOptions options = {
                .conninfo = settings->connection ? settings->connection : context->settings->database,
                .application_name = "muniment maintenance",
                .role = settings->maintenance_role,
                .lock_timeout_ms =
                        context->settings->lock_timeout_ms, /* but vacuum takes the time it takes */
        };
        m->wait_ms = context->settings->lock_timeout_ms;
        int r = pg_open(&options, &m->pg);
        if (r == PG_E_DENIED || r == PG_E_NO_ROLE)
                return MAINTAIN_E_NO_ROLE;
        if (r)
                return err_trace(r);
        *ret = TAKE_PTR(m);
        return 0;
}

Maintenance *maintenance_close(Maintenance *m) {
        if (m) {
                pg_close(m->pg);
                free(m);
        }
        return NULL;
}

int maintenance_may(Maintenance *m, bool pages, Arena *arena, const char **ret_lack, const char **ret_mend) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_bool(&args, pages);
        int r = pg_query(m->pg, SQL_EMBED_REGISTER_MAINTENANCE_LACKS, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return 0;
        *ret_lack = arena_strdup(arena, pg_text(rows, 0, MAINTENANCE_LACKS_LACK));
        *ret_mend = arena_strdup(arena, pg_text(rows, 0, MAINTENANCE_LACKS_MEND));
        return MAINTAIN_E_LACKS;
}

int maintenance_wait(Maintenance *m) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *xact = NULL;
        PgArgs args = PG_ARGS(arena);
        int r = pg_query(m->pg, SQL_EMBED_REGISTER_MAINTENANCE_XACT, NULL, &xact);
        if (r)
                return err_trace(r);
        pg_arg_text(&args, pg_text(xact, 0, MAINTENANCE_XACT_XID));
        for (int waited = 0; waited <= m->wait_ms; waited += 100) {
                _cleanup_(pg_rows_freep) PgRows *rows = NULL;
                r = pg_query(m->pg, SQL_EMBED_REGISTER_MAINTENANCE_HELD, &args, &rows);
                if (r)
                        return err_trace(r);
                if (!pg_bool(rows, 0, MAINTENANCE_HELD_HELD))
                        return 0;
        }
        return MAINTAIN_E_HELD;
}

int maintenance_there(Maintenance *m, const char *schema, const char *table, bool *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, schema);
        pg_arg_text(&args, table);
        int r = pg_query(m->pg, SQL_EMBED_REGISTER_MAINTENANCE_THERE, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_rows_count(rows) > 0;
        return 0;
}

int maintenance_vacuum(Maintenance *m, const char *schema, const char *table, bool full) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char *sql = compile_vacuum(m->pg, arena, schema, table, full);
        int r = pg_query(m->pg, sql, NULL, NULL);
        return err_trace(r);
}

int maintenance_checkpoint(Maintenance *m) {
        int r = pg_query(m->pg, SQL_EMBED_REGISTER_MAINTENANCE_CHECKPOINT, NULL, NULL);
        return err_trace(r);
}

int maintenance_log(Maintenance *m, LogKept *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(m->pg, SQL_EMBED_REGISTER_MAINTENANCE_LOG, NULL, &rows);
        if (r)
                return err_trace(r);
        *ret = (LogKept){ pg_bool(rows, 0, MAINTENANCE_LOG_RECYCLED), pg_bool(rows, 0, MAINTENANCE_LOG_KEPT),
                          pg_bool(rows, 0, MAINTENANCE_LOG_FOLLOWED),
                          pg_bool(rows, 0, MAINTENANCE_LOG_ARCHIVED) };
        return 0;
}

int maintenance_leave_log(Maintenance *m) {
        int r = pg_query(m->pg, SQL_EMBED_REGISTER_MAINTENANCE_SWITCH, NULL, NULL);
        if (r == 0)
                r = maintenance_checkpoint(m);
        return err_trace(r);
}

/* One file, in its segments of 1 GiB; no value lies across two pages, and pieces are whole pages. */
static int search_file(Maintenance *m, const Needles *needles, const char *path, int64_t size,
                       int64_t *found) {
        for (int64_t at = 0; at < size; at += PIECE) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                _cleanup_(pg_rows_freep) PgRows *rows = NULL;
                PgArgs args = PG_ARGS(arena);
                int64_t segment = at / SEGMENT;
                size_t n;
                pg_arg_text(&args, segment ? arena_printf(arena, "%s.%lld", path, (long long)segment) : path);
                pg_arg_i64(&args, at % SEGMENT);
                pg_arg_i64(&args, PIECE);
                int r = pg_query(m->pg, SQL_EMBED_REGISTER_MAINTENANCE_READ, &args, &rows);
                if (r)
                        return err_trace(r);
                const unsigned char *data = pg_bytes(rows, 0, MAINTENANCE_READ_PIECE, arena, &n);
                if (!data) /* it was dropped or rewritten meanwhile: what is in its place is another's */
                        return 0;
                *found += needles_count(needles, data, n);
        }
        return 0;
}

int maintenance_search(Maintenance *m, const Needles *needles, Arena *arena, FileTrace **ret, size_t *ret_n,
                       int64_t *ret_bytes) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(m->pg, SQL_EMBED_REGISTER_MAINTENANCE_FILES, NULL, &rows);
        if (r)
                return err_trace(r);
        FileTrace *traces = arena_array(arena, pg_rows_count(rows) + 1, sizeof *traces);
        size_t n = 0;
        for (size_t i = 0; i < pg_rows_count(rows); i++) {
                const char *schema = pg_text(rows, i, MAINTENANCE_FILES_NSPNAME),
                           *table = pg_text(rows, i, MAINTENANCE_FILES_RELNAME);
                int64_t found = 0;
                r = search_file(m, needles, pg_text(rows, i, MAINTENANCE_FILES_PATH),
                                pg_i64(rows, i, MAINTENANCE_FILES_SIZE), &found);
                if (r)
                        return err_trace(r);
                *ret_bytes += pg_i64(rows, i, MAINTENANCE_FILES_SIZE);
                if (!found)
                        continue;
                if (n == 0 || !str_eq(traces[n - 1].table, table) || !str_eq(traces[n - 1].schema, schema))
                        traces[n++] =
                                (FileTrace){ arena_strdup(arena, schema), arena_strdup(arena, table), 0 };
                traces[n - 1].found += found;
        }
        *ret = traces;
        *ret_n = n;
        return 0;
}
