/* Questions of verification, compiled from the catalog alone: none of them is a disposal's statement turned
 * round, so that what the map or the disposal got wrong is found. */
#include "base/text.h"
#include "register/compile-parts.h"
#include "register/places.h"

/* Shorter identifiers are looked for as whole values only: as a word of a text they would be found anywhere.
 */
#define WORD_LEAST "6"

/* A column's own collation may be one that patterns refuse, and one such column would keep a whole register
 * from being verified: texts are read under the database's. */
#define AS_TEXT "::text collate \"default\""

/* A condition: one of the words of a text is one of $2, which has no shorter ones. */
static const char *word_of(const Compiler *c, const char *column) {
        return arena_printf(c->arena,
                            "exists (select from regexp_matches(upper(%s), '[[:alnum:]]{" WORD_LEAST
                            ",}', 'g') as w (word) "
                            "where word[1] = any($2::text[]))",
                            column);
}

/* Likewise a number written in groups, as people write them: any grouping of a run of digits, and three,
 * three and four also where more digits stand beside them. Only a text with digits on both sides of a gap is
 * looked at. */
static const char *grouped_number_of(const Compiler *c, const char *text) {
        return arena_printf(
                c->arena,
                "(%s ~ '[0-9][ ./-][0-9]' and (exists (select from regexp_matches(%s, "
                "'[0-9]+(?:[ ./-][0-9]+)+', 'g') as w (word) where "
                "regexp_replace(word[1], '[^0-9]', '', 'g') = any($2::text[])) or exists (select from "
                "regexp_matches(%s, '[0-9]{3}[ ./-][0-9]{3}[ ./-][0-9]{4}(?![0-9])', 'g') as w (word) where "
                "regexp_replace(word[1], '[^0-9]', '', 'g') = any($2::text[]))))",
                text, text, text);
}

/* As it is; or written otherwise, "943 476 5919" for "9434765919". */
static const char *whole_text(const Compiler *c, const char *column) {
        return arena_printf(c->arena,
                            "(%s" AS_TEXT " = any($1::text[]) or (length(%s::text) >= " WORD_LEAST " and "
                            "upper(regexp_replace(%s" AS_TEXT
                            ", '[^[:alnum:]]', '', 'g')) = any($2::text[])))",
                            column, column, column);
}

/* A condition: the column holds one of the identifiers; NULL: it cannot, or only as a word within its text.
 */
static const char *holds_one(const Compiler *c, const Place *place, size_t i) {
        const char *column = arena_printf(c->arena, "t.%s", part_bare(c, place->table.columns[i].name));
        const char *type = place->table.columns[i].type;
        switch (place->holds[i]) {
        case HOLDS_TEXT:
                return whole_text(c, column);
        case HOLDS_NUMBER:
                return arena_printf(c->arena, "%s::text = any($3::text[])", column);
        case HOLDS_WITHIN:
                if (str_eq(type, "text[]") || str_eq(type, "character varying[]"))
                        return arena_printf(c->arena, "%s::text[] && $1::text[]", column);
                if (str_eq(type, "jsonb"))
                        return arena_printf(c->arena,
                                            "exists (select from jsonb_path_query(%s, '$.**') as v (item) "
                                            "where v.item #>> '{}' = any($1::text[]))",
                                            column);
                return NULL;
        case HOLDS_NOTHING:
        default:
                return NULL;
        }
}

static const char *from_place(const Compiler *c, const Place *place) {
        return arena_printf(c->arena, "%s%s", place->alone ? "only " : "",
                            part_table(c, place->table.schema, place->table.name));
}

/* A condition: a word within one of the texts of the row, which are looked at as one; NULL: it has none. Not
 * concat_ws(), as a function takes no more than a hundred arguments. */
