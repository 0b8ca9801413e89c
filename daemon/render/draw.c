/* Marks to a PDF of cairo's, which pdf.c finishes. */
#include "render/links.h"
#include "render/pages-private.h"
#include "render/pdf.h"
#include "render/words.h"

#include "base/error.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#define FOOT_Y    MM(282)
#define FOOT_SIZE 11
#define GREY      0x505a5f

static cairo_status_t write_bytes(void *closure, const unsigned char *data, unsigned n) {
        buffer_append(closure, data, n);
        return CAIRO_STATUS_SUCCESS;
}

static void set_colour(cairo_t *cr, unsigned colour) {
        cairo_set_source_rgb(cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0,
                             (colour & 0xff) / 255.0);
}

static double units(int pango) {
        return pango / (double)PANGO_SCALE;
}

typedef struct Piece {
        PangoGlyphItem *run;
        double x; /* from the start of the line */
        const char *uri;
} Piece;

static gint by_place_in_text(gconstpointer a, gconstpointer b) {
        return ((const Piece *)a)->run->item->offset - ((const Piece *)b)->run->item->offset;
}

/* The pieces of a line in the order in which they are read. */
static GArray *pieces_of(const PangoLayoutLine *line) {
        GArray *pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
        double x = 0;
        for (const GSList *l = line->runs; l; l = l->next) {
                PangoGlyphItem *run = l->data;
                const Piece piece = { run, x, link_of_item(run->item) };
                x += units(pango_glyph_string_get_width(run->glyphs));
                g_array_append_val(pieces, piece);
        }
        g_array_sort(pieces, by_place_in_text);
        return pieces;
}

static const char tag_span[] = "Span", tag_link[] = CAIRO_TAG_LINK;

/* Cairo's words for a link: an element of the structure, and what is clicked on. */
static void open_link(cairo_t *cr, const char *uri) {
        _cleanup_text_ Text tag = { 0 };
        text_append(&tag, "uri='");
        for (const char *c = uri; *c; c++)
                text_appendf(&tag, *c == '\'' || *c == '\\' ? "\\%c" : "%c", *c);
        text_append(&tag, "'");
        cairo_tag_begin(cr, tag_link, text_str(&tag));
}

/* Of a text with links: cairo keeps of an element that has others within it nothing but those, so the words
 * between links are elements too. */
typedef struct Linked {
        const char *tag; /* what is open; NULL: nothing */
        const char *uri; /* of the link that is */
} Linked;

static void linked_open(cairo_t *cr, Linked *linked, const char *tag, const char *uri) {
        if (linked->tag == tag && str_eq(linked->uri, uri))
                return;
        if (linked->tag)
                cairo_tag_end(cr, linked->tag);
        if (tag && uri)
                open_link(cr, uri);
        else if (tag)
                cairo_tag_begin(cr, tag, NULL);
        *linked = (Linked){ tag, uri };
}

/* A line at the present point. A link that goes on in the next is another there, with a place of its own. */
static void draw_linked(cairo_t *cr, PangoLayoutLine *line, Linked *linked) {
        GArray *pieces = pieces_of(line);
        double x, y;
        cairo_get_current_point(cr, &x, &y);
        if (linked->uri)
                linked_open(cr, linked, NULL, NULL);
        for (guint i = 0; i < pieces->len; i++) {
                const Piece *piece = &g_array_index(pieces, Piece, i);
                linked_open(cr, linked, piece->uri ? tag_link : tag_span, piece->uri);
                cairo_move_to(cr, x + piece->x, y);
                pango_cairo_show_glyph_item(cr, pango_layout_get_text(line->layout), piece->run);
        }
        g_array_unref(pieces);
}

/* Lines [first, last) of the layout, the top of the first at y. */
static void draw_lines(cairo_t *cr, const Mark *mark) {
        PangoLayoutIter *iter = pango_layout_get_iter(mark->layout);
        const bool links = link_in_layout(mark->layout);
        Linked linked = { 0 };
        double shift = 0;
        set_colour(cr, mark->colour);
        for (int i = 0; i < mark->last; i++) {
                if (i >= mark->first) {
                        int top;
                        pango_layout_iter_get_line_yrange(iter, &top, NULL);
                        if (i == mark->first)
                                shift = mark->y - units(top);
                        PangoRectangle extents;
                        pango_layout_iter_get_line_extents(iter, NULL, &extents);
                        cairo_move_to(cr, mark->x + units(extents.x),
                                      shift + units(pango_layout_iter_get_baseline(iter)));
                        PangoLayoutLine *line = pango_layout_iter_get_line_readonly(iter);
                        if (links)
                                draw_linked(cr, line, &linked);
                        else
                                pango_cairo_show_layout_line(cr, line);
                }
                if (!pango_layout_iter_next_line(iter))
                        break;
        }
        linked_open(cr, &linked, NULL, NULL);
        pango_layout_iter_free(iter);
}

static void draw_rule(cairo_t *cr, const Mark *mark) {
        cairo_tag_begin(cr, TAG_ARTIFACT, NULL);
        set_colour(cr, mark->colour);
        cairo_set_line_width(cr, mark->thickness);
        cairo_move_to(cr, mark->x, mark->y);
        cairo_rel_line_to(cr, mark->w, 0);
        cairo_stroke(cr);
        cairo_tag_end(cr, TAG_ARTIFACT);
}

