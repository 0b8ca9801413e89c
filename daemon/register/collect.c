#include "register/collect.h"

#include "base/error.h"
#include "base/text.h"

/* A key that is not even of the key's type is a key nobody has. */
static int settle_key(Register *reg, int r) {
        if (r < 0 && str_starts(pg_sqlstate(register_pg(reg)), "22"))
                return REGISTER_E_NO_SUBJECT;
        return err_trace(r);
}

int register_collect(Register *reg, const char *key, json_t **ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        json_auto_t *all = json_object();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, key);
        int r = pg_call(register_pg(reg), register_statement_collect(reg), &args, &rows);
        if (r)
                return settle_key(reg, r);
        for (size_t i = 0; i < pg_rows_count(rows); i++) {
                json_t *items = json_loads(pg_text(rows, i, COLLECT_ITEMS), JSON_ALLOW_NUL, NULL);
                if (!items || json_object_set_new(all, pg_text(rows, i, COLLECT_ENTITY), items) < 0)
                        return err_origin(-EBADMSG);
        }
        if (json_array_size(json_object_get(all, register_map(reg)->entities[0].name)) == 0)
                return REGISTER_E_NO_SUBJECT;
        *ret = TAKE_PTR(all);
        return 0;
}

int register_subject_facts(Register *reg, Arena *arena, const char *key, SubjectFacts *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        Compiler compiler = register_compiler(reg);
        compiler.arena = arena;
        PgArgs args = PG_ARGS(arena);
        pg_arg_texts(&args, &key, 1);
        int r = pg_query(register_pg(reg), compile_facts(&compiler), &args, &rows);
        if (r)
                return settle_key(reg, r);
        if (pg_rows_count(rows) == 0)
                return REGISTER_E_NO_SUBJECT;
        *ret = (SubjectFacts){
                .born = pg_date(rows, 0, FACTS_BORN),
                .died = pg_date(rows, 0, FACTS_DIED),
                .archived = pg_date(rows, 0, FACTS_ARCHIVED),
                .shielded = pg_bool(rows, 0, FACTS_SHIELDED),
                .language = arena_strdup(arena, pg_text(rows, 0, FACTS_LANGUAGE)),
                .key = arena_strdup(arena, pg_text(rows, 0, FACTS_KEY)),
        };
        return 0;
}

void register_each_once(const json_t *all, const char *entity, const char *column, Arena *arena,
                        const char ***list, size_t *n) {
        const json_t *rows = json_object_get(all, entity), *row;
        size_t i;
        const char **names = arena_array(arena, *n + json_array_size(rows) + 1, sizeof *names);
        for (i = 0; i < *n; i++)
                names[i] = (*list)[i];
        json_array_foreach (rows, i, row) {
                const char *name =
                        json_string_value(json_object_get(json_object_get(row, "attributes"), column));
                if (name && !str_in(name, names, *n))
                        names[(*n)++] = arena_strdup(arena, name);
        }
        *list = names;
}
