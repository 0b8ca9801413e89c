#include "render/letter-check.h"

#include "model/identifier.h"
#include "render/pages-private.h"
#include "render/value.h"

#include <glib.h>
#include <string.h>
#include <strings.h>

const char *letter_fault_to_string(LetterFault fault) {
        static const char *const codes[_LETTER_FAULT_MAX] = {
#define LETTER_FAULT(name, code) [LETTER_FAULT_##name] = code,
                LETTER_FAULTS
#undef LETTER_FAULT
        };
        return codes[fault];
}

static bool has_letter_or_digit(const char *s) {
        for (const char *c = s; *c; c = g_utf8_find_next_char(c, NULL))
                if (g_unichar_isalnum(g_utf8_get_char(c)))
                        return true;
        return false;
}

/* As the printer's own check has it: a line "NFA", or the words anywhere. */
static bool is_nowhere(const char *line) {
        return strcasecmp(line, "NFA") == 0 || strcasestr(line, "no fixed abode") ||
               strcasestr(line, "no fixed address");
}

/* Blanks to one, none before a comma or full stop, no comma or blank at the end. */
static const char *normal_line(Arena *arena, const char *line) {
        _cleanup_text_ Text out = { 0 };
        for (const char *c = value_tidy(arena, line, false); *c; c++)
                if (*c != ' ' || (c[1] != ',' && c[1] != '.'))
                        text_append_n(&out, c, 1);
        char *made = arena_strdup(arena, text_str(&out));
        for (size_t n = strlen(made); n > 0 && strchr(" ,", made[n - 1]); n--)
                made[n - 1] = '\0';
        return made;
}

/* The post of the United Kingdom wants the postcode last. */
static bool is_country(const char *line) {
        static const char *const names[] = { "united kingdom", "uk",    "u.k.",  "great britain",   "england",
                                             "scotland",       "wales", "cymru", "northern ireland" };
        for (size_t i = 0; i < ELEMENTS(names); i++)
                if (strcasecmp(line, names[i]) == 0)
                        return true;
        return false;
}

size_t letter_normal_address(Arena *arena, const char *const *lines, size_t n, const char **ret) {
        size_t kept = 0;
        for (size_t i = 0; i < n; i++) {
                const char *line = normal_line(arena, lines[i]);
                if (line[0])
                        ret[kept++] = line;
        }
        if (kept > 1 && is_country(ret[kept - 1]))
                kept--;
        if (kept > 0) {
                Identifier postcode = identifier_judge(IDENTIFIER_POSTCODE, ret[kept - 1]);
                if (postcode.valid)
                        ret[kept - 1] = arena_strdup(arena, postcode.formatted);
        }
        return kept;
}

static LetterFault check_postcode(const char *line, const PostAreas *areas) {
        Identifier postcode = identifier_judge(IDENTIFIER_POSTCODE, line);
        if (!postcode.valid)
                return LETTER_FAULT_NO_POSTCODE;
        /* ZZ99 is what a register writes of people who live nowhere. */
        if (postcode.class == IDENTIFIER_PLACEHOLDER)
                return LETTER_FAULT_NO_FIXED_ABODE;
        bool is_real = postcode_is_of_real_area(line);
        for (size_t i = 0; areas && i < areas->n; i++)
                is_real |= postcode_is_of_area(line, areas->made_up[i]);
        return is_real ? LETTER_FAULT_NONE : LETTER_FAULT_NO_POSTCODE;
}

LetterFault letter_check_address(const char *const *lines, size_t n, const PostAreas *areas) {
        if (n == 0)
                return LETTER_FAULT_ADDRESS_EMPTY;
        for (size_t i = 0; i < n; i++)
                if (is_nowhere(lines[i]))
                        return LETTER_FAULT_NO_FIXED_ABODE;
        if (n < 3)
                return LETTER_FAULT_ADDRESS_SHORT;
        if (n > 7)
                return LETTER_FAULT_ADDRESS_LONG;
        for (size_t i = 0; i < n; i++)
                if (!has_letter_or_digit(lines[i]))
                        return LETTER_FAULT_ADDRESS_NAMELESS;
        LetterFault fault = check_postcode(lines[n - 1], areas);
        for (size_t i = 0; i < n && fault == LETTER_FAULT_NONE; i++)
                if (strchr("@()=[]\"\\/,<>~", lines[i][0]))
                        fault = LETTER_FAULT_BAD_CHARACTER;
        return fault;
}

