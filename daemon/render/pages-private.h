#pragma once
/* The marks, between page.c and draw.c. */

#include "base/text.h"
#include "render/page.h"
#include "render/pdf.h"

struct Pages {
        Arena *arena;
        PangoContext *pango, *pango_rtl; /* the second only once something is laid out from the right */
        double mirror; /* left and right edge added up, of what is laid out from the right; 0: nothing is */
        Mark *marks;
        size_t n_marks, cap_marks;
        PangoLayout **layouts;
        size_t n_layouts, cap_layouts;
        const char **sections; /* language of each Sect, in order */
        size_t n_sections, cap_sections;
        PdfFigure *figures; /* in order */
        size_t n_figures, cap_figures;
        const Language *language, *first_language;
        int n_pages;
        bool incomplete;
        const char *incomplete_field;
};
