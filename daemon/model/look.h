#pragma once
/* How an authority's papers look, as far as it may say: a mark, a colour, a font. None of it can move an
 * address window or make a text smaller. */

#include <stdbool.h>

/* Of names, headings and rules, unless the authority has its own. */
#define LOOK_ACCENT 0x12436d
/* Text of less contrast cannot be read by many (WCAG 2.2, 1.4.3). */
#define LOOK_CONTRAST_LEAST 4.5

typedef struct Look {
        unsigned accent;         /* 0xRRGGBB; of names, headings and rules */
        const char *font;        /* family of names and headings; NULL: that of the text */
        const char *logo;        /* a PNG beside the names; NULL: none */
        const char **logo_texts; /* what it shows, in words, by the place of the language */
} Look;

/* "#12436d" */
bool look_colour_from_string(const char *s, unsigned *ret);
/* Of a colour on white paper, from 1 to 21 (WCAG 2.2, relative luminance). */
double look_contrast(unsigned colour);
