#include "register/places.h"

#include "base/error.h"
#include "base/text.h"
#include "statements.h"

static bool places_begins(const PgRows *rows, size_t row) {
        return row == 0 ||
               !str_eq(pg_text(rows, row, PLACES_NSPNAME), pg_text(rows, row - 1, PLACES_NSPNAME)) ||
               !str_eq(pg_text(rows, row, PLACES_RELNAME), pg_text(rows, row - 1, PLACES_RELNAME));
}

static Holds holds_of(const char *kind) {
        switch (*kind) {
        case 't':
                return HOLDS_TEXT;
        case 'n':
                return HOLDS_NUMBER;
        case 'b':
                return HOLDS_BYTES;
        case 'l':
                return HOLDS_NUMBERS;
        case 'f':
                return HOLDS_SEVEN;
        case 'o':
                return HOLDS_WITHIN;
        default:
                return HOLDS_NOTHING;
        }
}

/* One place from its first row on; how many rows it has. */
static size_t places_read_place(const PgRows *rows, size_t first, Arena *arena, Place *ret) {
        size_t n = 1;
        while (first + n < pg_rows_count(rows) && !places_begins(rows, first + n))
                n++;
        *ret = (Place){
                .table = { .schema = arena_strdup(arena, pg_text(rows, first, PLACES_NSPNAME)),
                           .name = arena_strdup(arena, pg_text(rows, first, PLACES_RELNAME)),
                           .columns = arena_array(arena, n, sizeof *ret->table.columns),
                           .n_columns = n },
                .holds = arena_array(arena, n, sizeof *ret->holds),
                .sole_key = arena_array(arena, n, sizeof *ret->sole_key),
                .alone = pg_bool(rows, first, PLACES_ALONE),
                .readable = pg_bool(rows, first, PLACES_READABLE),
                .elsewhere = pg_bool(rows, first, PLACES_ELSEWHERE),
        };
        for (size_t i = 0; i < n; i++) {
                ret->table.columns[i] =
                        (CatalogColumn){ .name = arena_strdup(arena,
                                                              pg_text(rows, first + i, PLACES_ATTNAME)),
                                         .type = arena_strdup(arena, pg_text(rows, first + i, PLACES_TYPE)) };
                ret->holds[i] = holds_of(pg_text(rows, first + i, PLACES_KIND));
                ret->sole_key[i] = pg_bool(rows, first + i, PLACES_SOLE_KEY);
        }
        return n;
}

int places_load(Register *reg, Arena *arena, Place **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        size_t n = 0;
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_PLACES, NULL, &rows);
        if (r)
                return err_trace(r);
        for (size_t i = 0; i < pg_rows_count(rows); i++)
                n += places_begins(rows, i);
        Place *places = arena_array(arena, n + 1, sizeof *places);
        size_t row = 0;
        for (size_t i = 0; i < n; i++)
                row += places_read_place(rows, row, arena, &places[i]);
        *ret = places;
        *ret_n = n;
        return 0;
}
