#include "render/words.h"

#include "base/text.h"

#include <string.h>
#include <unicode/udat.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#define WORD_MAX 64

static const char *locale_of(const char *language) {
        return str_eq(language, "cy") ? "cy" : "en_GB";
}

static const char *to_utf8(Arena *arena, const UChar *text, int32_t n) {
        char buf[WORD_MAX * 4];
        UErrorCode status = U_ZERO_ERROR;
        u_strToUTF8(buf, sizeof buf, NULL, text, n, &status);
        return U_SUCCESS(status) ? arena_strdup(arena, buf) : "";
}

/* The name alone, as it stands in a date. */
static const char *month_name(Arena *arena, const char *language, int month) {
        static const UChar pattern[] = { 'M', 'M', 'M', 'M', 0 };
        UErrorCode status = U_ZERO_ERROR;
        UDateFormat *format =
                udat_open(UDAT_PATTERN, UDAT_PATTERN, locale_of(language), NULL, 0, pattern, -1, &status);
        UChar name[WORD_MAX];
        int32_t n = udat_getSymbols(format, UDAT_MONTHS, month - 1, name, WORD_MAX, &status);
        udat_close(format);
        return U_SUCCESS(status) ? to_utf8(arena, name, n) : "";
}

const char *words_date(Arena *arena, const char *language, Date date) {
        if (date == DATE_NONE)
                return "";
        DateParts parts = date_parts(date);
        return arena_printf(arena, "%d %s %d", parts.day, month_name(arena, language, parts.month),
                            parts.year);
}

const char *words_page(Arena *arena, const char *language, int page, int pages) {
        return arena_printf(arena, str_eq(language, "cy") ? "Tudalen %d o %d" : "Page %d of %d", page, pages);
}

const char *words_reference(Arena *arena, const char *language, const char *reference) {
        return arena_printf(arena, "%s %s",
                            str_eq(language, "cy") ? "Ein cyfeirnod:" : "Our reference:", reference);
}

const char *words_plural(Arena *arena, const char *language, int64_t count) {
        UErrorCode status = U_ZERO_ERROR;
        UPluralRules *rules = uplrules_open(locale_of(language), &status);
        UChar keyword[WORD_MAX];
        int32_t n = uplrules_select(rules, (double)count, keyword, WORD_MAX, &status);
        uplrules_close(rules);
        return U_SUCCESS(status) ? to_utf8(arena, keyword, n) : "other";
}

const char *words_bcp47(const char *language) {
        return str_eq(language, "en") ? "en-GB" : language;
}
