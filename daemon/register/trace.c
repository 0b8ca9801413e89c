#include "register/trace.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "register/places.h"
#include "statements.h"

#include <string.h>

/* As in compile-trace.c: shorter ones are whole values only. A number may also be kept as a number; one that
 * is shorter than this could be anybody's row number. */
#define WORD_LEAST   6
#define NUMBER_LEAST 8

static int count_where(Register *reg, Arena *arena, const char *sql, const char *const *values, size_t n,
                       int64_t *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_texts(&args, values, n);
        int r = pg_query(register_pg(reg), sql, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_i64(rows, 0, 0);
        return 0;
}

/* The identifiers in the three forms that compile_trace() asks for. */
typedef struct Forms {
        const char *const *plain;
        const char **squeezed, **numbers;
        size_t n_plain, n_squeezed, n_numbers;
} Forms;

/* Capitals and digits only; what is not ASCII stays, for PostgreSQL counts its letters as letters. */
static const char *squeeze(Arena *arena, const char *s, bool *ret_number) {
        char *out = arena_strdup(arena, s), *to = out;
        *ret_number = true;
        for (const char *p = s; *p; p++) {
                bool digit = char_is_digit(*p);
                if (!digit && !char_is_alpha(*p) && (unsigned char)*p < 128)
                        continue;
                *ret_number = *ret_number && digit;
                *to++ = char_upper(*p);
        }
        *to = '\0';
        return out;
}

static Forms forms_of(Arena *arena, const char *const *identifiers, size_t n) {
        Forms forms = { .plain = identifiers,
                        .n_plain = n,
                        .squeezed = arena_array(arena, n + 1, sizeof *forms.squeezed),
                        .numbers = arena_array(arena, n + 1, sizeof *forms.numbers) };
        for (size_t i = 0; i < n; i++) {
                bool number;
                const char *squeezed = squeeze(arena, identifiers[i], &number);
                if (strlen(squeezed) >= WORD_LEAST)
                        forms.squeezed[forms.n_squeezed++] = squeezed;
                if (number && strlen(squeezed) >= NUMBER_LEAST)
                        forms.numbers[forms.n_numbers++] = squeezed;
        }
        return forms;
}

static int open_named(Register *reg, const char *sql, const Forms *forms) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_texts(&args, forms->plain, forms->n_plain);
        pg_arg_texts(&args, forms->squeezed, forms->n_squeezed);
        pg_arg_texts(&args, forms->numbers, forms->n_numbers);
        return pg_query(register_pg(reg),
                        arena_printf(arena, "declare muniment_trace no scroll cursor for %s", sql), &args,
                        NULL);
}

/* The next piece of the place. */
static int fetch_named(Register *reg, const TraceFor *want, int64_t *count, bool *ret_end) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        uint64_t began = clock_monotonic_usec();
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_TRACE_FETCH, NULL, &rows);
        if (r)
                return err_trace(r);
        for (size_t i = 0; i < pg_rows_count(rows); i++)
                *count += pg_bool(rows, i, 0);
        *ret_end = pg_rows_count(rows) == 0;
        return *ret_end || !want->rest ? 0 : want->rest(want->data, clock_monotonic_usec() - began);
}

/* Through a cursor: a large table takes long, and somebody may ask us to stop, or to make room. */
static int count_named(Register *reg, const char *sql, const TraceFor *want, const Forms *forms,
                       int64_t *ret) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        bool end = false;
        *ret = 0;
        int r = pg_tx_begin(register_pg(reg), &tx);
        if (r == 0)
                r = open_named(reg, sql, forms);
        while (r == 0 && !end)
                r = fetch_named(reg, want, ret, &end);
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}

/* One place. *ret_looked: it can hold something of what is looked for. */
static int trace_place(Register *reg, const TraceFor *want, const Forms *forms, const Place *place,
                       Arena *arena, Trace *ret, bool *ret_looked) {
        Compiler compiler = register_compiler(reg);
        compiler.arena = arena;
        const char *by_key = want->n_keys ? compile_trace_keys(&compiler, place) : NULL;
        const char *by_text = want->n_identifiers ? compile_trace(&compiler, place) : NULL;
        int64_t keyed = 0, named = 0;
        int r = 0;
        *ret = (Trace){ .place = arena_printf(arena, "%s.%s", place->table.schema, place->table.name) };
        *ret_looked = by_key || by_text;
        if (*ret_looked && !place->readable) {
                ret->unread = true;
                return 0;
        }
        if (by_key)
                r = count_where(reg, arena, by_key, want->keys, want->n_keys, &keyed);
        if (r == 0 && by_text)
                r = count_named(reg, by_text, want, forms, &named);
        ret->rows = keyed > named ? keyed : named;
        return err_trace(r);
}

int register_trace(Register *reg, const TraceFor *want, Arena *arena, Trace **ret, size_t *ret_n,
                   int64_t *ret_places) {
        Place *places;
        size_t n_places, n = 0;
        int64_t looked = 0;
        int r = places_load(reg, arena, &places, &n_places);
        if (r)
                return err_trace(r);
        Forms forms = forms_of(arena, want->identifiers, want->n_identifiers);
        Trace *traces = arena_array(arena, n_places + 1, sizeof *traces);
        for (size_t i = 0; i < n_places; i++) {
                bool can;
                r = trace_place(reg, want, &forms, &places[i], arena, &traces[n], &can);
                if (r)
                        return err_trace(r);
                looked += can && !traces[n].unread;
                n += traces[n].rows > 0 || traces[n].unread;
        }
        *ret = traces;
        *ret_n = n;
        *ret_places = looked;
        return 0;
}

int register_count_live(Register *reg, const Entity *entity, const char *const *keys, size_t n,
                        int64_t *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Compiler compiler = register_compiler(reg);
        compiler.arena = arena;
        const char *sql = compile_live(&compiler, entity);
        *ret = 0;
        return sql ? count_where(reg, arena, sql, keys, n, ret) : 0;
}

int register_count_left(Register *reg, const Entity *entity, const char *const *columns, size_t n_columns,
                        const char *const *keys, size_t n, int64_t *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Compiler compiler = register_compiler(reg);
        compiler.arena = arena;
        return count_where(reg, arena, compile_left(&compiler, entity, columns, n_columns), keys, n, ret);
}
