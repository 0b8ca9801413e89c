#pragma once
/* Values merged into a text are data, not prose. Each is checked where it is merged, and kept out of the
 * Markdown: a mark stands in its place there, so that nothing in a value can be taken for Markdown, and the
 * text gets it back as a run of its own (blocks.h). */

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Begin and end what is set apart in its direction (UAX 9). */
#define FSI "\xe2\x81\xa8"
#define PDI "\xe2\x81\xa9"

typedef struct Value {
        const char *field; /* its name in the template, and the label beside it where the data has one */
        const char *text;  /* tidied: blanks to one, none at the ends, line ends as single newlines */
} Value;

/* The values of one document, in the order they were merged. The arena is borrowed. */
typedef struct Values {
        Arena *arena;
        Value *items;
        size_t n, cap;
} Values;

void values_done(Values *values);

/* Why a value cannot be shown in any form, as a phrase; NULL: it can. Control characters, those that turn the
 * direction of writing round (a name could be read as another), those that stand for a letter lost, those for
 * private use (one font draws a star, another a flag), and tags, which no font shows. */
const char *value_fault(const char *text);
/* Blanks to one, none at the ends; lines: line ends stay, as single newlines. In the arena. */
const char *value_tidy(Arena *arena, const char *text, bool lines);
/* Whether some of it is written from right to left. */
bool value_is_rtl(const char *text);

/* Keeps a value, and appends the mark that stands for it in the Markdown. */
void values_add(Values *values, const char *field, const char *text, Text *out);
/* Whether a template holds a character that the marks are made of. */
bool value_has_mark(const char *text);
/* Looks for the next mark: where it begins, where it ends, and the value. NULL: there is none. */
const char *values_next(const Values *values, const char *text, const char **ret_end, const Value **ret);

/* When a value is set apart in its direction, so that it does not turn round what stands beside it. */
typedef enum ValueApart {
        VALUE_APART_NEVER,
        VALUE_APART_RTL, /* written from right to left, among words that are not */
        VALUE_APART_ALWAYS,
} ValueApart;

/* Appends words of a text that is written from right to left: numbers in groups, such as a telephone number,
 * are set apart, for their groups would stand the other way round. */
void value_print_numbers(const char *text, Text *out);

/* Appends text as it is laid out: set apart where that is needed, and with chances for a line break in what
 * is too long for a line (an e-mail address), where a reader expects them. Neither is left in the finished
 * PDF (pdf.c). */
void value_print(const char *text, ValueApart apart, size_t room, Text *out);
/* How far the first n bytes of words reach in what was printed of them, which begins at printed. */
size_t value_printed(const char *printed, const char *words, size_t n);
