/* Marks to a PDF of cairo's, which pdf.c finishes. */
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

/* Lines [first, last) of the layout, the top of the first at y. */
static void draw_lines(cairo_t *cr, const Mark *mark) {
        PangoLayoutIter *iter = pango_layout_get_iter(mark->layout);
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
                        pango_cairo_show_layout_line(cr, pango_layout_iter_get_line_readonly(iter));
                }
                if (!pango_layout_iter_next_line(iter))
                        break;
        }
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
        pango_cairo_update_context(cr, pages->pango);
        if (pages->pango_rtl)
                pango_cairo_update_context(cr, pages->pango_rtl);
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
