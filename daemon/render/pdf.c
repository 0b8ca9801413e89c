#include "render/pdf.h"

#include "base/error.h"
#include "base/text.h"
#include "render/template.h"
#include "render/words.h"

#include <qpdf/qpdf-c.h>
#include <string.h>

#define DEPTH_MAX 64

typedef struct Finisher {
        qpdf_data q;
        const PdfFinish *finish;
        size_t n_sections, n_figures;
        bool head_row; /* the present row of a table is the head of its columns */
} Finisher;

static bool is_element(qpdf_data q, qpdf_oh oh) {
        return qpdf_oh_is_dictionary(q, oh) && qpdf_oh_has_key(q, oh, "/S");
}

static bool is_type(qpdf_data q, qpdf_oh element, const char *type) {
        return qpdf_oh_is_name_and_equals(q, qpdf_oh_get_key(q, element, "/S"), type);
}

/* A row of nothing but heads is the head of columns; else a head is that of its row. */
static bool heads_columns(qpdf_data q, qpdf_oh row) {
        qpdf_oh cells = qpdf_oh_get_key(q, row, "/K");
        if (!qpdf_oh_is_array(q, cells))
                return true;
        for (int i = 0; i < qpdf_oh_get_array_n_items(q, cells); i++) {
                qpdf_oh cell = qpdf_oh_get_array_item(q, cells, i);
                if (is_element(q, cell) && !is_type(q, cell, "/TH"))
                        return false;
        }
        return true;
}

static void complete_figure(Finisher *f, qpdf_oh element) {
        qpdf_data q = f->q;
        const PdfFigure *figure = &f->finish->figures[f->n_figures++];
        _cleanup_text_ Text layout = { 0 };
        text_appendf(&layout, "<< /O /Layout /BBox [%.2f %.2f %.2f %.2f] >>", figure->left,
                     f->finish->page_height - figure->bottom, figure->right,
                     f->finish->page_height - figure->top);
        qpdf_oh_replace_key(q, element, "/Alt", qpdf_oh_new_unicode_string(q, figure->text));
        qpdf_oh_replace_key(q, element, "/A", qpdf_oh_parse(q, text_str(&layout)));
}

/* What cairo cannot say of an element: the language of a section, the scope of a table header, what a figure
 * shows. */
static void complete_element(Finisher *f, qpdf_oh element) {
        qpdf_data q = f->q;
        if (is_type(q, element, "/Sect") && f->n_sections < f->finish->n_languages)
                qpdf_oh_replace_key(q, element, "/Lang",
                                    qpdf_oh_new_string(q, f->finish->languages[f->n_sections++]));
        if (is_type(q, element, "/Figure") && f->n_figures < f->finish->n_figures)
                complete_figure(f, element);
        if (is_type(q, element, "/TR"))
                f->head_row = heads_columns(q, element);
        if (is_type(q, element, "/TH"))
                qpdf_oh_replace_key(q, element, "/A",
                                    qpdf_oh_parse(q, f->head_row ? "<< /O /Table /Scope /Column >>"
                                                                 : "<< /O /Table /Scope /Row >>"));
}

/* Completes an element and what is below it, and takes artifacts out of the tree. False when the element is
 * an artifact itself. */
static bool complete_tree(Finisher *f, qpdf_oh element, int depth) {
        qpdf_data q = f->q;
        if (is_type(q, element, "/NonStruct"))
                return false;
        complete_element(f, element);
        qpdf_oh kids = qpdf_oh_get_key(q, element, "/K");
        if (depth == DEPTH_MAX)
                return true;
        if (is_element(q, kids)) {
                if (!complete_tree(f, kids, depth + 1))
                        qpdf_oh_remove_key(q, element, "/K");
                return true;
        }
        if (!qpdf_oh_is_array(q, kids))
                return true;
        for (int i = 0; i < qpdf_oh_get_array_n_items(q, kids);) {
                qpdf_oh kid = qpdf_oh_get_array_item(q, kids, i);
                if (is_element(q, kid) && !complete_tree(f, kid, depth + 1))
                        qpdf_oh_erase_item(q, kids, i);
                else
                        i++;
        }
        return true;
}

/* The parent tree says which element a piece of page content belongs to; artifacts belong to none. */
static void clear_parents(qpdf_data q, qpdf_oh root) {
        qpdf_oh tree = qpdf_oh_get_key_if_dict(q, root, "/ParentTree");
        qpdf_oh nums = qpdf_oh_is_dictionary(q, tree) ? qpdf_oh_get_key(q, tree, "/Nums") : tree;
        if (!qpdf_oh_is_array(q, nums))
                return;
        for (int i = 1; i < qpdf_oh_get_array_n_items(q, nums); i += 2) {
                qpdf_oh parents = qpdf_oh_get_array_item(q, nums, i);
                for (int j = 0; j < qpdf_oh_get_array_n_items(q, parents); j++) {
                        qpdf_oh element = qpdf_oh_get_array_item(q, parents, j);
                        if (is_element(q, element) && is_type(q, element, "/NonStruct"))
                                qpdf_oh_set_array_item(q, parents, j, qpdf_oh_new_null(q));
                }
        }
}