/* Page 1 has four zones; the space between them must stay white. Later pages have one. */
static const Zone first_page[] = {
        { 15, 5, 125, 30 },        /* whose letter it is */
        { 125, 5, 195, 95 },       /* their address, the date */
        { 24.6, 39.5, 120, 66.3 }, /* the window of the envelope */
        { 15, 95, 195, 292 },      /* the text */
};
static const Zone other_page = { 15, 5, 195, 292 };

static bool is_inside(const Zone *zone, const Zone *box) {
        return box->left >= zone->left && box->right <= zone->right && box->top >= zone->top &&
               box->bottom <= zone->bottom;
}

const Zone *letter_zones(int page, size_t *ret_n) {
        *ret_n = page == 1 ? ELEMENTS(first_page) : 1;
        return page == 1 ? first_page : &other_page;
}

static bool is_allowed(const Zone *box, int page) {
        size_t n;
        const Zone *zones = letter_zones(page, &n);
        for (size_t i = 0; i < n; i++)
                if (is_inside(&zones[i], box))
                        return true;
        return false;
}

/* Where the ink of the lines of a mark falls. */
static Zone box_of(const Mark *mark) {
        const double mm = 25.4 / 72;
        if (mark->kind == MARK_IMAGE)
                return (Zone){ mark->x * mm, mark->y * mm, (mark->x + mark->w) * mm,
                               (mark->y + mark->h) * mm };
        if (mark->kind == MARK_RULE)
                return (Zone){ mark->x * mm, (mark->y - mark->thickness / 2) * mm, (mark->x + mark->w) * mm,
                               (mark->y + mark->thickness / 2) * mm };
        double shift = 0, left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
        PangoLayoutIter *iter = pango_layout_get_iter(mark->layout);
        for (int i = 0; i < mark->last; i++) {
                PangoRectangle ink;
                int y;
                pango_layout_iter_get_line_extents(iter, &ink, NULL);
                pango_layout_iter_get_line_yrange(iter, &y, NULL);
                if (i == mark->first)
                        shift = mark->y - y / (double)PANGO_SCALE;
                if (i >= mark->first && ink.width > 0) {
                        double x0 = mark->x + ink.x / (double)PANGO_SCALE,
                               y0 = shift + ink.y / (double)PANGO_SCALE;
                        left = x0 < left ? x0 : left;
                        top = y0 < top ? y0 : top;
                        right = x0 + ink.width / (double)PANGO_SCALE > right
                                        ? x0 + ink.width / (double)PANGO_SCALE
                                        : right;
                        bottom = y0 + ink.height / (double)PANGO_SCALE > bottom
                                         ? y0 + ink.height / (double)PANGO_SCALE
                                         : bottom;
                }
                if (!pango_layout_iter_next_line(iter))
                        break;
        }
        pango_layout_iter_free(iter);
        return (Zone){ left * mm, top * mm, right * mm, bottom * mm };
}

LetterFault letter_check_pages(const Pages *pages) {
        if (pages->n_pages > LETTER_PAGES_MAX)
                return LETTER_FAULT_TOO_MANY_PAGES;
        int page = 1;
        for (size_t i = 0; i < pages->n_marks; i++) {
                const Mark *mark = &pages->marks[i];
                page += mark->kind == MARK_PAGE;
                if (mark->kind == MARK_TEXT && strstr(pango_layout_get_text(mark->layout), "NOTIFY"))
                        return LETTER_FAULT_NOTIFY_TAG;
                if (mark->kind != MARK_TEXT && mark->kind != MARK_RULE && mark->kind != MARK_IMAGE)
                        continue;
                Zone box = box_of(mark);
                if (box.right > box.left && !is_allowed(&box, page))
                        return LETTER_FAULT_OUTSIDE;
        }
        return LETTER_FAULT_NONE;
}
