/* What the map takes out of a column: a value within a document, the values of rows of one kind, the day of a
 * moment or of a text. To every other statement it is a column like any. */
#include "base/text.h"
#include "register/compile-parts.h"

#include <string.h>

static const char *text_array(const Compiler *c, const char *const *items, size_t n) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < n; i++)
                text_appendf(&out, "%s%s", i ? ", " : "", pg_quote_text(c->pg, c->arena, items[i]));
        return arena_printf(c->arena, "array[%s]::text[]", text_str(&out));
}

static const char *raw(const Compiler *c, const Entity *e, const char *column) {
        return arena_printf(c->arena, "%s.%s", part_alias(c, e), part_bare(c, column));
}

/* A condition: the row is of the kind. */
static const char *of_kind(const Compiler *c, const Entity *e, const Attribute *a) {
        return arena_printf(c->arena, "%s::text = any (%s)", raw(c, e, a->where),
                            text_array(c, a->is, a->n_is));
}

/* --- days --- */

/* Where YYYY, MM or DD begins, from 1. */
static int part_begins_at(const char *format, const char *part) {
        for (int i = 0; format[i]; i++)
                if (str_starts(format + i, part))
                        return i + 1;
        return 1;
}

static const char *pattern_of(const Compiler *c, const char *format) {
        _cleanup_text_ Text out = { 0 };
        text_append(&out, "^");
        for (const char *p = format; *p;) {
                bool year = str_starts(p, "YYYY"), part = year || str_starts(p, "MM") || str_starts(p, "DD");
                text_append(&out, year                  ? "[1-9][0-9]{3}"
                                  : str_starts(p, "MM") ? "(0[1-9]|1[0-2])"
                                  : part                ? "(0[1-9]|[12][0-9]|3[01])"
                                  : *p == '.'           ? "[.]"
                                  : *p == '/'           ? "/"
                                  : *p == ' '           ? " "
                                                        : "-");
                p += year ? 4 : part ? 2 : 1;
        }
        text_append(&out, "($|[T ])");
        return pg_quote_text(c->pg, c->arena, text_str(&out));
}

/* A text that writes no day is one that no rule reckons with: to_date() would end the whole statement. The
 * 31st of February is none either, and rolls over where it is added up. */
static const char *written_day(const Compiler *c, const char *text, const char *format) {
        const char *quoted = pg_quote_text(c->pg, c->arena, format);
        const char *day = arena_printf(
                c->arena,
                "(make_date(substr(%1$s, %2$d, 4)::int, 1, 1) + make_interval(months => substr(%1$s, %3$d, "
                "2)::int - 1, days => substr(%1$s, %4$d, 2)::int - 1))::date",
                text, part_begins_at(format, "YYYY"), part_begins_at(format, "MM"),
                part_begins_at(format, "DD"));
        return arena_printf(
                c->arena,
                "case when btrim(%1$s) = '' then null when %1$s ~ %2$s then case when to_char(%3$s, "
                "%4$s) = left(%1$s, %5$zu) then %3$s else 'infinity'::date end when %1$s is not null "
                "then 'infinity'::date end",
                text, pattern_of(c, format), day, quoted, strlen(format));
}

static const char *in_zone(const Compiler *c, const char *moment, const char *zone) {
        return arena_printf(c->arena, "(%s at time zone %s)::date", moment,
                            pg_quote_text(c->pg, c->arena, zone ? zone : "UTC"));
}

static const char *taken_day(const Compiler *c, const Entity *e, const Attribute *a, const char *value) {
        const CatalogColumn *column = catalog_column(catalog_of(c->catalog, e), a->from);
        const char *type = !column || a->n_path ? "text" : column->base;
        bool milli = str_eq(a->format, "milliseconds");
        if (milli || str_eq(a->format, "seconds")) {
                const char *number = arena_printf(c->arena,
                                                  "case when %1$s::text ~ '^-?[0-9]{1,15}$' then "
                                                  "%1$s::text::numeric end",
                                                  value);
                return in_zone(c,
                               arena_printf(c->arena, "to_timestamp((%s)%s)", number, milli ? " / 1000" : ""),
                               a->zone);
        }
        if (!a->format && str_eq(type, "timestamp with time zone"))
                return in_zone(c, value, a->zone);
        if (!a->format && (str_eq(type, "date") || str_starts(type, "timestamp")))
                return arena_printf(c->arena, "(%s)::date", value);
        return written_day(c, arena_printf(c->arena, "(%s)::text", value),
                           a->format ? a->format : "YYYY-MM-DD");
}

