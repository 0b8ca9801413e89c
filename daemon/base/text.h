#pragma once
/* Strings: a growing buffer, and the few questions asked of strings everywhere. */

#include "base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A growing, always terminated string. A zeroed Text is an empty one. Wiped when done. */
typedef struct Text {
        char *s;
        size_t n, cap;
} Text;

void text_done(Text *text);
#define _cleanup_text_ _cleanup_(text_done)

void text_append(Text *text, const char *s);
void text_append_n(Text *text, const char *s, size_t n);
void text_appendf(Text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Empties it without giving memory back. */
void text_clear(Text *text);
/* The string so far, "" when nothing was appended. */
const char *text_str(const Text *text);
/* Gives the string away (caller frees), leaving an empty Text. Never NULL. */
char *text_take(Text *text);

/* Both may be NULL; NULL equals NULL only. */
bool str_eq(const char *a, const char *b);
bool str_empty(const char *s);
bool str_starts(const char *s, const char *prefix);
/* One of n words; its place among them, or false and *ret untouched. */
bool str_in(const char *s, const char *const *words, size_t n);
bool str_place(const char *s, const char *const *words, size_t n, size_t *ret);
/* A closed list of words is a macro LIST(WORD) with a row WORD(NAME, "word") for each. As an array of
 * strings, { LIST(WORD_STRING) }; and each with a space before it, for a refusal: "one of:" LIST(WORD_SPACED)
 * ".". */
#define WORD_STRING(name, word) word,
#define WORD_SPACED(name, word) " " word
/* Which of some words was probably meant: set word, offer each, look at best (NULL: none is near). */
typedef struct Nearest {
        const char *word, *best;
        size_t edits; /* of best */
} Nearest;
void nearest_offer(Nearest *nearest, const char *candidate);
/* ASCII only, whatever the locale. */
bool char_is_digit(char c);
bool char_is_alpha(char c);
char char_upper(char c);
/* The whole string is a decimal integer in [min, max]. False leaves *ret alone. */
bool str_to_i64(const char *s, int64_t min, int64_t max, int64_t *ret);
/* Valid UTF-8 without NUL, overlong forms, surrogates or code points past U+10FFFF. */
bool str_is_utf8(const char *s, size_t n);
