#include "view/rows.h"

#include "store/json.h"

json_t *cli_rows_json(const PgRows *rows, const char *const *names, size_t n, unsigned numbers) {
        json_t *list = json_array();
        for (size_t i = 0; i < pg_rows_count(rows); i++) {
                json_t *row = json_object();
                for (size_t c = 0; c < n; c++) {
                        int column = pg_column(rows, names[c]);
                        const char *text = pg_text(rows, i, column);
                        json_put(row, names[c],
                                 !text               ? json_null()
                                 : numbers & 1u << c ? json_integer(pg_i64(rows, i, column))
                                                     : json_string(text));
                }
                json_add(list, row);
        }
        return list;
}

void cli_print_rows(Arena *arena, const char *const *names, size_t n, const PgRows *rows) {
        size_t count = pg_rows_count(rows);
        const char **cells = arena_array(arena, count * n + 1, sizeof *cells);
        for (size_t i = 0; i < count; i++)
                for (size_t c = 0; c < n; c++)
                        cells[i * n + c] = pg_text(rows, i, pg_column(rows, names[c]));
        cli_print_table(names, n, cells, count);
}
