#include "render/letter-read.h"

#include "base/error.h"
#include "base/text.h"
#include "render/letter-check.h"
#include "render/pdf-read.h"

#include <cairo.h>
#include <glib.h>
#include <poppler.h>
#include <string.h>

#define MM_PER_POINT  (25.4 / 72)
#define A4_POINTS     (297 / MM_PER_POINT) /* high */
#define PIXELS_PER_MM 5.0                  /* 127 to the inch: a hairline still leaves a mark */

typedef struct Reader {
        Arena *arena;
        const void *data; /* the file */
        size_t n;
        PopplerDocument *pdf;
        int n_pages;
} Reader;

static bool is_a4_upright(PopplerPage *page, int number) {
        (void)number;
        double w, h;
        poppler_page_get_size(page, &w, &h);
        w *= MM_PER_POINT;
        h *= MM_PER_POINT;
        return w >= 208 && w <= 212 && h >= 295 && h <= 299;
}

/* Everything white that may bear ink, 1 mm around it too: what is left has no business there. */
static void wipe_zones(cairo_t *cr, int page) {
        size_t n;
        const Zone *zones = letter_zones(page, &n);
        cairo_set_source_rgb(cr, 1, 1, 1);
        for (size_t i = 0; i < n; i++)
                cairo_rectangle(cr, zones[i].left - 1, zones[i].top - 1, zones[i].right - zones[i].left + 2,
                                zones[i].bottom - zones[i].top + 2);
        cairo_fill(cr);
}

static bool is_white(cairo_surface_t *surface) {
        cairo_surface_flush(surface);
        const unsigned char *data = cairo_image_surface_get_data(surface);
        int w = cairo_image_surface_get_width(surface), h = cairo_image_surface_get_height(surface);
        for (int y = 0; y < h; y++) {
                const guint32 *row =
                        (const guint32 *)(const void *)(data +
                                                        (size_t)y * (size_t)cairo_image_surface_get_stride(
                                                                            surface));
                for (int x = 0; x < w; x++)
                        if ((row[x] & 0xffffff) != 0xffffff)
                                return false;
        }
        return true;
}

static bool keeps_to_zones(PopplerPage *page, int number) {
        cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(212 * PIXELS_PER_MM),
                                                              (int)(299 * PIXELS_PER_MM));
        cairo_t *cr = cairo_create(surface);
        cairo_set_source_rgb(cr, 1, 1, 1);
        cairo_paint(cr);
        cairo_scale(cr, PIXELS_PER_MM, PIXELS_PER_MM);
        cairo_save(cr);
        cairo_scale(cr, MM_PER_POINT, MM_PER_POINT);
        poppler_page_render_for_printing(page, cr);
        cairo_restore(cr);
        wipe_zones(cr, number);
        bool ok = cairo_status(cr) == CAIRO_STATUS_SUCCESS && is_white(surface);
        cairo_destroy(cr);
        cairo_surface_destroy(surface);
        return ok;
}

/* The printer's own mark stands on page 1. */
static bool bears_no_mark(PopplerPage *page, int number) {
        char *text = number > 1 ? poppler_page_get_text(page) : NULL;
        bool found = text && strstr(text, "NOTIFY");
        g_free(text);
        return !found;
}

/* What is asked of every page, one question after the other, each of all pages. */
static LetterFault judge_pages(const Reader *reader, int *ret_page) {
        static const struct {
                bool (*is_well)(PopplerPage *page, int number);
                LetterFault fault;
        } questions[] = { { is_a4_upright, LETTER_FAULT_NOT_A4 },
                          { keeps_to_zones, LETTER_FAULT_OUTSIDE },
                          { bears_no_mark, LETTER_FAULT_NOTIFY_TAG } };
        for (size_t q = 0; q < ELEMENTS(questions); q++)
                for (int i = 0; i < reader->n_pages; i++) {
                        PopplerPage *page = poppler_document_get_page(reader->pdf, i);
                        bool ok = page && questions[q].is_well(page, i + 1);
                        g_clear_object(&page);
                        if (!ok) {
                                *ret_page = i + 1;
                                return questions[q].fault;
                        }
                }
        return LETTER_FAULT_NONE;
}

/* The printer has no fonts of ours, and its machines know no Type 3. */
static bool fonts_are_usable(const Reader *reader) {
        PopplerFontInfo *info = poppler_font_info_new(reader->pdf);
        PopplerFontsIter *fonts = NULL;
        bool ok = true;
        if (poppler_font_info_scan(info, reader->n_pages, &fonts) && fonts)
                do
                        ok = poppler_fonts_iter_is_embedded(fonts) &&
                             poppler_fonts_iter_get_font_type(fonts) != POPPLER_FONT_TYPE_TYPE3;
                while (ok && poppler_fonts_iter_next(fonts));
        if (fonts)
                poppler_fonts_iter_free(fonts);
        poppler_font_info_free(info);
        return ok;
}

/* The printer reads the address in the window and 3 mm around it, and prints it anew. */
static int letter_read_address(const Reader *reader, LetterReading *reading) {
        _cleanup_text_ Text text = { 0 };
        size_t n_zones;
        const Zone window = letter_zones(1, &n_zones)[LETTER_ZONE_WINDOW];
        const PdfPart part = { (window.left - 3) / MM_PER_POINT,
                               A4_POINTS - (window.bottom + 3) / MM_PER_POINT,
                               (window.right + 3) / MM_PER_POINT,
                               A4_POINTS - (window.top - 3) / MM_PER_POINT };
        int r = pdf_read_part(reader->data, reader->n, &part, &text);
        char **lines = g_strsplit(text_str(&text), "\n", -1);
        guint n = g_strv_length(lines);
        const char **normal = arena_array(reader->arena, n + 1, sizeof *normal);
        reading->n_lines = letter_normal_address(reader->arena, (const char *const *)lines, n, normal);
        reading->lines = normal;
        g_strfreev(lines);
        return err_trace(r);
}

static LetterFault letter_read_judge(const Reader *reader, const PostAreas *areas, LetterReading *reading) {
        if (reader->n_pages > LETTER_PAGES_MAX)
                return LETTER_FAULT_TOO_MANY_PAGES;
        LetterFault fault = judge_pages(reader, &reading->page);
        if (fault != LETTER_FAULT_NONE)
                return fault;
        if (!fonts_are_usable(reader))
                return LETTER_FAULT_FONT;
        if (letter_read_address(reader, reading) < 0)
                return LETTER_FAULT_UNREADABLE;
        return letter_check_address(reading->lines, reading->n_lines, areas);
}

LetterReading letter_read(Arena *arena, const void *pdf, size_t n, const PostAreas *areas) {
        LetterReading reading = { .fault = LETTER_FAULT_UNREADABLE };
        bool locked;
        /* The printer opens nothing that is locked, be it with an empty password. */
        if (!pdf_opens(pdf, n, NULL, &locked) || locked)
                return reading;
        GBytes *bytes = g_bytes_new_static(pdf, n);
        Reader reader = {
                .arena = arena, .data = pdf, .n = n, .pdf = poppler_document_new_from_bytes(bytes, NULL, NULL)
        };
        if (reader.pdf) {
                reading.pages = reader.n_pages = poppler_document_get_n_pages(reader.pdf);
                if (reader.n_pages > 0)
                        reading.fault = letter_read_judge(&reader, areas, &reading);
                g_object_unref(reader.pdf);
        }
        g_bytes_unref(bytes);
        return reading;
}
