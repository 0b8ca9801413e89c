/* A letter of ours beside the same page drawn by hand with pango and cairo, and read and written by libqpdf,
 * as every PDF that cairo drew must be to pass PDF/UA-1: the floor has no template, no block tree and no
 * tags, only the same words in the same type at the same places. */
#include "bench.h"
#include "render/letter.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qpdf/qpdf-c.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LETTERS 100

static const char text[] =
        "# We keep some facts about you\n\nDear {{name}},\n\nWe began to keep a record about you. The law "
        "says that we "
        "must tell you, in words that make sense. This letter says what we keep, why we keep it, and what "
        "you can ask us "
        "to do.\n\n## What you can ask us to do\n\nThese rights are yours. You do not have to pay, and you "
        "do not have "
        "to say why. Ask us for a copy of your record. Tell us if some of it is wrong or not there. Ask us "
        "to erase it.\n"
        "\nWe must answer you within one month. You can ask an adult you trust to help you.\n";

/* The same page, paragraph by paragraph: place, size, weight, words. */
static const struct {
        double x, y, w, size;
        int bold;
        const char *words;
} page[] = {
        { 72, 23, 272, 19, 1, "Anytown Council" },
        { 360, 23, 187, 12, 0, "1 Bridge Street\nAnytown\nZA1 1AA" },
        { 360, 90, 187, 12, 0, "21 November 2026" },
        { 360, 112, 187, 12, 0, "Our reference: N-1" },
        { 72, 113, 266, 12, 0, "Ann Example\n1 Mill Street\nZA1 2AB" },
        { 72, 275, 466, 22.4, 1, "We keep some facts about you" },
        { 72, 315, 466, 14, 0, "Dear Ann Example," },
        { 72, 345, 466, 14, 0,
          "We began to keep a record about you. The law says that we must tell you, in words that make "
          "sense. This "
          "letter says what we keep, why we keep it, and what you can ask us to do." },
        { 72, 420, 466, 17.5, 1, "What you can ask us to do" },
        { 72, 450, 466, 14, 0,
          "These rights are yours. You do not have to pay, and you do not have to say why. Ask us for a copy "
          "of your "
          "record. Tell us if some of it is wrong or not there. Ask us to erase it." },
        { 72, 530, 466, 14, 0,
          "We must answer you within one month. You can ask an adult you trust to help you." },
        { 72, 799, 200, 11, 0, "N-1" },
        { 480, 799, 80, 11, 0, "Page 1 of 1" },
};

static char template_path[] = "/tmp/muniment-bench-letter.XXXXXX";

static const char *months[] = { "January", "February", "March",     "April",   "May",      "June",
                                "July",    "August",   "September", "October", "November", "December" };
static const Language english = { .code = "en",
                                  .tag = "en-GB",
                                  .months = months,
                                  .page = "Page {page} of {pages}",
                                  .reference = "Our reference: {reference}" };

static int ours(void *data) {
        static const char *const to[] = { "Ann Example", "1 Mill Street", "ZA1 2AB" };
        static const char *const heads[] = { "Anytown Council" };
        static const char *const from[] = { "1 Bridge Street", "Anytown", "ZA1 1AA" };
        (void)data;
        json_t *json = json_pack("{s:s}", "name", "Ann Example");
        RenderSection section = { template_path, &english, json };
        static const char *const nowhere[] = { "ZA" };
        Letter letter = { .to = to,
                          .areas = { nowhere, 1 },
                          .n_to = 3,
                          .heads = heads,
                          .n_heads = 1,
                          .from = from,
                          .n_from = 3,
                          .reference = "N-1",
                          .on = 20778,
                          .size = 14,
                          .sections = &section,
                          .n_sections = 1 };
        int r = 0;
        for (int i = 0; r == 0 && i < LETTERS; i++) {
                _cleanup_(buffer_freep) Buffer *pdf = NULL;
                r = render_letter(&letter, &pdf, NULL, NULL);
        }
        json_decref(json);
        return r;
}

static cairo_status_t swallow(void *closure, const unsigned char *data, unsigned n) {
        Buffer *buffer = closure;
        buffer_append(buffer, data, n);
        return CAIRO_STATUS_SUCCESS;
}

static void draw_page(cairo_t *cr, PangoContext *context) {
        for (size_t i = 0; i < ELEMENTS(page); i++) {
                PangoLayout *layout = pango_layout_new(context);
                PangoFontDescription *font = pango_font_description_from_string("Noto Sans");
                pango_font_description_set_size(font, (int)(page[i].size * PANGO_SCALE));
                if (page[i].bold)
                        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
                pango_layout_set_font_description(layout, font);
                pango_layout_set_width(layout, (int)(page[i].w * PANGO_SCALE));
                pango_layout_set_text(layout, page[i].words, -1);
                cairo_move_to(cr, page[i].x, page[i].y);
                pango_cairo_show_layout(cr, layout);
                pango_font_description_free(font);
                g_object_unref(layout);
        }
}

static int through_qpdf(const Buffer *pdf) {
        qpdf_data q = qpdf_init();
        int status = qpdf_read_memory(q, "page", (const char *)pdf->data, pdf->n, NULL);
        qpdf_init_write_memory(q);
        qpdf_set_object_stream_mode(q, qpdf_o_generate);
        qpdf_set_deterministic_ID(q, QPDF_TRUE);
        status |= qpdf_write(q);
        qpdf_cleanup(&q);
        return status & QPDF_ERRORS;
}

static int by_hand(void *data) {
        (void)data;
        for (int i = 0; i < LETTERS; i++) {
                _cleanup_(buffer_freep) Buffer *pdf = buffer_new();
                cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(swallow, pdf, 595.276, 841.89);
                cairo_t *cr = cairo_create(surface);
                PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
                pango_cairo_context_set_resolution(context, 72);
                pango_context_set_round_glyph_positions(context, FALSE);
                pango_cairo_update_context(cr, context);
                draw_page(cr, context);
                cairo_show_page(cr);
                cairo_destroy(cr);
                cairo_surface_finish(surface);
                int status = cairo_surface_status(surface);
                cairo_surface_destroy(surface);
                g_object_unref(context);
                if (status == 0)
                        status = through_qpdf(pdf);
                if (status)
                        return status;
        }
        return 0;
}

int main(void) {
        int fd = mkstemp(template_path);
        if (fd < 0 || write(fd, text, sizeof text - 1) != (ssize_t)sizeof text - 1)
                return 1;
        close(fd);
        int r = bench_run(&(Bench){ .name = "letter",
                                    .ours = "template, blocks, tagged page, checks, PDF/UA finish",
                                    .floor = "the same page by pango, cairo and libqpdf, untagged",
                                    .n = LETTERS,
                                    .run_ours = ours,
                                    .run_floor = by_hand });
        unlink(template_path);
        return r != 0;
}
