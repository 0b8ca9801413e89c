#pragma once
/* Finishes a PDF that cairo drew, so that it passes PDF/UA-1: languages, headers' scope, figures, artifacts,
 * title, metadata. The only place that writes with libqpdf. */

#include "render/buffer.h"

typedef struct PdfFigure {
        const char *text;                /* what it shows, in words */
        double left, top, right, bottom; /* points, from the top left of its page */
} PdfFigure;

typedef struct PdfFinish {
        const char *title;
        const char *password;   /* AES-256 (R6); NULL: plain, with an id that follows from the content */
        const char **languages; /* of each Sect element in order, as BCP 47; the first is the document's */
        size_t n_languages;
        const PdfFigure *figures; /* of each Figure element in order */
        size_t n_figures;
        double page_height;
} PdfFinish;

/* 0, the caller frees *ret; a PDF that libqpdf cannot read or write is a fault. */
int pdf_finish(const PdfFinish *finish, const Buffer *raw, Buffer **ret);
