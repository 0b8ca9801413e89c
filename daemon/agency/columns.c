#include "agency/columns.h"

#include "base/date.h"
#include "base/text.h"

#include <string.h>

/* No name, line or number of anybody's is longer. */
#define VALUE_MAX 1000

static const char *column_word(int column) {
        static const char *const more[] = { "number", "version", "deceased", "restricted" };
        return column < _SOURCE_FIELD_MAX ? source_field_to_string((SourceField)column)
                                          : more[column - _SOURCE_FIELD_MAX];
}

/* "family_name" is "family-name": the former needs no quotes in SQL. */
static bool is_word(const char *name, const char *word) {
        for (; *name && *word; name++, word++)
                if (*name != *word && !(*name == '_' && *word == '-'))
                        return false;
        return *name == *word;
}

const char *columns_read(const char *const *names, size_t n, Columns *ret) {
        Columns columns;
        for (int c = 0; c < _COLUMN_MAX; c++)
                columns.places[c] = -1;
        for (size_t i = 0; i < n; i++) {
                int column = 0;
                while (column < _COLUMN_MAX && !is_word(names[i], column_word(column)))
                        column++;
                if (column == _COLUMN_MAX)
                        return "column-unknown";
                if (columns.places[column] >= 0)
                        return "column-twice";
                columns.places[column] = (int)i;
        }
        if (columns.places[COLUMN_NUMBER] < 0)
                return "column-number-missing";
        *ret = columns;
        return NULL;
}

static const char *column_value(const Columns *columns, int column, const char *const *values) {
        int place = columns->places[column];
        return place >= 0 && values[place] ? values[place] : "";
}

static bool is_truth(const char *s, bool *ret) {
        static const char *const yes[] = { "t", "true", "yes", "y", "1" }, *const no[] = { "",   "f", "false",
                                                                                           "no", "n", "0" };
        for (size_t i = 0; i < ELEMENTS(yes); i++)
                if (strcasecmp(s, yes[i]) == 0) {
                        *ret = true;
                        return true;
                }
        *ret = false;
        for (size_t i = 0; i < ELEMENTS(no); i++)
                if (strcasecmp(s, no[i]) == 0)
                        return true;
        return false;
}

static bool is_fit(int column, const char *s) {
        if (strlen(s) > VALUE_MAX)
                return false;
        for (const char *c = s; *c; c++)
                if ((unsigned char)*c < ' ' || *c == 0x7f)
                        return false;
        return (column != SOURCE_FIELD_BIRTH_DATE && column != SOURCE_FIELD_DEATH_DATE) || !*s ||
               date_is_in_part(s);
}

/* An agency that keeps its lines apart has no whole. */
static void put_lines_together(Told *told, Arena *arena) {
        const char *lines[] = { told->fields[SOURCE_FIELD_ADDRESS_LINE_1],
                                told->fields[SOURCE_FIELD_ADDRESS_LINE_2], told->fields[SOURCE_FIELD_TOWN],
                                told->fields[SOURCE_FIELD_COUNTY] };
        if (!*told->fields[SOURCE_FIELD_ADDRESS_LINES])
                told->fields[SOURCE_FIELD_ADDRESS_LINES] = arena_joined(arena, lines, ELEMENTS(lines), ", ");
}

Answer columns_answer(const Columns *columns, const char *const *values, Arena *arena) {
        Told *told = arena_new_of(arena, Told);
        const Answer unfit = { .kind = ANSWER_ERROR, .because = "wrong-shape" };
        const char *version = column_value(columns, COLUMN_VERSION, values);
        for (int c = 0; c < _COLUMN_MAX; c++) {
                const char *s = column_value(columns, c, values);
                if (!is_fit(c, s))
                        return unfit;
                if (c < _SOURCE_FIELD_MAX)
                        told->fields[c] = arena_strdup(arena, s);
        }
        if (!is_truth(column_value(columns, COLUMN_DECEASED, values), &told->deceased) ||
            !is_truth(column_value(columns, COLUMN_RESTRICTED, values), &told->restricted))
                return unfit;
        told->deceased = told->deceased || *told->fields[SOURCE_FIELD_DEATH_DATE];
        put_lines_together(told, arena);
        return (Answer){ .kind = ANSWER_FOUND,
                         .because = "answered",
                         .told = told,
                         .version = *version ? arena_strdup(arena, version) : NULL };
}
