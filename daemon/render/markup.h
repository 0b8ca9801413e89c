#pragma once
/* The block tree as HTML and as plain text. */

#include "model/look.h"
#include "render/blocks.h"

/* A whole page: begin, a section for each language, end. It needs no other file, and its own policy forbids
 * to fetch one. Telephone, web and e-mail are links. */
typedef struct MarkupPage {
        const char *title, *author;
        const char *const *opening; /* lines below the author */
        size_t n_opening;
        const char *language; /* BCP 47, of the first section */
        const Look *look;     /* NULL: ours */
        const char *logo_text;
} MarkupPage;

void markup_html_begin(const MarkupPage *page, Text *out);
/* A section element in that language ("en-GB"); everything escaped. */
void markup_html(const Block *document, const char *language, Text *out);
void markup_html_end(Text *out);

/* Plain text, one paragraph a line; of a table what each value is called, then the value. */
void markup_text(const Block *document, Text *out);
/* The same of one block. */
void markup_text_block(const Block *block, Text *out);
