#include "register/news.h"

#include "base/error.h"
#include "base/text.h"
#include "register/compile-parts.h"
#include "statements.h"

#include <string.h>

/* No name of a map may end the text of a function. */
#define QUOTE "$muniment$"

/* sql/register/agent.sql makes the triggers of the register that it was made for. */
static bool has_own_triggers(const DataMap *map) {
        return str_eq(map->entities[0].schema, "register") && str_eq(map->entities[0].table, "child");
}

const char *news_mark(const DataMap *map) {
        return has_own_triggers(map) ? NULL : map->name;
}

/* The subject's column with the day of its first recording; NULL: none is kept. */
static const char *day_column(const DataMap *map) {
        const Entity *subject = &map->entities[0];
        for (size_t i = 0; i < subject->n_attributes; i++)
                if (str_eq(subject->attributes[i].label, "first-recorded") && !subject->attributes[i].from)
                        return subject->attributes[i].column;
        return NULL;
}

/* --- triggers --- */

/* As part_key_text(), of a row that is not in a statement of ours. */
static const char *news_key_of(Pg *pg, Arena *arena, const Entity *subject, const char *row) {
        if (subject->n_key == 1)
                return arena_printf(arena, "%s.%s::text", row,
                                    pg_quote_name(pg, arena, NULL, subject->key[0]));
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < subject->n_key; i++)
                text_appendf(&out, "%s%s.%s::text", i ? ", " : "jsonb_build_array(", row,
                             pg_quote_name(pg, arena, NULL, subject->key[i]));
        text_append(&out, ")::text");
        return arena_strdup(arena, text_str(&out));
}

static const char *function_of(Pg *pg, Arena *arena, const DataMap *map, const char *what) {
        return pg_quote_name(pg, arena, "muniment_agent", arena_printf(arena, "%s %s", what, map->name));
}

/* Whatever goes wrong with the note, the register's own statement is not held up by it. */
static void append_function(Text *out, const char *name, const char *owner, const char *body) {
        text_appendf(
                out,
                "create or replace function %s() returns trigger\n"
                "        language plpgsql security definer set search_path = pg_catalog, pg_temp as " QUOTE
                "\n"
                "begin\n%s        return null;\n"
                "exception when others then\n"
                "        raise warning 'muniment_agent: what happened was not noted (%%)', sqlstate;\n"
                "        return null;\n"
                "end " QUOTE ";\n"
                "revoke all on function %s() from public;\n"
                "grant execute on function %s() to %s;\n",
                name, body, name, name, owner);
}

/* For the owner of the agent, who alone may make them; owner: of the table, who makes the triggers. NULL: a
 * name in the map would end the text of a function. */
static const char *functions(Pg *pg, Arena *arena, const DataMap *map, const char *owner) {
        const Entity *subject = &map->entities[0];
        const char *day = day_column(map), *mark = pg_quote_text(pg, arena, map->name);
        const char *added = arena_printf(
                arena,
                "        if not muniment_agent.quiet() then\n"
                "                insert into muniment_agent.outbox (subject_key, event, occurred_on, map)\n"
                "                select %s, 'first-record', coalesce(%s%s::date, current_date), %s from "
                "added;\n"
                "        end if;\n",
                news_key_of(pg, arena, subject, "added"), day ? "added." : "null",
                day ? pg_quote_name(pg, arena, NULL, day) : "", mark);
        const char *gone = arena_printf(arena,
                                        "        delete from muniment_agent.outbox o using gone\n"
                                        "         where o.map = %s and o.subject_key = %s;\n",
                                        mark, news_key_of(pg, arena, subject, "gone"));
        _cleanup_text_ Text out = { 0 };
        if (strstr(added, QUOTE) || strstr(gone, QUOTE))
                return NULL;
        append_function(&out, function_of(pg, arena, map, "added to"), owner, added);
        append_function(&out, function_of(pg, arena, map, "gone from"), owner, gone);
        return arena_strdup(arena, text_str(&out));
}

const char *news_triggers(Pg *pg, Arena *arena, const DataMap *map) {
        const Entity *subject = &map->entities[0];
        const char *table = pg_quote_name(pg, arena, subject->schema, subject->table);
        if (has_own_triggers(map))
                return NULL;
        return arena_printf(
                arena,
                "create or replace trigger muniment_subject_added after insert on %s\n"
                "        referencing new table as added for each statement execute function %s();\n"
                "create or replace trigger muniment_subject_gone after delete on %s\n"
                "        referencing old table as gone for each statement execute function %s();\n",
                table, function_of(pg, arena, map, "added to"), table,
                function_of(pg, arena, map, "gone from"));
}

