#include "render/font.h"

#include "base/text.h"
#include "render/can-draw.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-font.h>
#include <string.h>

PangoContext *font_context_new(void) {
        PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
        pango_cairo_context_set_resolution(context, 72);
        pango_context_set_round_glyph_positions(context, FALSE);
        pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
        cairo_font_options_t *options = cairo_font_options_create();
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
        pango_cairo_context_set_font_options(context, options);
        cairo_font_options_destroy(options);
        return context;
}

static bool is_colour_font(PangoFont *font) {
        if (!PANGO_IS_FC_FONT(font))
                return false;
        FcBool colour = FcFalse;
        FcPattern *pattern = pango_fc_font_get_pattern(PANGO_FC_FONT(font));
        return FcPatternGetBool(pattern, FC_COLOR, 0, &colour) == FcResultMatch && colour;
}

bool font_layout_is_whole(PangoLayout *layout) {
        if (pango_layout_get_unknown_glyphs_count(layout) > 0)
                return false;
        for (GSList *l = pango_layout_get_lines_readonly(layout); l; l = l->next) {
                const PangoLayoutLine *line = l->data;
                for (GSList *run = line->runs; run; run = run->next) {
                        const PangoGlyphItem *item = run->data;
                        if (item->item->analysis.font && is_colour_font(item->item->analysis.font))
                                return false;
                }
        }
        return true;
}

/* C0 and C1 controls but the newline; the embeddings, overrides and isolates of bidirectional text;
 * interlinear and object replacement marks; the replacement character, which stands for a letter lost; what
 * is for private use, which one font draws as a star and another as a flag. */
static bool is_unprintable(gunichar c) {
        return (c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
               (c >= 0x2066 && c <= 0x2069) || (c >= 0xfff9 && c <= 0xfffd) || (c >= 0xe000 && c <= 0xf8ff) ||
               c >= 0xf0000;
}

bool render_can_draw(const char *text) {
        if (!str_is_utf8(text, strlen(text)))
                return false;
        for (const char *c = text; *c; c = g_utf8_find_next_char(c, NULL))
                if (is_unprintable(g_utf8_get_char(c)))
                        return false;
        PangoContext *context = font_context_new();
        PangoLayout *layout = pango_layout_new(context);
        PangoFontDescription *font = pango_font_description_from_string(FONT_FAMILY " 12");
        pango_layout_set_font_description(layout, font);
        pango_layout_set_text(layout, text, -1);
        bool whole = font_layout_is_whole(layout);
        pango_font_description_free(font);
        g_object_unref(layout);
        g_object_unref(context);
        return whole;
}
