#include "register/anonymise.h"

#include "base/error.h"
#include "base/text.h"
#include "register/compile-anonymise.h"
#include "seal/fingerprint.h"
#include "seal/hash.h"
#include "statements.h"
#include "store/json.h"

static CompiledAnonymise compile(Register *reg, const Rule *rule, Arena *arena) {
        CompiledAnonymise sql;
        Compiler compiler = register_compiler(reg);
        compiler.arena = arena;
        compile_anonymise(&compiler, rule, &sql);
        return sql;
}

static int read_groups(Register *reg, const char *sql, const PgArgs *args, Arena *arena, PlanningGroup **ret,
                       size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(register_pg(reg), sql, args, &rows);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n + 1, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++)
                (*ret)[i] = (PlanningGroup){ arena_strdup(arena, pg_text(rows, i, GROUPS_DATA)),
                                             pg_i64(rows, i, GROUPS_ROWS) };
        return 0;
}

int anonymise_groups(Register *reg, const Rule *rule, const char *const *keys, size_t n, Arena *arena,
                     PlanningGroup **ret, size_t *ret_n) {
        CompiledAnonymise sql = compile(reg, rule, arena);
        PgArgs args = PG_ARGS(arena);
        pg_arg_texts(&args, keys, n);
        return read_groups(reg, sql.groups, &args, arena, ret, ret_n);
}

int anonymise_standing(Register *reg, const Rule *rule, Arena *arena, PlanningGroup **ret, size_t *ret_n) {
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, rule->id);
        return read_groups(reg, SQL_EMBED_REGISTER_PLANNING_GROUPS, &args, arena, ret, ret_n);
}

/* Each raw value becomes a keyed fingerprint: the same person's is the same wherever it stands, and nobody
 * finds the value from it without the key. */
static const char *pseudonyms(Register *reg, const Keys *keys, const char *raw, Arena *arena) {
        json_auto_t *all = json_loads(raw, 0, NULL);
        json_t *value;
        const char *name;
        void *next;
        json_object_foreach_safe(all, next, name, value) {
                unsigned char digest[FINGERPRINT_SIZE];
                if (!json_is_string(value))
                        continue;
                fingerprint(keys, "pseudonym", register_name(reg), json_string_value(value), digest);
                json_put(all, name, json_stringn(SHA256_HEX(digest), 24));
        }
        char *text = json_dumps(all, JSON_COMPACT);
        const char *copy = arena_strdup(arena, text ? text : "{}");
        free(text);
        return copy;
}

int anonymise_write(Register *reg, const Rule *rule, const Keys *keys, const char *const *subjects,
                    size_t n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        CompiledAnonymise sql = compile(reg, rule, arena);
        PgArgs args = PG_ARGS(arena), out = PG_ARGS(arena);
        if (n == 0)
                return 0;
        pg_arg_texts(&args, subjects, n);
        int r = pg_query(register_pg(reg), sql.rows, &args, &rows);
        if (r)
                return err_trace(r);
        size_t found = pg_rows_count(rows);
        const char **data = arena_array(arena, found + 1, sizeof *data),
                   **names = arena_array(arena, found + 1, sizeof *names);
        for (size_t i = 0; i < found; i++) {
                data[i] = pg_text(rows, i, ANONYMISE_DATA);
                names[i] = pseudonyms(reg, keys, pg_text(rows, i, ANONYMISE_RAW), arena);
        }
        pg_arg_text(&out, rule->id);
        pg_arg_texts(&out, data, found);
        pg_arg_texts(&out, names, found);
        r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_PLANNING_WRITE, &out, NULL);
        return err_trace(r);
}
