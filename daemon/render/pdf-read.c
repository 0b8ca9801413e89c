#include "render/pdf-read.h"

#include "base/error.h"

#include <glib.h>
#include <limits.h>
#include <poppler.h>
#include <qpdf/qpdf-c.h>
#include <string.h>

static bool open_pdf(const void *pdf, size_t n, const char *password, qpdf_data *ret) {
        *ret = qpdf_init();
        qpdf_set_suppress_warnings(*ret, QPDF_TRUE);
        qpdf_set_attempt_recovery(*ret, QPDF_FALSE);
        return !(qpdf_read_memory(*ret, "document", pdf, n, password) & QPDF_ERRORS);
}

static void close_pdf(qpdf_data q) {
        /* An error that nobody takes is printed. */
        while (qpdf_has_error(q))
                qpdf_get_error(q);
        qpdf_oh_release_all(q);
        qpdf_cleanup(&q);
}

bool pdf_opens(const void *pdf, size_t n, const char *password, bool *ret_locked) {
        qpdf_data q;
        bool ok = open_pdf(pdf, n, password, &q);
        *ret_locked = ok && qpdf_is_encrypted(q);
        close_pdf(q);
        return ok;
}

static void read_page(PopplerDocument *pdf, int number, Text *out) {
        PopplerPage *page = poppler_document_get_page(pdf, number);
        char *text = page ? poppler_page_get_text(page) : NULL;
        if (text) {
                text_appendf(out, "%s\n", text);
                explicit_bzero(text, strlen(text));
        }
        g_free(text);
        g_clear_object(&page);
}

static int read_pages(const void *pdf, size_t n, const char *password, int most, Text *out) {
        GBytes *bytes = g_bytes_new_static(pdf, n);
        PopplerDocument *document = poppler_document_new_from_bytes(bytes, password, NULL);
        int n_pages = document ? poppler_document_get_n_pages(document) : 0;
        for (int i = 0; i < n_pages && i < most; i++)
                read_page(document, i, out);
        g_clear_object(&document);
        g_bytes_unref(bytes);
        return n_pages > 0 ? 0 : err_origin(-EBADMSG);
}

/* Leaves of the first page that part alone: a reader leaves out what lies beyond the page. */
static int cut_out(qpdf_data q, const PdfPart *part) {
        _cleanup_text_ Text box = { 0 };
        qpdf_oh page = qpdf_get_page_n(q, 0);
        text_appendf(&box, "[%.2f %.2f %.2f %.2f]", part->left, part->bottom, part->right, part->top);
        qpdf_oh_replace_key(q, page, "/MediaBox", qpdf_oh_parse(q, text_str(&box)));
        qpdf_oh_replace_key(q, page, "/CropBox", qpdf_oh_parse(q, text_str(&box)));
        qpdf_init_write_memory(q);
        return qpdf_write(q) & QPDF_ERRORS ? err_origin(-EBADMSG) : 0;
}

int pdf_read_part(const void *pdf, size_t n, const PdfPart *part, Text *out) {
        qpdf_data q;
        int r = open_pdf(pdf, n, NULL, &q) ? cut_out(q, part) : err_origin(-EBADMSG);
        if (r == 0)
                r = read_pages(qpdf_get_buffer(q), qpdf_get_buffer_length(q), NULL, 1, out);
        close_pdf(q);
        return err_trace(r);
}

int pdf_read_text(const void *pdf, size_t n, const char *password, Text *out) {
        bool locked;
        if (!pdf_opens(pdf, n, password, &locked))
                return err_origin(-EBADMSG);
        int r = read_pages(pdf, n, password, INT_MAX, out);
        return err_trace(r);
}