/* What only helped to lay the text out (value.h) is no part of it: who copies an address would copy it along.
 * cairo writes each as a text that stands for no glyphs. */
static void drop_helpers(char *start, const char *end) {
        static const char *const helpers[] = { "/Span << /ActualText <feff200b> >> BDC\nEMC\n",
                                               "/Span << /ActualText <feff2068> >> BDC\nEMC\n",
                                               "/Span << /ActualText <feff2069> >> BDC\nEMC\n" };
        for (size_t i = 0; i < ELEMENTS(helpers); i++) {
                size_t n = strlen(helpers[i]);
                for (char *at = start; (at = memmem(at, (size_t)(end - at), helpers[i], n)); at += n)
                        memset(at, ' ', n);
        }
}

/* In the content of a page, "/NonStruct << /MCID n >> BDC" at the start of a line becomes "/Artifact BMC",
 * padded to the same length. No string can hold a line that begins so: cairo writes no bare newline in one.
 */
static int tidy_content(qpdf_data q, qpdf_oh page) {
        static const char from[] = "/NonStruct << /MCID ", to[] = "/Artifact BMC";
        unsigned char *data = NULL;
        size_t n = 0;
        if (qpdf_oh_get_page_content_data(q, page, &data, &n) & QPDF_ERRORS)
                return err_origin(-EBADMSG);
        char *start = (char *)data, *end = start + n;
        for (char *at = start; (at = memmem(at, (size_t)(end - at), from, sizeof from - 1)); at++) {
                char *bdc = memmem(at, (size_t)(end - at), "BDC", 3);
                if (!bdc || (at > start && at[-1] != '\n'))
                        continue;
                memset(at, ' ', (size_t)(bdc + 3 - at));
                memcpy(at, to, sizeof to - 1);
        }
        drop_helpers(start, end);
        qpdf_oh null = qpdf_oh_new_null(q);
        qpdf_oh_replace_stream_data(q, qpdf_oh_get_key(q, page, "/Contents"), data, n, null, null);
        explicit_bzero(data, n);
        free(data);
        return 0;
}

/* cairo 1.16 leaves out how a TrueType font's character ids map to glyphs (PDF/UA-1 7.21.3.2). */
static void complete_fonts(qpdf_data q, qpdf_oh page) {
        qpdf_oh resources = qpdf_oh_get_key_if_dict(q, page, "/Resources");
        if (!qpdf_oh_is_dictionary(q, resources))
                return;
        qpdf_oh fonts = qpdf_oh_get_key_if_dict(q, resources, "/Font");
        if (!qpdf_oh_is_dictionary(q, fonts))
                return;
        qpdf_oh_begin_dict_key_iter(q, fonts);
        while (qpdf_oh_dict_more_keys(q)) {
                qpdf_oh font = qpdf_oh_get_key(q, fonts, qpdf_oh_dict_next_key(q));
                qpdf_oh descendants = qpdf_oh_get_key(q, font, "/DescendantFonts");
                if (!qpdf_oh_is_array(q, descendants))
                        continue;
                qpdf_oh cid = qpdf_oh_get_array_item(q, descendants, 0);
                if (qpdf_oh_is_name_and_equals(q, qpdf_oh_get_key(q, cid, "/Subtype"), "/CIDFontType2") &&
                    !qpdf_oh_has_key(q, cid, "/CIDToGIDMap"))
                        qpdf_oh_replace_key(q, cid, "/CIDToGIDMap", qpdf_oh_new_name(q, "/Identity"));
        }
}

/* What a link leads to, in words (PDF/UA-1 7.18.5): the address or the number itself. */
static void complete_links(qpdf_data q, qpdf_oh page) {
        qpdf_oh links = qpdf_oh_get_key(q, page, "/Annots");
        for (int i = 0; qpdf_oh_is_array(q, links) && i < qpdf_oh_get_array_n_items(q, links); i++) {
                qpdf_oh link = qpdf_oh_get_array_item(q, links, i);
                qpdf_oh action = qpdf_oh_get_key_if_dict(q, link, "/A");
                if (!qpdf_oh_is_dictionary(q, action))
                        continue;
                const char *uri = qpdf_oh_get_utf8_value(q, qpdf_oh_get_key(q, action, "/URI"));
                const char *words = str_starts(uri, "mailto:") ? uri + 7
                                    : str_starts(uri, "tel:")  ? uri + 4
                                                               : uri;
                qpdf_oh_replace_key(q, link, "/Contents", qpdf_oh_new_unicode_string(q, words));
                qpdf_oh_replace_key(q, link, "/F", qpdf_oh_new_integer(q, 4)); /* it is printed */
        }
}

