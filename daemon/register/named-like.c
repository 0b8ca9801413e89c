#include "register/named-like.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

const char *squeezed_name(Arena *arena, const char *name) {
        char *out = arena_strdup(arena, name);
        size_t n = 0;
        for (const char *c = name; *c; c++)
                if (isalnum((unsigned char)*c))
                        out[n++] = (char)tolower((unsigned char)*c);
        out[n] = '\0';
        return out;
}

bool is_squeezed(const char *name, const char *squeezed) {
        for (; *name; name++)
                if (isalnum((unsigned char)*name) &&
                    tolower((unsigned char)*name) != (unsigned char)*squeezed++)
                        return false;
        return !*squeezed;
}

static bool named_like_ends(const char *word, size_t n, const char *with) {
        size_t m = strlen(with);
        return n > m && str_eq(word + n - m, with);
}

const char *singular_name(Arena *arena, const char *word) {
        size_t n = strlen(word);
        if (named_like_ends(word, n, "people"))
                return arena_printf(arena, "%.*sperson", (int)(n - 6), word);
        if (named_like_ends(word, n, "children"))
                return arena_strndup(arena, word, n - 3);
        if (str_eq(word, "people"))
                return "person";
        if (str_eq(word, "children"))
                return "child";
        if (named_like_ends(word, n, "ies"))
                return arena_printf(arena, "%.*sy", (int)(n - 3), word);
        if (named_like_ends(word, n, "sses") || named_like_ends(word, n, "xes") ||
            named_like_ends(word, n, "ches"))
                return arena_strndup(arena, word, n - 2);
        return named_like_ends(word, n, "s") && !named_like_ends(word, n, "ss")
                       ? arena_strndup(arena, word, n - 1)
                       : word;
}

/* The column that is called so, however it is written, and may be compared with the other. */
static const CatalogColumn *called(const CatalogTable *table, const char *squeezed, const CatalogColumn *as) {
        for (size_t i = 0; as && i < table->n_columns; i++)
                if (is_squeezed(table->columns[i].name, squeezed) &&
                    catalog_comparable(&table->columns[i], as))
                        return &table->columns[i];
        return NULL;
}

bool named_like_nothing(const char *squeezed) {
        static const char *const names[] = { "id", "code", "name", "no", "number", "uuid" };
        return str_in(squeezed, names, ELEMENTS(names));
}

/* More than five: each is one of the names that are compared. */
const char *named_like(Arena *arena, const CatalogTable *from, const CatalogTable *to, const char *entity,
                       const char *key, bool only) {
        const CatalogColumn *column = catalog_column(to, key);
        const char *of = squeezed_name(arena, key);
        const CatalogColumn *found = named_like_nothing(of) ? NULL : called(from, of, column);
        const char *table = squeezed_name(arena, to->name), *plain = squeezed_name(arena, entity);
        const char *names[] = { table, singular_name(arena, table), plain, singular_name(arena, plain) };
        for (size_t i = 0; only && !found && i < ELEMENTS(names); i++) {
                const char *alone[] = { names[i], arena_printf(arena, "%sid", names[i]),
                                        arena_printf(arena, "%s%s", names[i], of) };
                for (size_t k = 0; !found && k < ELEMENTS(alone); k++)
                        found = called(from, alone[k], column);
        }
        return found ? found->name : NULL;
}