/* The owner of the subject's table; NULL: no trigger can stand on it. */
static int read_owner(Pg *pg, Arena *arena, const Entity *subject, const char **ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, subject->schema);
        pg_arg_text(&args, subject->table);
        int r = pg_query(pg, SQL_EMBED_REGISTER_NEWS_OWNER, &args, &rows);
        if (r == 0)
                *ret = pg_rows_count(rows) > 0
                               ? pg_quote_name(pg, arena, NULL, pg_text(rows, 0, NEWS_OWNER_OWNER))
                               : NULL;
        return err_trace(r);
}

/* In one transaction: what was seen by comparing counts no longer, once a trigger tells. */
static int make_triggers(Pg *pg, Arena *arena, const DataMap *map) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, map->name);
        int r = pg_tx_begin(pg, &tx);
        if (r == 0)
                r = pg_script(pg, news_triggers(pg, arena, map));
        if (r == 0)
                r = pg_query(pg, SQL_EMBED_REGISTER_NEWS_UNSEEN, &args, NULL);
        return r == 0 ? pg_tx_commit(&tx) : err_trace(r);
}

int news_make(const char *conninfo, const DataMap *map, NewsMade *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_closep) Pg *pg = NULL;
        const PgOptions options = { .conninfo = conninfo,
                                    .application_name = "muniment migrate",
                                    .lock_timeout_ms = 60000 };
        const char *owner = NULL, *made = NULL;
        int r = pg_open(&options, &pg);
        if (r == 0)
                r = read_owner(pg, arena, &map->entities[0], &owner);
        if (r)
                return err_trace(r);
        if (owner && !has_own_triggers(map))
                made = functions(pg, arena, map, owner);
        *ret = has_own_triggers(map) ? NEWS_NOT_NEEDED : made ? NEWS_MADE : NEWS_IMPOSSIBLE;
        if (!made)
                return 0;
        r = pg_script(pg, made);
        if (r == 0)
                r = make_triggers(pg, arena, map);
        if (r == PG_E_DENIED) {
                *ret = NEWS_NOT_OURS;
                return 0;
        }
        return err_trace(r);
}

/* --- comparing --- */

int register_news_way(Register *reg, NewsWay *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        const Entity *subject = &register_map(reg)->entities[0];
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, subject->schema);
        pg_arg_text(&args, subject->table);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_NEWS_WAY, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_bool(rows, 0, NEWS_WAY_TRIGGERED) ? NEWS_TRIGGER
               : pg_bool(rows, 0, NEWS_WAY_SEEN)    ? NEWS_COMPARED
                                                    : NEWS_NONE;
        return 0;
}

/* One statement, so that who is noted as seen is noted as news as well. */
static const char *compile_compare(const Compiler *c) {
        const Entity *subject = &c->map->entities[0];
        const char *day = day_column(c->map), *key = part_key_text(c, subject), *from = part_from(c, subject);
        return arena_printf(
                c->arena,
                "with left_behind as ("
                "delete from muniment_agent.seen s where s.map = $1::text and s.subject_key <> '' "
                "and not exists (select from %s where %s = s.subject_key)), "
                "came as (insert into muniment_agent.seen (map, subject_key) select $1::text, %s from %s "
                "where not exists (select from muniment_agent.seen s where s.map = $1::text and "
                "s.subject_key = %s) "
                "on conflict do nothing returning subject_key), "
                "news as (insert into muniment_agent.outbox (subject_key, event, occurred_on, map) "
                "select came.subject_key, 'first-record', coalesce(%s::date, $3::date), $2::text "
                "from came join %s on %s = came.subject_key "
                "where exists (select from muniment_agent.seen s where s.map = $1::text and s.subject_key = "
                "'') "
                "order by came.subject_key returning id), "
                "begun as (insert into muniment_agent.seen (map, subject_key) values ($1::text, '') "
                "on conflict do nothing) "
                "select count(*) from news",
                from, key, key, from, key, day ? part_column(c, subject, day) : "null", from, key);
}

int register_news_compare(Register *reg, Date today, int64_t *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        Compiler compiler = register_compiler(reg);
        PgArgs args = PG_ARGS(arena);
        NewsWay way;
        *ret = 0;
        int r = register_news_way(reg, &way);
        if (r || way != NEWS_COMPARED)
                return err_trace(r);
        compiler.arena = arena;
        pg_arg_text(&args, register_map(reg)->name);
        pg_arg_text(&args, news_mark(register_map(reg)));
        pg_arg_date(&args, today);
        r = pg_query(register_pg(reg), compile_compare(&compiler), &args, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_i64(rows, 0, ONLY_COLUMN);
        return 0;
}

int register_news_forget(Register *reg, const char *const *keys, size_t n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        NewsWay way;
        int r = register_news_way(reg, &way);
        if (r || way == NEWS_NONE)
                return err_trace(r);
        pg_arg_text(&args, register_map(reg)->name);
        pg_arg_text(&args, news_mark(register_map(reg)));
        pg_arg_texts(&args, keys, n);
        r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_NEWS_FORGET, &args, NULL);
        return err_trace(r);
}
