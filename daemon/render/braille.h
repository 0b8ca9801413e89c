#pragma once
/* Within render/: the block tree as braille for an embosser (BRF): 40 cells, 25 lines. The only place with
 * liblouis. */

#include "render/blocks.h"
#include "render/report.h"

typedef struct Braille {
        Text *out;
        RenderProblem *problem;
        char tables[128]; /* liblouis's: of the present language */
        int line;         /* on the present page, from 0 */
} Braille;

/* The code of a language from here on, as its row names it. 0, or RENDER_E_GLYPHS: there is none for it. */
int braille_language(Braille *braille, const Language *language);
/* Lines of text; field: where they come from. 0, or RENDER_E_GLYPHS: the code has no sign for one of its
 * characters. */
int braille_text(Braille *braille, const char *text, const char *field);
int braille_blocks(Braille *braille, const Block *document);
/* The last page is ended. */
void braille_end(Braille *braille);
