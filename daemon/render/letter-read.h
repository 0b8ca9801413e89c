#pragma once
/* A finished letter, read back from its PDF as the printer reads it: what is on the paper, not what was
 * meant. */

#include "base/arena.h"
#include "render/letter.h"

typedef struct LetterReading {
        LetterFault fault; /* the first that the printer would name; LETTER_FAULT_NONE: it goes by post */
        int page;          /* on which page; 0 when it is about the whole letter or its address */
        int pages;         /* 0 when the file cannot be read */
        const char *const *lines; /* the address, as it is read in the window of the envelope */
        size_t n_lines;
} LetterReading;

/* Judges in the order in which GOV.UK Notify's letter specification v2.4 does: can it be read, ten pages at
 * most, A4 upright, white wherever no zone is (each page is drawn, with 1 mm of grace), the printer's own
 * mark on page 1 alone, every font in the file and none of a kind that the printer cannot use, then the
 * address in the window. The lines live in the arena. */
LetterReading letter_read(Arena *arena, const void *pdf, size_t n, const PostAreas *areas);
