#pragma once
/* The words of a kept document. The checks of muniment.document hold the same: a test compares them. */

#include "base/text.h"

#define DOCUMENT_KINDS(WORD)                                                                                 \
        WORD(REPORT, "report")                                                                               \
        WORD(LETTER, "letter")                                                                               \
        WORD(CERTIFICATE, "certificate")

/* As its file's name ends, too. */
#define DOCUMENT_FORMATS(WORD)                                                                               \
        WORD(PDF, "pdf")                                                                                     \
        WORD(JSON, "json")                                                                                   \
        WORD(HTML, "html")                                                                                   \
        WORD(TEXT, "text")

typedef enum DocumentKind {
#define WORD(name, word) DOCUMENT_##name,
        DOCUMENT_KINDS(WORD)
#undef WORD
                _DOCUMENT_KIND_MAX,
} DocumentKind;

typedef enum DocumentFormat {
#define WORD(name, word) DOCUMENT_FORMAT_##name,
        DOCUMENT_FORMATS(WORD)
#undef WORD
                _DOCUMENT_FORMAT_MAX,
} DocumentFormat;

const char *document_kind_to_string(DocumentKind kind);
const char *document_format_to_string(DocumentFormat format);
/* False, and *ret untouched, for an unknown word. */
bool document_format_from_string(const char *s, DocumentFormat *ret);
