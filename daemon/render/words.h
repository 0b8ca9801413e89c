#pragma once
/* Dates and counts in words, in the languages letters are written in. */

#include "base/arena.h"
#include "base/date.h"
#include "model/language.h"

/* Whether a language, by its BCP 47 tag, is written from right to left. */
bool words_from_right(const char *tag);
/* "21 November 2026", "21 Tachwedd 2026". Our own order of the parts. */
const char *words_date(Arena *arena, const Language *language, Date date);
/* "Page 2 of 3", "Tudalen 2 o 3". */
const char *words_page(Arena *arena, const Language *language, int page, int pages);
/* "Our reference: N-12", "Ein cyfeirnod: N-12". */
const char *words_reference(Arena *arena, const Language *language, const char *reference);
