#include "view/csv.h"

#include <string.h>

#define COLUMNS_MAX 64

/* --- writing -------------------------------------------------------------------------------------------- */

static void write_cell(Text *out, const char *cell) {
        bool formula = cell[0] && strchr("=+-@\t\r", cell[0]);
        if (!formula && !strpbrk(cell, ",;\"\t\r\n")) {
                text_append(out, cell);
                return;
        }
        text_append(out, formula ? "\"'" : "\"");
        for (const char *c = cell; *c; c++)
                text_append_n(out, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
        text_append(out, "\"");
}

void csv_write(Text *out, const char *const *cells, size_t n) {
        for (size_t i = 0; i < n; i++) {
                text_append(out, i ? "," : "");
                write_cell(out, cells[i] ? cells[i] : "");
        }
        text_append(out, "\r\n");
}

/* --- reading -------------------------------------------------------------------------------------------- */

typedef struct Reading {
        const char *at;
        size_t line;
        char between;
        Arena *arena;
} Reading;

/* A cell in quotes, behind the first of them. False: they are not closed. */
static bool csv_read_quoted(Reading *reading, Text *cell) {
        for (; *reading->at; reading->at++) {
                if (*reading->at == '"' && *++reading->at != '"')
                        return true;
                reading->line += *reading->at == '\n';
                text_append_n(cell, reading->at, 1);
        }
        return false;
}

static bool at_end_of_cell(const Reading *reading) {
        return !*reading->at || *reading->at == reading->between || *reading->at == '\n' ||
               *reading->at == '\r';
}

/* Without blanks at either end, and without the apostrophe that we, or a spreadsheet, put before a formula.
 */
static const char *tidied(const Text *cell, Arena *arena) {
        const char *s = text_str(cell);
        s += strspn(s, " ");
        s += s[0] == '\'' && s[1] && strchr("=+-@", s[1]);
        size_t n = strlen(s);
        while (n > 0 && s[n - 1] == ' ')
                n--;
        return arena_strndup(arena, s, n);
}

/* One row; *ret_n cells of at most COLUMNS_MAX. False: a quote is not closed. */
static bool csv_read_row(Reading *reading, const char **cells, size_t *ret_n) {
        *ret_n = 0;
        for (;;) {
                _cleanup_text_ Text cell = { 0 };
                if (*reading->at == '"') {
                        reading->at++;
                        if (!csv_read_quoted(reading, &cell))
                                return false;
                }
                for (; !at_end_of_cell(reading); reading->at++)
                        text_append_n(&cell, reading->at, 1);
                if (*ret_n < COLUMNS_MAX)
                        cells[(*ret_n)++] = tidied(&cell, reading->arena);
                if (*reading->at != reading->between)
                        break;
                reading->at++;
        }
        reading->at += *reading->at == '\r';
        reading->line += *reading->at == '\n';
        reading->at += *reading->at == '\n';
        return true;
}

/* What stands between cells of the first row, more often than the others. */
static char find_between(const char *text) {
        size_t most = 0;
        char found = ',';
        for (const char *c = ",;\t"; *c; c++) {
                size_t n = 0;
                for (const char *s = text; *s && *s != '\n'; s++)
                        n += *s == *c;
                if (n > most) {
                        most = n;
                        found = *c;
                }
        }
        return found;
}

static const char *find_heads(Reading *reading, const char *const *heads, size_t n_heads, size_t *places) {
        const char *cells[COLUMNS_MAX];
        size_t n = 0;
        if (!csv_read_row(reading, cells, &n))
                return "Line 1: a quote is not closed.";
        for (size_t i = 0; i < n_heads; i++)
                if (!str_place(heads[i], cells, n, &places[i]))
                        return arena_printf(
                                reading->arena,
                                "The first line names no column \"%s\": keep the line of headings "
                                "as it was.",
                                heads[i]);
        return NULL;
}

static bool is_empty(const char *const *cells, size_t n) {
        for (size_t i = 0; i < n; i++)
                if (*cells[i])
                        return false;
        return true;
}

const char *csv_read(const char *text, const char *const *heads, size_t n_heads, Arena *arena, CsvRow **ret,
                     size_t *ret_n) {
        text += str_starts(text, "\xef\xbb\xbf") ? 3 : 0;
        Reading reading = { .at = text, .line = 1, .between = find_between(text), .arena = arena };
        size_t *places = arena_array(arena, n_heads + 1, sizeof *places), n_rows = 1;
        const char *wrong = find_heads(&reading, heads, n_heads, places);
        if (wrong)
                return wrong;
        for (const char *s = reading.at; *s; s++)
                n_rows += *s == '\n' || *s == '\r';
        *ret = arena_array(arena, n_rows, sizeof **ret);
        *ret_n = 0;
        while (*reading.at) {
                const char *cells[COLUMNS_MAX];
                size_t n = 0, line = reading.line;
                if (!csv_read_row(&reading, cells, &n))
                        return arena_printf(arena, "Line %zu: a quote is not closed.", line);
                if (is_empty(cells, n))
                        continue;
                CsvRow *row = &(*ret)[(*ret_n)++];
                *row = (CsvRow){ .line = line, .cells = arena_array(arena, n_heads + 1, sizeof *row->cells) };
                for (size_t i = 0; i < n_heads; i++)
                        row->cells[i] = places[i] < n ? cells[places[i]] : "";
        }
        return NULL;
}
