#pragma once
/* The block tree as HTML and as plain text: previews, and letters for those who read by machine. */

#include "render/blocks.h"

/* A section element in that language ("en-GB"); everything escaped. */
void markup_html(const Block *document, const char *language, Text *out);
/* Plain text, one paragraph a line, table cells between bars. */
void markup_text(const Block *document, Text *out);
