#include "base/text.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void text_done(Text *text) {
        if (text->s)
                explicit_bzero(text->s, text->cap);
        free(text->s);
        *text = (Text){ 0 };
}

/* Not realloc(): the old copy must be wiped, for it may hold personal data. */
static void reserve(Text *text, size_t more) {
        if (text->cap - text->n > more)
                return;
        size_t cap = (text->n + more + 1) * 2 + 64;
        char *s = malloc(cap);
        if (!s)
                abort();
        if (text->s) {
                memcpy(s, text->s, text->n);
                explicit_bzero(text->s, text->cap);
                free(text->s);
        }
        s[text->n] = '\0';
        text->s = s;
        text->cap = cap;
}

void text_append_n(Text *text, const char *s, size_t n) {
        reserve(text, n);
        memcpy(text->s + text->n, s, n);
        text->n += n;
        text->s[text->n] = '\0';
}

void text_append(Text *text, const char *s) {
        text_append_n(text, s, strlen(s));
}

void text_appendf(Text *text, const char *format, ...) {
        va_list ap;
        assert(format);
        va_start(ap, format);
        int n = vsnprintf(NULL, 0, format, ap);
        va_end(ap);
        assert(n >= 0);
        reserve(text, (size_t)n);
        va_start(ap, format);
        vsnprintf(text->s + text->n, (size_t)n + 1, format, ap);
        va_end(ap);
        text->n += (size_t)n;
}

void text_clear(Text *text) {
        text->n = 0;
        if (text->s)
                text->s[0] = '\0';
}

const char *text_str(const Text *text) {
        return text->s ? text->s : "";
}

char *text_take(Text *text) {
        reserve(text, 0);
        char *s = text->s;
        *text = (Text){ 0 };
        return s;
}

bool str_eq(const char *a, const char *b) {
        return a && b ? strcmp(a, b) == 0 : a == b;
}

bool str_place(const char *s, const char *const *words, size_t n, size_t *ret) {
        for (size_t i = 0; i < n; i++)
                if (str_eq(s, words[i])) {
                        *ret = i;
                        return true;
                }
        return false;
}

bool str_in(const char *s, const char *const *words, size_t n) {
        size_t place;
        return str_place(s, words, n, &place);
}

bool str_empty(const char *s) {
        return !s || !*s;
}

bool str_starts(const char *s, const char *prefix) {
        return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool char_is_digit(char c) {
        return c >= '0' && c <= '9';
}

bool char_is_alpha(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char char_upper(char c) {
        return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool str_to_i64(const char *s, int64_t min, int64_t max, int64_t *ret) {
        if (!s || !(char_is_digit(*s) || (*s == '-' && char_is_digit(s[1]))))
                return false;
        char *end;
        errno = 0;
        long long v = strtoll(s, &end, 10);
        if (errno || *end || v < min || v > max)
                return false;
        *ret = v;
        return true;
}

/* Length of the well-formed sequence at s (Unicode 15, table 3-7), 0 when there is none. */
static size_t utf8_sequence(const unsigned char *s, size_t n) {
        size_t len = s[0] < 0x80   ? 1
                     : s[0] < 0xc2 ? 0
                     : s[0] < 0xe0 ? 2
                     : s[0] < 0xf0 ? 3
                     : s[0] < 0xf5 ? 4
                                   : 0;
        if (len == 0 || len > n || s[0] == 0)
                return 0;
        for (size_t i = 1; i < len; i++)
                if ((s[i] & 0xc0) != 0x80)
                        return 0;
        if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf0 && s[1] < 0x90) ||
            (s[0] == 0xf4 && s[1] > 0x8f))
                return 0;
        return len;
}

bool str_is_utf8(const char *s, size_t n) {
        for (size_t i = 0, len; i < n; i += len) {
                len = utf8_sequence((const unsigned char *)s + i, n - i);
                if (len == 0)
                        return false;
        }
        return true;
}

#define NEAR_MAX 48

/* Edits between two short words; the larger of the limits when one is long. */
static size_t text_edits(const char *a, const char *b) {
        size_t n = strlen(a), m = strlen(b), row[NEAR_MAX + 1];
        if (n > NEAR_MAX || m > NEAR_MAX)
                return NEAR_MAX;
        for (size_t j = 0; j <= m; j++)
                row[j] = j;
        for (size_t i = 1; i <= n; i++) {
                size_t corner = row[0];
                row[0] = i;
                for (size_t j = 1; j <= m; j++) {
                        size_t best = corner + (a[i - 1] != b[j - 1]);
                        corner = row[j];
                        best = row[j] + 1 < best ? row[j] + 1 : best;
                        row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
                }
        }
        return row[m];
}

void nearest_offer(Nearest *nearest, const char *candidate) {
        size_t n = strlen(nearest->word), edits = text_edits(candidate, nearest->word);
        if (edits > n / 3 + 1 || edits >= n || (nearest->best && edits >= nearest->edits))
                return;
        nearest->best = candidate;
        nearest->edits = edits;
}
