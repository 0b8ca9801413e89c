#pragma once
/* What a finished PDF says, as a program that is not ours reads it. */

#include "base/text.h"

#include <stddef.h>

/* Whether it is sound and the password opens it, NULL and a wrong one only what is not locked; and whether it
 * is locked at all. Poppler 22.12 repairs what is broken and crashes on a wrong password: ask first. */
bool pdf_opens(const void *pdf, size_t n, const char *password, bool *ret_locked);
/* A part of a page, in points from its bottom left. */
typedef struct PdfPart {
        double left, bottom, right, top;
} PdfPart;
/* Adds the words that stand in a part of the first page, as they stand alone there: which way a line runs
 * poppler judges by all that it is shown. Likewise. */
int pdf_read_part(const void *pdf, size_t n, const PdfPart *part, Text *out);
/* Adds the words of every page, in the order in which they are read, to out. 0; one that cannot be opened is
 * a fault. password: NULL for one that is not locked. */
int pdf_read_text(const void *pdf, size_t n, const char *password, Text *out);
