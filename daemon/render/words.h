#pragma once
/* Dates and counts in words, in the languages letters are written in: "en", "cy". */

#include "base/arena.h"
#include "base/date.h"

/* "21 November 2026", "21 Tachwedd 2026". Our own order of the parts; the names of months are ICU's. */
const char *words_date(Arena *arena, const char *language, Date date);
/* "Page 2 of 3", "Tudalen 2 o 3". */
const char *words_page(Arena *arena, const char *language, int page, int pages);
/* "Our reference: N-12", "Ein cyfeirnod: N-12". */
const char *words_reference(Arena *arena, const char *language, const char *reference);
/* The plural category of a count: "zero", "one", "two", "few", "many", "other" (Welsh has all six). */
const char *words_plural(Arena *arena, const char *language, int64_t count);
/* "en-GB" for "en"; others as they are. */
const char *words_bcp47(const char *language);
