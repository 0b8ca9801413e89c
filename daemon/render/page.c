#include "render/page.h"

#include "base/error.h"
#include "render/pages-private.h"

#include <string.h>

Pages *pages_new(void) {
        Pages *pages = calloc(1, sizeof *pages);
        if (!pages)
                abort();
        pages->arena = arena_new();
        pages->pango = font_context_new();
        pages->n_pages = 1;
        return pages;
}

Pages *pages_free(Pages *pages) {
        if (!pages)
                return NULL;
        for (size_t i = 0; i < pages->n_layouts; i++)
                g_object_unref(pages->layouts[i]);
        free(pages->layouts);
        free(pages->sections);
        for (size_t i = 0; i < pages->n_marks; i++)
                if (pages->marks[i].image)
                        cairo_surface_destroy(pages->marks[i].image);
        free(pages->marks);
        free(pages->figures);
        g_object_unref(pages->pango);
        g_clear_object(&pages->pango_rtl);
        arena_free(pages->arena);
        free(pages);
        return NULL;
}

/* Makes room for one more item of a growing array. */
static void *grow_array(void *items, size_t n, size_t *cap, size_t size) {
        if (n < *cap)
                return items;
        *cap = *cap ? *cap * 2 : 64;
        items = reallocarray(items, *cap, size);
        if (!items)
                abort();
        return items;
}

static Mark *add_mark(Pages *pages, MarkKind kind) {
        pages->marks = grow_array(pages->marks, pages->n_marks, &pages->cap_marks, sizeof(Mark));
        Mark *mark = &pages->marks[pages->n_marks++];
        *mark = (Mark){ .kind = kind };
        return mark;
}

PangoLayout *pages_layout(Pages *pages, const TextStyle *style, const char *text, double w) {
        PangoLayout *layout = pango_layout_new(pages->mirror > 0 ? pages->pango_rtl : pages->pango);
        pages->layouts =
                grow_array(pages->layouts, pages->n_layouts, &pages->cap_layouts, sizeof(PangoLayout *));
        pages->layouts[pages->n_layouts++] = layout;

        PangoFontDescription *font = pango_font_description_new();
        const char *families =
                style->font ? arena_printf(pages->arena, "%s, " FONT_FAMILY, style->font) : FONT_FAMILY;
        pango_font_description_set_family(font, families);
        pango_font_description_set_size(font, (int)(style->size * PANGO_SCALE));
        if (style->bold)
                pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
        pango_layout_set_font_description(layout, font);
        pango_font_description_free(font);
        if (w > 0) {
                pango_layout_set_width(layout, (int)(w * PANGO_SCALE));
                pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        }
        if (style->spacing > 0)
                pango_layout_set_line_spacing(layout, (float)style->spacing);
        PangoAttrList *attributes = pango_attr_list_new();
        pango_attr_list_insert(attributes,
                               pango_attr_language_new(pango_language_from_string(style->language)));
        /* Pango's own hyphen would be printed inside addresses, numbers and signatures as if it belonged
         * there. */
        pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
        pango_layout_set_attributes(layout, attributes);
        pango_attr_list_unref(attributes);
        pango_layout_set_auto_dir(layout, FALSE);
        if (pages->mirror > 0)
                pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
        pango_layout_set_text(layout, text, -1);
        return layout;
}

double layout_height(PangoLayout *layout) {
        int height;
        pango_layout_get_size(layout, NULL, &height);
        return height / (double)PANGO_SCALE;
}

void pages_open(Pages *pages, const char *tag) {
        add_mark(pages, MARK_OPEN)->tag = tag;
        if (str_eq(tag, "Sect")) {
                pages->sections =
                        grow_array(pages->sections, pages->n_sections, &pages->cap_sections, sizeof(char *));
                pages->sections[pages->n_sections++] = pages->language->tag;
        }
}

void pages_close(Pages *pages) {
        add_mark(pages, MARK_CLOSE);
}

/* The left edge of what is w wide, where it stands from the right. */
static double mirrored(const Pages *pages, double x, double w) {
        return pages->mirror > 0 ? pages->mirror - x - w : x;
}

static double layout_width(PangoLayout *layout) {
        int w = pango_layout_get_width(layout);
        if (w < 0) /* as wide as its text */
                pango_layout_get_size(layout, &w, NULL);
        return w / (double)PANGO_SCALE;
}

/* More than five: a place on the page is two numbers, the lines are two. */
void pages_text(Pages *pages, PangoLayout *layout, int first, int last, double x, double y, unsigned colour) {
        Mark *mark = add_mark(pages, MARK_TEXT);
        mark->layout = layout;
        mark->first = first;
        mark->last = last;
        mark->x = mirrored(pages, x, layout_width(layout));
        mark->y = y;
        mark->colour = colour;
        if (!font_layout_is_whole(layout))
                pages->incomplete = true;
}

/* More than five: a place on the page is two numbers, its size two. */
void pages_rule(Pages *pages, double x, double y, double w, double thickness, unsigned colour) {
        Mark *mark = add_mark(pages, MARK_RULE);
        mark->x = mirrored(pages, x, w);
        mark->y = y;
        mark->w = w;
        mark->thickness = thickness;
        mark->colour = colour;
}

void pages_figure(Pages *pages, cairo_surface_t *image, const PageBox *box, const char *text) {
        pages_open(pages, "Figure");
        Mark *mark = add_mark(pages, MARK_IMAGE);
        mark->image = cairo_surface_reference(image);
        mark->x = mirrored(pages, box->x, box->w);
        mark->y = box->y;
        mark->w = box->w;
        mark->h = box->h;
        const Mark placed = *mark;
        pages_close(pages);
        pages->figures = grow_array(pages->figures, pages->n_figures, &pages->cap_figures, sizeof(PdfFigure));
        pages->figures[pages->n_figures++] =
                (PdfFigure){ arena_strdup(pages->arena, text), placed.x, placed.y, placed.x + placed.w,
                             placed.y + placed.h };
}

void pages_break(Pages *pages) {
        Mark *mark = add_mark(pages, MARK_PAGE);
        mark->language = pages->language;
        pages->n_pages++;
}

/* More than five: a place on the page is three numbers. */
double pages_element(Pages *pages, const char *tag, const TextStyle *style, const char *text, double x,
                     double y, double w) {
        PangoLayout *layout = pages_layout(pages, style, text, w);
        pages_open(pages, tag);
        pages_text(pages, layout, 0, pango_layout_get_line_count(layout), x, y, style->colour);
        pages_close(pages);
        return layout_height(layout);
}

void pages_from_right(Pages *pages, double left, double right) {
        pages->mirror = left + right;
        if (pages->pango_rtl)
                return;
        pages->pango_rtl = font_context_new();
        pango_context_set_base_dir(pages->pango_rtl, PANGO_DIRECTION_RTL);
}

void pages_from_left(Pages *pages) {
        pages->mirror = 0;
}

Arena *pages_arena(Pages *pages) {
        return pages->arena;
}

int pages_count(const Pages *pages) {
        return pages->n_pages;
}

void pages_language(Pages *pages, const Language *language) {
        pages->language = language;
        if (!pages->first_language)
                pages->first_language = pages->language;
}

bool pages_incomplete(const Pages *pages, const char **ret_field) {
        *ret_field = pages->incomplete_field;
        return pages->incomplete;
}

void pages_note_incomplete(Pages *pages, const char *field) {
        pages->incomplete = true;
        if (!pages->incomplete_field)
                pages->incomplete_field = arena_strdup(pages->arena, field);
}