/* --- values --- */

const char *taken_value(const Compiler *c, const Entity *e, const Attribute *a) {
        const char *value = raw(c, e, a->from);
        if (a->n_path)
                value = arena_printf(c->arena, "(%s::jsonb #>> %s)", value,
                                     text_array(c, a->path, a->n_path));
        if (a->as == READ_AS_DATE)
                value = taken_day(c, e, a, value);
        else if (a->as == READ_AS_BOOLEAN)
                value = arena_printf(c->arena, "(lower((%s)::text) in ('true', 't', 'yes', 'y', '1'))",
                                     value);
        return a->where ? arena_printf(c->arena, "(case when %s then %s end)", of_kind(c, e, a), value)
               : a->as == READ_AS_IS ? value
                                     : arena_printf(c->arena, "(%s)", value);
}

const char *taken_kind(const Compiler *c, const Entity *e, const char *column) {
        const Attribute *a = entity_taken(e, column);
        return a && a->where ? arena_printf(c->arena, " and %s", of_kind(c, e, a)) : "";
}

/* A place in a list is emptied, for what follows would move up into it. */
static const char *minus(const Compiler *c, const Attribute *a, const char *value, const char *path) {
        const char *last = a->path[a->n_path - 1];
        bool place = *last != '\0';
        for (const char *p = last; *p; p++)
                place = place && (char_is_digit(*p) || (p == last && *p == '-'));
        return arena_printf(c->arena, place ? "jsonb_set((%s)::jsonb, %s, 'null')" : "(%s)::jsonb #- %s",
                            value, path);
}

/* The column's value without it; where a document has no such path, as it is: to take away what is not there
 * may be an error. NULL stands for nothing left. */
static const char *without(const Compiler *c, const Entity *e, const Attribute *a, const char *value) {
        const char *path = a->n_path ? text_array(c, a->path, a->n_path) : NULL;
        const char *left = !path ? "null"
                                 : arena_printf(c->arena,
                                                "case when (%1$s)::jsonb #> %2$s is not null then %3$s else "
                                                "(%1$s)::jsonb end",
                                                value, path, minus(c, a, value, path));
        if (!a->where)
                return left;
        return arena_printf(c->arena, "case when %s then %s else %s%s end", of_kind(c, e, a), left, value,
                            path ? "::jsonb" : "");
}

const char *taken_rest(const Compiler *c, const Entity *e, const char *column) {
        const char *value = raw(c, e, column);
        for (size_t i = 0; i < e->n_attributes; i++) {
                const Attribute *a = &e->attributes[i];
                if (str_eq(a->from, column) && (a->n_path || a->where))
                        value = arena_printf(c->arena, "(%s)", without(c, e, a, value));
        }
        return value;
}

/* "a" = null, "document" = ...: each column once, whatever is blanked of it. */
const char *taken_blanks(const Compiler *c, const Entity *e, const char *const *columns, size_t n) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < n; i++) {
                const Attribute *first = entity_taken(e, columns[i]);
                const char *column = first ? first->from : columns[i], *value = raw(c, e, column);
                bool before = false;
                for (size_t k = 0; k < n; k++) {
                        const Attribute *a = entity_taken(e, columns[k]);
                        bool same = str_eq(a ? a->from : columns[k], column);
                        before = before || (same && k < i);
                        if (same && value)
                                value = a ? arena_printf(c->arena, "(%s)", without(c, e, a, value)) : NULL;
                }
                const CatalogColumn *there = catalog_column(catalog_of(c->catalog, e), column);
                if (!before && value)
                        text_appendf(&out, "%s%s = (%s)::%s", out.n ? ", " : "", part_bare(c, column), value,
                                     there ? there->type : "text");
                else if (!before)
                        text_appendf(&out, "%s%s = null", out.n ? ", " : "", part_bare(c, column));
        }
        return arena_strdup(c->arena, text_str(&out));
}
