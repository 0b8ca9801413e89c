#include "render/value.h"

#include <assert.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

/* Marks are made of noncharacters, which no text may hold: sixteen digits and an end. */
#define MARK_DIGIT 0xfdd0u
#define MARK_END   0xfdefu
#define ZWSP       "\xe2\x80\x8b"

void values_done(Values *values) {
        free(values->items);
        values->items = NULL;
        values->n = values->cap = 0;
}

static const char *next_of(const char *c) {
        return g_utf8_find_next_char(c, NULL);
}

static bool is_noncharacter(gunichar c) {
        return (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

static bool is_line_end(gunichar c) {
        return c == '\n' || c == '\r' || c == '\v' || c == '\f' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static const struct {
        gunichar from, to;
        const char *fault;
} refused[] = {
        { 0x00, 0x08, "a control character" },
        { 0x0e, 0x1f, "a control character" },
        { 0x7f, 0x84, "a control character" },
        { 0x86, 0x9f, "a control character" },
        { 0x202a, 0x202e, "a mark that turns the writing round" },
        { 0x2066, 0x2069, "a mark that turns the writing round" },
        { 0xe000, 0xf8ff, "a character for private use" },
        { 0xfff9, 0xfffd, "a character that stands for one lost" },
        { 0xe0000, 0xe007f, "a tag, which no font shows" },
        { 0xf0000, 0x10ffff, "a character for private use" },
};

const char *value_fault(const char *text) {
        if (!str_is_utf8(text, strlen(text)))
                return "bytes that are no text";
        for (const char *c = text; *c; c = next_of(c)) {
                gunichar u = g_utf8_get_char(c);
                if (u >= ' ' && u < 0x7f)
                        continue;
                if (is_noncharacter(u))
                        return "bytes that are no text";
                for (size_t i = 0; i < ELEMENTS(refused); i++)
                        if (u >= refused[i].from && u <= refused[i].to)
                                return refused[i].fault;
        }
        return NULL;
}

const char *value_tidy(Arena *arena, const char *text, bool lines) {
        _cleanup_text_ Text out = { 0 };
        bool space = false, end = false;
        for (const char *c = text; *c; c = next_of(c)) {
                gunichar u = g_utf8_get_char(c);
                if (is_line_end(u) || u == ' ' || u == '\t') {
                        end = end || (lines && is_line_end(u));
                        space = true;
                        continue;
                }
                if (space && out.n > 0)
                        text_append(&out, end ? "\n" : " ");
                text_append_n(&out, c, (size_t)(next_of(c) - c));
                space = end = false;
        }
        return arena_strdup(arena, text_str(&out));
}

bool value_is_rtl(const char *text) {
        for (const char *c = text; *c; c = next_of(c)) {
                if ((unsigned char)*c < 0xd6) /* nothing below U+0590 is */
                        continue;
                UCharDirection d = u_charDirection((UChar32)g_utf8_get_char(c));
                if (d == U_RIGHT_TO_LEFT || d == U_RIGHT_TO_LEFT_ARABIC)
                        return true;
        }
        return false;
}

static void append_character(Text *out, gunichar c) {
        char utf8[6];
        text_append_n(out, utf8, (size_t)g_unichar_to_utf8(c, utf8));
}

void values_add(Values *values, const char *field, const char *text, Text *out) {
        if (values->n == values->cap) {
                values->cap = values->cap ? values->cap * 2 : 64;
                values->items = reallocarray(values->items, values->cap, sizeof *values->items);
                if (!values->items)
                        abort();
        }
        size_t at = values->n++;
        values->items[at] =
                (Value){ arena_strdup(values->arena, field), value_tidy(values->arena, text, true) };
        /* Nothing at all leaves no mark: what is empty is empty to Markdown too. */
        if (!values->items[at].text[0])
                return;
        do
                append_character(out, MARK_DIGIT + (gunichar)(at & 15));
        while ((at >>= 4) > 0);
        append_character(out, MARK_END);
}

bool value_has_mark(const char *text) {
        for (const char *c = text; *c; c = next_of(c))
                if (is_noncharacter(g_utf8_get_char(c)))
                        return true;
        return false;
}

const char *values_next(const Values *values, const char *text, const char **ret_end, const Value **ret) {
        for (const char *c = text; *c; c = next_of(c)) {
                gunichar u = g_utf8_get_char(c);
                if (!is_noncharacter(u))
                        continue;
                const char *start = c;
                size_t at = 0;
                for (unsigned shift = 0; u != MARK_END; shift += 4) {
                        at |= (size_t)(u - MARK_DIGIT) << shift;
                        c = next_of(c);
                        u = g_utf8_get_char(c);
                }
                assert(values && at < values->n);
                *ret_end = next_of(c);
                *ret = &values->items[at];
                return start;
        }
        return NULL;
}

/* How many characters stand together from here on. */
static size_t word_length(const char *c) {
        size_t n = 0;
        for (; *c && *c != ' ' && *c != '\n'; c = next_of(c))
                n++;
        return n;
}

/* After these a long word may go on in the next line. */
static bool may_break_after(const char *c) {
        return strchr("@.-_/?&=:,;+", *c) && c[1] && c[1] != ' ' && c[1] != '\n';
}

/* How many bytes of groups of digits, two at least, apart by single blanks, stand at c. */
static size_t grouped_number(const char *c) {
        size_t n = strspn(c, "0123456789"), first = n;
        while (n > 0 && c[n] == ' ' && char_is_digit(c[n + 1]))
                n += 1 + strspn(c + n + 1, "0123456789");
        return n > first ? n : 0;
}

void value_print_numbers(const char *text, Text *out) {
        for (const char *c = text; *c;) {
                bool begins = c == text || !char_is_digit(c[-1]);
                size_t n = begins ? grouped_number(c) : 0;
                text_append(out, n > 0 ? FSI : "");
                text_append_n(out, c, n > 0 ? n : 1);
                text_append(out, n > 0 ? PDI : "");
                c += n > 0 ? n : 1;
        }
}

void value_print(const char *text, ValueApart apart, size_t room, Text *out) {
        bool set = apart == VALUE_APART_ALWAYS || (apart == VALUE_APART_RTL && value_is_rtl(text));
        bool broken = false;
        text_append(out, set ? FSI : "");
        for (const char *c = text; *c; c = next_of(c)) {
                if (c == text || c[-1] == ' ' || c[-1] == '\n')
                        broken = word_length(c) > room;
                if (*c == '\n' && set)
                        text_append(out, PDI); /* a line end would end it unclosed */
                text_append_n(out, c, (size_t)(next_of(c) - c));
                if (*c == '\n' && set)
                        text_append(out, FSI);
                if (broken && may_break_after(c))
                        text_append(out, ZWSP);
        }
        text_append(out, set ? PDI : "");
}

size_t value_printed(const char *printed, const char *words, size_t n) {
        const char *c = printed;
        for (const char *w = words; *c && w < words + n;) {
                size_t length = (size_t)(next_of(c) - c);
                if (memcmp(c, w, MIN(length, (size_t)(words + n - w))) == 0)
                        w += length;
                c += length;
        }
        return (size_t)(c - printed);
}