static void draw_image(cairo_t *cr, const Mark *mark) {
        cairo_save(cr);
        cairo_translate(cr, mark->x, mark->y);
        cairo_scale(cr, mark->w / cairo_image_surface_get_width(mark->image),
                    mark->h / cairo_image_surface_get_height(mark->image));
        cairo_set_source_surface(cr, mark->image, 0, 0);
        cairo_paint(cr);
        cairo_restore(cr);
}

/* The first line of the layout, with its right edge at x, or from there on. */
static void draw_foot_text(cairo_t *cr, PangoLayout *layout, double x, bool ends) {
        PangoRectangle extents;
        pango_layout_get_extents(layout, NULL, &extents);
        draw_lines(cr, &(Mark){ .layout = layout,
                                .last = 1,
                                .x = (ends ? x - units(extents.width) : x) - units(extents.x),
                                .y = FOOT_Y,
                                .colour = GREY });
}

/* "Page 2 of 3", as an artifact, and at the other side what the document says of itself. */
static void draw_foot(cairo_t *cr, Pages *pages, const PagesTitle *title, int page,
                      const Language *language) {
        TextStyle style = { .size = title->foot_size > 0 ? title->foot_size : FOOT_SIZE,
                            .colour = GREY,
                            .language = language->tag };
        const bool from_right = words_from_right(language->tag);
        if (from_right)
                pages_from_right(pages, title->left, title->right);
        PangoLayout *number =
                pages_layout(pages, &style, words_page(pages->arena, language, page, pages->n_pages), 0);
        cairo_tag_begin(cr, TAG_ARTIFACT, NULL);
        draw_foot_text(cr, number, from_right ? title->left : title->right, !from_right);
        pages_from_left(pages);
        if (!str_empty(title->footer)) {
                int width;
                pango_layout_get_size(number, &width, NULL);
                double room = title->right - title->left - units(width) - style.size;
                PangoLayout *footer = pages_layout(pages, &style, title->footer, room);
                pango_layout_set_ellipsize(footer, PANGO_ELLIPSIZE_END);
                draw_foot_text(cr, footer, from_right ? title->right : title->left, from_right);
        }
        cairo_tag_end(cr, TAG_ARTIFACT);
}

static void draw_marks(cairo_t *cr, Pages *pages, const PagesTitle *title) {
        const char *open[64] = { NULL };
        size_t depth = 0;
        int page = 1;
        cairo_tag_begin(cr, "Document", NULL);
        draw_foot(cr, pages, title, page, pages->first_language);
        for (size_t i = 0; i < pages->n_marks; i++) {
                const Mark *mark = &pages->marks[i];
                switch (mark->kind) {
                case MARK_OPEN:
                        g_assert(depth < ELEMENTS(open));
                        open[depth++] = mark->tag;
                        cairo_tag_begin(cr, mark->tag, NULL);
                        break;
                case MARK_CLOSE:
                        cairo_tag_end(cr, open[--depth]);
                        break;
                case MARK_TEXT:
                        draw_lines(cr, mark);
                        break;
                case MARK_RULE:
                        draw_rule(cr, mark);
                        break;
                case MARK_IMAGE:
                        draw_image(cr, mark);
                        break;
                case MARK_PAGE:
                        cairo_show_page(cr);
                        draw_foot(cr, pages, title, ++page, mark->language);
                        break;
                }
        }
        cairo_tag_end(cr, "Document");
        cairo_show_page(cr);
}

int pages_to_pdf(Pages *pages, const PagesTitle *title, Buffer **ret_pdf) {
        _cleanup_(buffer_freep) Buffer *raw = buffer_new();
        cairo_surface_t *surface =
                cairo_pdf_surface_create_for_stream(write_bytes, raw, PAGE_WIDTH, PAGE_HEIGHT);
        cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title->title);
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, title->author);
        /* The day, not the moment: the same letter is the same bytes. */
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                       arena_printf(pages->arena, "%sT00:00:00Z", DATE_TEXT(title->made_on)));
        cairo_t *cr = cairo_create(surface);
        /* pango_cairo_update_context() is not called: font_context_new() says already what a PDF's surface
         * would, and every layout would be laid out a second time. */
        draw_marks(cr, pages, title);
        cairo_status_t drawn = cairo_status(cr);
        cairo_destroy(cr);
        cairo_surface_finish(surface);
        cairo_status_t finished = cairo_surface_status(surface);
        cairo_surface_destroy(surface);
        if (drawn != CAIRO_STATUS_SUCCESS || finished != CAIRO_STATUS_SUCCESS)
                return err_origin(-EIO);
        return pdf_finish(&(PdfFinish){ .title = title->title,
                                        .password = title->password,
                                        .languages = pages->sections,
                                        .n_languages = pages->n_sections,
                                        .figures = pages->figures,
                                        .n_figures = pages->n_figures,
                                        .page_height = PAGE_HEIGHT },
                          raw, ret_pdf);
}
