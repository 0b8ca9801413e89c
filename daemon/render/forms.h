#pragma once
/* Every form that a document can take, all from the one block tree: PDF, large print (16 point, laid out
 * anew, with its foot and heads), HTML that needs nothing else, plain text for a screen reader, and braille
 * for an embosser. */

#include "render/report.h"

/* NAME, its word, the file name's end. */
#define RENDER_FORMS(X)                                                                                      \
        X(PDF, "pdf", "pdf")                                                                                 \
        X(HTML, "html", "html")                                                                              \
        X(TEXT, "text", "txt")                                                                               \
        X(LARGE_PRINT, "large-print", "pdf")                                                                 \
        X(BRAILLE, "braille", "brf")

typedef enum RenderForm {
#define X(name, word, suffix) RENDER_FORM_##name,
        RENDER_FORMS(X)
#undef X
                _RENDER_FORM_MAX,
} RenderForm;

const char *render_form_to_string(RenderForm form);
bool render_form_from_string(const char *word, RenderForm *ret);
/* Whether it is a PDF, which a password can lock. */
bool render_form_is_pdf(RenderForm form);

/* The same input is the same bytes. What render_report() gives; RENDER_E_GLYPHS also for braille of a script
 * that its code cannot write. A password needs a PDF. The caller frees *ret. */
int render_form(const RenderDocument *document, RenderForm form, Buffer **ret);
