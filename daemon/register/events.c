#include "register/events.h"

#include "base/error.h"
#include "base/text.h"
#include "register/compile-parts.h"
#include "register/news.h"
#include "statements.h"

static int is_there(Register *reg, bool *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs none = PG_ARGS(arena);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_OUTBOX_THERE, &none, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_bool(rows, 0, OUTBOX_THERE_THERE);
        return 0;
}

/* More than five: one statement, as those of store/. */
int register_events_next(Register *reg, const char *event, int64_t after, int limit, Arena *arena,
                         SubjectEvent **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        bool there;
        int r = is_there(reg, &there);
        if (r)
                return err_trace(r);
        if (there) {
                PgArgs args = PG_ARGS(arena);
                pg_arg_text(&args, event);
                pg_arg_i64(&args, after);
                pg_arg_i64(&args, limit);
                pg_arg_text(&args, news_mark(register_map(reg)));
                r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_OUTBOX_NEXT, &args, &rows);
                if (r)
                        return err_trace(r);
        }
        size_t n = rows ? pg_rows_count(rows) : 0;
        SubjectEvent *events = arena_array(arena, n, sizeof *events);
        for (size_t i = 0; i < n; i++)
                events[i] = (SubjectEvent){
                        .id = pg_i64(rows, i, OUTBOX_NEXT_ID),
                        .subject_key = arena_strdup(arena, pg_text(rows, i, OUTBOX_NEXT_SUBJECT_KEY)),
                        .event = arena_strdup(arena, pg_text(rows, i, OUTBOX_NEXT_EVENT)),
                        .on = pg_date(rows, i, OUTBOX_NEXT_OCCURRED_ON),
                };
        *ret = events;
        *ret_n = n;
        return 0;
}

int register_events_done(Register *reg, const int64_t *ids, size_t n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        if (n == 0)
                return 0;
        pg_arg_i64s(&args, ids, n);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_OUTBOX_DONE, &args, NULL);
        return err_trace(r);
}

/* The subject's column of that label; NULL: the map has none. */
static const char *labelled(const Entity *entity, const char *label) {
        for (size_t i = 0; i < entity->n_attributes; i++)
                if (str_eq(entity->attributes[i].label, label))
                        return entity->attributes[i].column;
        return NULL;
}

enum { RECORDED_KEY, RECORDED_DAY };

static const char *compile_recorded(const Compiler *c, const char *column) {
        const Entity *subject = &c->map->entities[0];
        const char *key = part_key_text(c, subject), *day = part_column(c, subject, column);
        const char *live = c->map->archived ? arena_printf(c->arena, " and %s is null",
                                                           part_column(c, subject, c->map->archived))
                                            : "";
        return arena_printf(
                c->arena,
                "select %s, %s from %s where %s >= $1::date and ($2::text is null or %s > $2::text)%s "
                "order by %s limit $3::integer",
                key, day, part_from(c, subject), day, key, live, key);
}

/* More than five: one statement, as those of store/. */
int register_recorded_since(Register *reg, Date since, int limit, const char *after, Arena *arena,
                            SubjectEvent **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        const char *column = labelled(&register_map(reg)->entities[0], "first-recorded");
        Compiler compiler = register_compiler(reg);
        compiler.arena = arena;
        if (column) {
                PgArgs args = PG_ARGS(arena);
                pg_arg_date(&args, since);
                pg_arg_text(&args, after);
                pg_arg_i64(&args, limit);
                int r = pg_query(register_pg(reg), compile_recorded(&compiler, column), &args, &rows);
                if (r)
                        return err_trace(r);
        }
        size_t n = rows ? pg_rows_count(rows) : 0;
        SubjectEvent *events = arena_array(arena, n, sizeof *events);
        for (size_t i = 0; i < n; i++)
                events[i] =
                        (SubjectEvent){ .subject_key = arena_strdup(arena, pg_text(rows, i, RECORDED_KEY)),
                                        .event = "first-record",
                                        .on = pg_date(rows, i, RECORDED_DAY) };
        *ret = events;
        *ret_n = n;
        return 0;
}
