#include "model/document-words.h"

static const char *const kinds[] = { DOCUMENT_KINDS(WORD_STRING) };
static const char *const formats[] = { DOCUMENT_FORMATS(WORD_STRING) };

const char *document_kind_to_string(DocumentKind kind) {
        return kinds[kind];
}

const char *document_format_to_string(DocumentFormat format) {
        return formats[format];
}

bool document_format_from_string(const char *s, DocumentFormat *ret) {
        size_t n;
        if (!str_place(s, formats, ELEMENTS(formats), &n))
                return false;
        *ret = (DocumentFormat)n;
        return true;
}
