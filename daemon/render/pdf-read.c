#include "render/pdf-read.h"

#include "base/error.h"

#include <glib.h>
#include <poppler.h>
#include <qpdf/qpdf-c.h>
#include <string.h>

bool pdf_opens(const void *pdf, size_t n, const char *password, bool *ret_locked) {
        qpdf_data q = qpdf_init();
        qpdf_set_suppress_warnings(q, QPDF_TRUE);
        qpdf_set_attempt_recovery(q, QPDF_FALSE);
        bool ok = !(qpdf_read_memory(q, "document", pdf, n, password) & QPDF_ERRORS);
        *ret_locked = ok && qpdf_is_encrypted(q);
        /* An error that nobody takes is printed. */
        while (qpdf_has_error(q))
                qpdf_get_error(q);
        qpdf_cleanup(&q);
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

int pdf_read_text(const void *pdf, size_t n, const char *password, Text *out) {
        bool locked;
        if (!pdf_opens(pdf, n, password, &locked))
                return err_origin(-EBADMSG);
        GBytes *bytes = g_bytes_new_static(pdf, n);
        PopplerDocument *document = poppler_document_new_from_bytes(bytes, password, NULL);
        int n_pages = document ? poppler_document_get_n_pages(document) : 0;
        for (int i = 0; i < n_pages; i++)
                read_page(document, i, out);
        g_clear_object(&document);
        g_bytes_unref(bytes);
        return n_pages > 0 ? 0 : err_origin(-EBADMSG);
}