static void set_metadata(Finisher *f, qpdf_oh catalog) {
        qpdf_data q = f->q;
        _cleanup_text_ Text xmp = { 0 };
        text_append(
                &xmp,
                "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
                "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" "
                "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                "xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\"><dc:title><rdf:Alt><rdf:li "
                "xml:lang=\"x-default\">");
        template_escape(TEMPLATE_ESCAPE_HTML, f->finish->title, &xmp);
        text_append(&xmp,
                    "</rdf:li></rdf:Alt></dc:title><pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF>"
                    "</x:xmpmeta>\n<?xpacket end=\"w\"?>");
        qpdf_oh stream = qpdf_oh_new_stream(q), null = qpdf_oh_new_null(q);
        qpdf_oh dict = qpdf_oh_get_dict(q, stream);
        qpdf_oh_replace_key(q, dict, "/Type", qpdf_oh_new_name(q, "/Metadata"));
        qpdf_oh_replace_key(q, dict, "/Subtype", qpdf_oh_new_name(q, "/XML"));
        qpdf_oh_replace_stream_data(q, stream, (const unsigned char *)text_str(&xmp), xmp.n, null, null);
        qpdf_oh_replace_key(q, catalog, "/Metadata", stream);
}

static int complete(Finisher *f) {
        qpdf_data q = f->q;
        qpdf_oh catalog = qpdf_get_root(q);
        const char *language = f->finish->n_languages > 0 ? f->finish->languages[0] : "und";
        qpdf_oh_replace_key(q, catalog, "/Lang", qpdf_oh_new_string(q, language));
        qpdf_oh_replace_key(q, catalog, "/ViewerPreferences",
                            qpdf_oh_parse(q, words_from_right(language)
                                                     ? "<< /DisplayDocTitle true /Direction /R2L >>"
                                                     : "<< /DisplayDocTitle true >>"));
        qpdf_oh_replace_key(q, catalog, "/MarkInfo", qpdf_oh_parse(q, "<< /Marked true >>"));
        set_metadata(f, catalog);

        qpdf_oh root = qpdf_oh_get_key(q, catalog, "/StructTreeRoot");
        if (!qpdf_oh_is_dictionary(q, root))
                return err_origin(-EBADMSG);
        clear_parents(q, root);
        complete_tree(f, root, 0);
        for (int i = 0, n = qpdf_get_num_pages(q); i < n; i++) {
                qpdf_oh page = qpdf_get_page_n(q, i);
                qpdf_oh_replace_key(q, page, "/Tabs", qpdf_oh_new_name(q, "/S"));
                int r = tidy_content(q, page);
                if (r < 0)
                        return err_trace(r);
                complete_fonts(q, page);
                complete_links(q, page);
        }
        return 0;
}

static int write_pdf(Finisher *f, Buffer **ret) {
        qpdf_data q = f->q;
        const char *password = f->finish->password;
        qpdf_init_write_memory(q);
        qpdf_set_object_stream_mode(q, qpdf_o_generate);
        if (password)
                /* Whoever may open it may print it, copy from it and have it read aloud, and change nothing;
                 * the password opens it as its owner too. */
                qpdf_set_r6_encryption_parameters2(q, password, password, QPDF_TRUE, QPDF_TRUE, QPDF_FALSE,
                                                   QPDF_FALSE, QPDF_FALSE, QPDF_FALSE, qpdf_r3p_full,
                                                   QPDF_TRUE);
        else
                qpdf_set_deterministic_ID(q, QPDF_TRUE);
        if (qpdf_write(q) & QPDF_ERRORS)
                return err_origin(-EIO);
        Buffer *out = buffer_new();
        buffer_append(out, qpdf_get_buffer(q), qpdf_get_buffer_length(q));
        *ret = out;
        return 0;
}

int pdf_finish(const PdfFinish *finish, const Buffer *raw, Buffer **ret) {
        Finisher f = { .q = qpdf_init(), .finish = finish };
        qpdf_set_suppress_warnings(f.q, QPDF_TRUE);
        int r = 0;
        if (qpdf_read_memory(f.q, "document", (const char *)raw->data, raw->n, NULL) & QPDF_ERRORS)
                r = err_origin(-EBADMSG);
        if (r == 0)
                r = complete(&f);
        if (r == 0)
                r = write_pdf(&f, ret);
        qpdf_oh_release_all(f.q);
        qpdf_cleanup(&f.q);
        return err_trace(r);
}
