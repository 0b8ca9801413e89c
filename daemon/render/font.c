#include "render/font.h"

#include "render/can-draw.h"
#include "render/value.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-font.h>
#include <pango/pangofc-fontmap.h>

/* The fonts of the machine but the coloured ones, which cairo prints as pictures without a text. An emoji
 * then comes from a font that draws it in black. */
static PangoFontMap *font_map(void) {
        static PangoFontMap *map;
        static const char rule[] =
                "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>"
                "<selectfont><rejectfont><pattern><patelt name=\"color\"><bool>true</bool>"
                "</patelt></pattern></rejectfont></selectfont></fontconfig>";
        if (map)
                return map;
        map = pango_cairo_font_map_new();
        FcConfig *config = FcInitLoadConfig();
        if (config && FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)rule, FcTrue) &&
            FcConfigBuildFonts(config) && PANGO_IS_FC_FONT_MAP(map))
                pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
        if (config)
                FcConfigDestroy(config);
        return map;
}

PangoContext *font_context_new(void) {
        PangoContext *context = pango_font_map_create_context(font_map());
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

bool render_can_draw(const char *text) {
        if (value_fault(text))
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

bool render_has_font(const char *family) {
        PangoFontFamily **families;
        int n;
        bool found = false;
        pango_font_map_list_families(font_map(), &families, &n);
        for (int i = 0; i < n && !found; i++)
                found = g_ascii_strcasecmp(pango_font_family_get_name(families[i]), family) == 0;
        g_free(families);
        return found;
}

static bool font_is_plain(const char *text) {
        for (const char *c = text; *c; c++)
                if (*c < ' ' || *c > '~')
                        return false;
        return true;
}

/* alone: only characters that cannot be drawn even by themselves; else all but plain ones. */
static const char *as_code_points(Arena *arena, const char *text, bool alone) {
        _cleanup_text_ Text out = { 0 };
        for (const char *c = text; *c; c = g_utf8_find_next_char(c, NULL)) {
                const char *one = arena_strndup(arena, c, (size_t)(g_utf8_find_next_char(c, NULL) - c));
                if (*c == '\n' || font_is_plain(one) || (alone && render_can_draw(one)))
                        text_append(&out, one);
                else
                        text_appendf(&out, "[U+%04X]", g_utf8_get_char(c));
        }
        return arena_strdup(arena, text_str(&out));
}

const char *render_drawable(Arena *arena, const char *text) {
        if (font_is_plain(text) || !str_is_utf8(text, strlen(text)))
                return text;
        text = value_tidy(arena, text, true);
        if (render_can_draw(text))
                return text;
        const char *shown = as_code_points(arena, text, true);
        return render_can_draw(shown) ? shown : as_code_points(arena, text, false);
}
