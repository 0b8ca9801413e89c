#pragma once
/* A4 reports from Markdown templates: access reports, certificates, forecasts. Tagged PDF that passes
 * PDF/UA-1, at least 12 point, sans serif, left aligned (clear print). */

#include "base/arena.h"
#include "base/conditions.h"
#include "base/date.h"
#include "model/language.h"
#include "model/look.h"
#include "render/buffer.h"

#include <jansson.h>

/* Where and why, for the person who mends it. Never holds a value of the data. */
typedef struct RenderProblem {
        const char *file; /* the template, or NULL */
        int line;         /* in it; 0: none */
        char message[200];
} RenderProblem;

/* One part in one language; it starts on a page of its own. */
typedef struct RenderSection {
        const char *template; /* path of a Markdown template, escaped as Markdown */
        const Language *language;
        const json_t *data; /* borrowed */
        const char *shared; /* folder of the partials that do not lie beside it; NULL: none */
} RenderSection;

typedef struct RenderDocument {
        const char *title;  /* of the document, in the language of its first section; NULL: its headings' */
        const char *author; /* who makes it: the authority's name, printed at the top of the first page */
        const char *const *opening; /* lines between that and the text: where to write to, the day */
        size_t n_opening;
        const char
                *password; /* AES-256 with this password; NULL: not encrypted, and the same bytes each time */
        double text_size;  /* points; 0: 12, the least that a text for families may have */
        bool large;        /* the foot of the pages is as large as the text */
        int pages_most;    /* more than that is RENDER_E_LAYOUT; 0: as many as it takes */
        Date made_on;
        const RenderSection *sections;
        size_t n_sections;
        const Look *look;       /* NULL: ours */
        RenderProblem *problem; /* filled for the conditions above; may be NULL */
} RenderDocument;

/* Makes the PDF; the caller frees it. 0 or a RENDER_E_ condition. */
int render_report(const RenderDocument *document, Buffer **ret_pdf);
