#include "render/words.h"

#include "base/text.h"

#include <string.h>
#include <unicode/uloc.h>

/* The pattern with what its {name} stands for, if it is there. */
static const char *words_filled(Arena *arena, const char *pattern, const char *name, const char *value) {
        const char *at = strstr(pattern, name);
        return at ? arena_printf(arena, "%.*s%s%s", (int)(at - pattern), pattern, value, at + strlen(name))
                  : pattern;
}

bool words_from_right(const char *tag) {
        return uloc_isRightToLeft(tag);
}

const char *words_date(Arena *arena, const Language *language, Date date) {
        if (date == DATE_NONE)
                return "";
        DateParts parts = date_parts(date);
        return arena_printf(arena, "%d %s %d", parts.day, language->months[parts.month - 1], parts.year);
}

const char *words_page(Arena *arena, const Language *language, int page, int pages) {
        const char *text = words_filled(arena, language->page, "{page}", arena_printf(arena, "%d", page));
        return words_filled(arena, text, "{pages}", arena_printf(arena, "%d", pages));
}

const char *words_reference(Arena *arena, const Language *language, const char *reference) {
        return words_filled(arena, language->reference, "{reference}", reference);
}