static const char *word_of_row(const Compiler *c, const Place *place) {
        _cleanup_text_ Text all = { 0 };
        for (size_t i = 0; i < place->table.n_columns; i++)
                if (place->holds[i] == HOLDS_TEXT || place->holds[i] == HOLDS_WITHIN)
                        text_appendf(&all, "%st.%s" AS_TEXT, all.n ? ", " : "",
                                     part_bare(c, place->table.columns[i].name));
        if (all.n == 0)
                return NULL;
        const char *text = arena_printf(c->arena, "array_to_string(array[%s], E'\\n')", text_str(&all));
        return arena_printf(c->arena, "%s or %s", word_of(c, text), grouped_number_of(c, text));
}

/* Every parameter is named, used or not, so that each has its type. */
const char *compile_trace(const Compiler *c, const Place *place) {
        _cleanup_text_ Text out = { 0 };
        const char *word = word_of_row(c, place);
        for (size_t i = 0; i < place->table.n_columns; i++) {
                const char *holds = holds_one(c, place, i);
                if (holds)
                        text_appendf(&out, "%s or ", holds);
        }
        if (out.n == 0 && !word)
                return NULL;
        return arena_printf(c->arena,
                            "select coalesce(%s%s, false) from %s t, "
                            "(select $1::text[], $2::text[], $3::text[]) as looked_for",
                            text_str(&out), word ? word : "false", from_place(c, place));
}

/* The columns, in the order of the subject's key, of a foreign key from this table to the subject's. */
static const char **columns_by_key(const Compiler *c, const CatalogTable *from) {
        const Entity *subject = &c->map->entities[0];
        const char **columns = arena_array(c->arena, subject->n_key + 1, sizeof *columns);
        for (size_t i = 0; from && i < c->catalog->n_keys; i++) {
                const CatalogForeignKey *k = &c->catalog->keys[i];
                size_t found = 0;
                if (k->from != from || k->to != catalog_of(c->catalog, subject) ||
                    k->n_columns != subject->n_key)
                        continue;
                for (size_t a = 0; a < subject->n_key; a++)
                        for (size_t b = 0; b < k->n_columns; b++)
                                if (str_eq(k->to_columns[b], subject->key[a])) {
                                        columns[a] = k->from_columns[b];
                                        found++;
                                }
                if (found == subject->n_key)
                        return columns;
        }
        return NULL;
}

/* Columns of the same names and types; but a table's own "id" is not the subject's. */
static const char **columns_by_name(const Compiler *c, const Place *place, bool own) {
        const Entity *subject = &c->map->entities[0];
        const CatalogTable *there = catalog_of(c->catalog, subject);
        const char **columns = arena_array(c->arena, subject->n_key + 1, sizeof *columns);
        for (size_t i = 0; i < subject->n_key; i++) {
                const CatalogColumn *here = catalog_column(&place->table, subject->key[i]);
                const CatalogColumn *key = catalog_column(there, subject->key[i]);
                if (!here || !key || !str_eq(here->type, key->type))
                        return NULL;
                if (!own && place->sole_key[here - place->table.columns])
                        return NULL;
                columns[i] = subject->key[i];
        }
        return columns;
}

const char *compile_trace_keys(const Compiler *c, const Place *place) {
        const Entity *subject = &c->map->entities[0];
        const CatalogTable *known = catalog_table(c->catalog, place->table.schema, place->table.name);
        bool own = known && known == catalog_of(c->catalog, subject);
        const char **columns = columns_by_key(c, known);
        if (!columns)
                columns = columns_by_name(c, place, own);
        if (!columns)
                return NULL;
        /* As a row of the subject entity would be asked, under that entity's alias. */
        return arena_printf(c->arena, "select count(*) from %s %s where %s", from_place(c, place),
                            part_alias(c, subject), part_in_keys(c, subject, columns, subject, 1));
}

const char *compile_vacuum(Pg *pg, Arena *arena, const char *schema, const char *table, bool full) {
        return arena_printf(arena, "vacuum (%sanalyze) %s", full ? "full, " : "",
                            pg_quote_name(pg, arena, schema, table));
}
