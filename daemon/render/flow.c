#include "render/flow.h"

#include "render/links.h"
#include "render/words.h"

#include <string.h>

#define INK        0x0b0c0c
#define SHORT_LIST 6 /* items */

const FlowAir flow_airs[FLOW_AIRS_MAX] = { { 1.0, 1.0 }, { 0.8, 0.95 }, { 0.6, 0.91 } };

static const struct {
        double scale, before, after; /* of the running text's size */
        const char *tag;
} headings[] = {
        { 1.6, 1.2, 0.6, "H1" }, { 1.25, 1.2, 0.4, "H2" }, { 1.08, 1.0, 0.3, "H3" },
        { 1.0, 0.8, 0.3, "H4" }, { 1.0, 0.8, 0.3, "H5" },  { 1.0, 0.8, 0.3, "H6" },
};

double flow_line(const Flow *flow) {
        return flow->size * 1.4 * flow->air.line;
}

void flow_break(Flow *flow) {
        pages_break(flow->pages);
        flow->y = flow->top;
        flow->fresh = true;
        flow->n_pages++;
}

void flow_need(Flow *flow, double height) {
        if (!flow->fresh && flow->y + height > flow->bottom)
                flow_break(flow);
}

static void space(Flow *flow, double points) {
        if (!flow->fresh)
                flow->y += points * flow->air.space;
}

static void keep_whole(size_t start, size_t end, PangoAttrList *attributes) {
        PangoAttribute *whole = pango_attr_allow_breaks_new(FALSE);
        whole->start_index = (guint)start;
        whole->end_index = (guint)end;
        pango_attr_list_insert(attributes, whole);
}

/* A number written in groups, such as a telephone number, stays in one line. */
static void keep_numbers(const char *text, PangoAttrList *attributes) {
        for (const char *c = text; *c; c++) {
                size_t at = (size_t)(c - text);
                if (char_is_digit(*c) && c[1] == ' ' && char_is_digit(c[2]))
                        keep_whole(at, at + 3, attributes);
        }
}

/* What a run holds to follow or to ring, as it stands printed from byte at of the layout's text. */
static void add_links(Flow *flow, const char *words, const char *printed, size_t at,
                      PangoAttrList *attributes) {
        const char *link = words, *uri;
        for (size_t n; (uri = link_next(pages_arena(flow->pages), words, &link, &n)); link += n) {
                size_t start = at + value_printed(printed + at, words, (size_t)(link - words));
                size_t end = at + value_printed(printed + at, words, (size_t)(link - words) + n);
                pango_attr_list_insert(attributes, link_attribute_new(uri, start, end));
                if (str_starts(link, "http")) /* its scheme does not end a line */
                        keep_whole(start, start + strlen("https://w"), attributes);
        }
}

/* Says which value it is that no font here can draw, when it is one. */
static void note_incomplete(Flow *flow, const Block *block, const TextStyle *style) {
        for (const BlockRun *run = block->runs; run; run = run->next)
                if (run->field && !font_layout_is_whole(pages_layout(flow->pages, style, run->text, 0)))
                        pages_note_incomplete(flow->pages, run->field);
}

PangoLayout *flow_layout(Flow *flow, const TextStyle *style, const Block *block, double w) {
        _cleanup_text_ Text text = { 0 };
        const size_t room = w > 0 ? (size_t)(w / style->size / 0.6) : SIZE_MAX;
        PangoAttrList *attributes = pango_attr_list_new();
        for (const BlockRun *run = block->runs; run; run = run->next) {
                size_t at = text.n;
                if (flow->from_right && !run->field)
                        value_print_numbers(run->text, &text);
                else
                        value_print(run->text, !run->field ? VALUE_APART_NEVER : flow->apart, room, &text);
                add_links(flow, run->text, text_str(&text), at, attributes);
                if (run->bold) {
                        PangoAttribute *bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
                        bold->start_index = (guint)at;
                        bold->end_index = (guint)text.n;
                        pango_attr_list_insert(attributes, bold);
                }
        }
        PangoLayout *layout = pages_layout(flow->pages, style, text_str(&text), w);
        keep_numbers(text_str(&text), attributes);
        PangoAttrList *all = pango_attr_list_copy(pango_layout_get_attributes(layout));
        pango_attr_list_splice(all, attributes, 0, 0);
        pango_layout_set_attributes(layout, all);
        pango_attr_list_unref(all);
        pango_attr_list_unref(attributes);
        if (!font_layout_is_whole(layout))
                note_incomplete(flow, block, style);
        return layout;
}

/* How many lines from first on fit into height, and how high they are. */
static int lines_that_fit(PangoLayout *layout, int first, double height, double *ret_height) {
        PangoLayoutIter *iter = pango_layout_get_iter(layout);
        int fit = 0, start = 0;
        *ret_height = 0;
        for (int i = 0;; i++) {
                int top, bottom;
                pango_layout_iter_get_line_yrange(iter, &top, &bottom);
                if (i == first)
                        start = top;
                if (i >= first) {
                        double h = (bottom - start) / (double)PANGO_SCALE;
                        if (h > height)
                                break;
                        *ret_height = h;
                        fit++;
                }
                if (!pango_layout_iter_next_line(iter))
                        break;
        }
        pango_layout_iter_free(iter);
        return fit;
}

/* A text over as many pages as it needs; never one line alone at the foot or the top of a page. Its parts on
 * different pages are Spans of one element. */
static void flow_text(Flow *flow, const char *tag, PangoLayout *layout, unsigned colour) {
        int n = pango_layout_get_line_count(layout), first = 0;
        bool split = layout_height(layout) > flow->bottom - flow->y;
        if (split && n <= 3) {
                flow_need(flow, layout_height(layout));
                split = layout_height(layout) >
                        flow->bottom - flow->y; /* beside its label, where it must stay */
        }
        pages_open(flow->pages, tag);
        while (first < n) {
                double height;
                int fit = lines_that_fit(layout, first, flow->bottom - flow->y, &height);
                if (n - first - fit == 1 && fit > 2)
                        fit = lines_that_fit(layout, first, height - flow->size * 0.6, &height);
                if ((fit < 2 && fit < n - first) && !flow->fresh) {
                        flow_break(flow);
                        continue;
                }
                if (fit == 0) /* a line higher than a page: draw it all the same */
                        fit = 1;
                if (split)
                        pages_open(flow->pages, "Span");
                pages_text(flow->pages, layout, first, first + fit, flow->left, flow->y, colour);
                if (split)
                        pages_close(flow->pages);
                flow->y += height;
                flow->fresh = false;
                first += fit;
                if (first < n)
                        flow_break(flow);
        }
        pages_close(flow->pages);
}

static PangoLayout *paragraph_layout(Flow *flow, const Block *block) {
        const TextStyle style = {
                .size = flow->size, .colour = INK, .language = flow->language, .spacing = flow->air.line
        };
        return flow_layout(flow, &style, block, flow->width);
}

/* A paragraph that leads to a list or a table stays with its beginning. */
static bool leads_on(const Block *block) {
        return block->kind == BLOCK_PARAGRAPH && block->next &&
               (block->next->kind == BLOCK_LIST || block->next->kind == BLOCK_TABLE);
}

static double item_indent(const Flow *flow, const Block *list) {
        return flow->size * (list->start ? 1.9 : 1.4);
}

/* A list of a few short items, such as the ways to reach us: how high it is. 0: it is longer, and may be
 * broken. */
static double short_list_height(Flow *flow, const Block *list) {
        double height = 0, most = (flow->bottom - flow->top) * 0.25, width = flow->width;
        int n = 0;
        flow->width -= item_indent(flow, list);
        for (const Block *item = list->first; item && height <= most; item = item->next)
                height += ++n > SHORT_LIST || !item->first || item->first->next ||
                                          item->first->kind != BLOCK_PARAGRAPH
                                  ? most + 1
                                  : layout_height(paragraph_layout(flow, item->first)) + flow->size * 0.3;
        flow->width = width;
        return height > most ? 0 : height;
}

static PangoLayout *heading_layout(Flow *flow, const Block *block) {
        TextStyle style = { .size = flow->size * headings[block->level - 1].scale,
                            .bold = true,
                            .colour = block->level == 1 ? flow->look->accent : INK,
                            .language = flow->language,
                            .font = flow->look->font };
        return flow_layout(flow, &style, block, flow->width);
}

static double start_height(Flow *flow, const Block *block);

/* The same of a block that will stand so much further down: whether a table is broken depends on where it
 * begins. */
static double start_height_below(Flow *flow, double height, const Block *block) {
        double y = flow->y;
        flow->y += height;
        double start = start_height(flow, block);
        flow->y = y;
        return height + start;
}

/* How much of a block must stand together with what comes before it. */
static double start_height(Flow *flow, const Block *block) {
        double least = flow_line(flow) * 3;
        if (!block)
                return 0;
        if (block->kind == BLOCK_HEADING) /* below another one */
                return start_height_below(flow,
                                          layout_height(heading_layout(flow, block)) +
                                                  flow->size * (headings[block->level - 1].before +
                                                                headings[block->level - 1].after),
                                          block->next);
        if (block->kind == BLOCK_TABLE)
                return flow_table_start(flow, block);
        double height = 0;
        if (block->kind == BLOCK_LIST)
                height = short_list_height(flow, block);
        else if (leads_on(block))
                height = start_height_below(flow, layout_height(paragraph_layout(flow, block)) + flow->size,
                                            block->next);
        return height > least ? height : least;
}

/* The words at the end and the name below them are not parted. */
static bool signs_off(const Block *block) {
        return block->next && !block->next->next && block->next->kind == BLOCK_PARAGRAPH;
}

static void flow_heading(Flow *flow, const Block *block) {
        int level = block->level - 1;
        double after = flow->size * headings[level].after;
        PangoLayout *layout = heading_layout(flow, block);
        space(flow, flow->size * headings[level].before);
        flow_need(flow, start_height_below(flow, layout_height(layout) + after, block->next));
        flow_text(flow, headings[level].tag, layout, level == 0 ? flow->look->accent : INK);
        flow->y += after * flow->air.space;
}

static void flow_paragraph(Flow *flow, const Block *block) {
        PangoLayout *layout = paragraph_layout(flow, block);
        if (leads_on(block))
                flow_need(flow, start_height(flow, block));
        else if (signs_off(block))
                flow_need(flow, layout_height(layout) + flow->size * 0.7 +
                                        layout_height(paragraph_layout(flow, block->next)));
        flow_text(flow, "P", layout, INK);
}

/* The first lines of an item: three that it has whole, for none may stand alone; of more, two. */
static double item_start(Flow *flow, const Block *item, double indent) {
        double width = flow->width, height = flow_line(flow) * 2;
        flow->width -= indent;
        if (item->first && item->first->kind == BLOCK_PARAGRAPH) {
                PangoLayout *layout = paragraph_layout(flow, item->first);
                if (pango_layout_get_line_count(layout) <= 3)
                        height = layout_height(layout);
        }
        flow->width = width;
        return height;
}

/* How much lower its label stands for both to be on one line: digits and Arabic letters are not of one font.
 */
static double label_drop(Flow *flow, const Block *item, const TextStyle *style, const char *label) {
        if (!flow->from_right || !item->first || item->first->kind != BLOCK_PARAGRAPH)
                return 0;
        int text = pango_layout_get_baseline(paragraph_layout(flow, item->first));
        return (text - pango_layout_get_baseline(pages_layout(flow->pages, style, label, 0))) /
               (double)PANGO_SCALE;
}

static void flow_item(Flow *flow, const Block *list, const Block *item, int number) {
        TextStyle style = {
                .size = flow->size, .colour = INK, .language = flow->language, .spacing = flow->air.line
        };
        double indent = item_indent(flow, list);
        bool tight = list->tight;
        char label[16] = "\xe2\x80\xa2";
        if (number)
                snprintf(label, sizeof label, "%d.", number);
        flow_need(flow, item_start(flow, item, indent));
        pages_open(flow->pages, "LI");
        pages_element(flow->pages, "Lbl", &style, label, flow->left + (number ? 0 : flow->size * 0.35),
                      flow->y + label_drop(flow, item, &style, label), 0);
        pages_open(flow->pages, "LBody");
        flow->left += indent;
        flow->width -= indent;
        flow->fresh = true; /* the text must stay beside its label */
        for (const Block *b = item->first; b; b = b->next) {
                if (b != item->first)
                        space(flow, flow->size * (tight ? 0.15 : 0.4));
                if (b->kind == BLOCK_PARAGRAPH)
                        flow_paragraph(flow, b);
                else
                        flow_blocks(flow, &(Block){ .kind = b->kind,
                                                    .level = b->level,
                                                    .start = b->start,
                                                    .tight = b->tight,
                                                    .runs = b->runs,
                                                    .first = b->first });
        }
        flow->fresh = false;
        flow->left -= indent;
        flow->width += indent;
        pages_close(flow->pages);
        pages_close(flow->pages);
}

static void flow_list(Flow *flow, const Block *list) {
        int number = list->start;
        flow_need(flow, short_list_height(flow, list));
        pages_open(flow->pages, "L");
        for (const Block *item = list->first; item; item = item->next) {
                if (item != list->first)
                        space(flow, flow->size * (list->tight ? 0.25 : 0.5));
                flow_item(flow, list, item, number ? number++ : 0);
        }
        pages_close(flow->pages);
}

void flow_direction(Flow *flow, bool text) {
        flow->from_right = text && words_from_right(flow->language);
        flow->apart = flow->from_right ? VALUE_APART_ALWAYS : VALUE_APART_RTL;
        if (flow->from_right)
                pages_from_right(flow->pages, flow->left, flow->left + flow->width);
        else
                pages_from_left(flow->pages);
}

void flow_section(Flow *flow, const Block *first) {
        double bottom = flow->bottom;
        flow->bottom -= flow->leave * flow_line(flow);
        flow->section = first;
        flow->n_pages = 1;
        memset(flow->columns, 0, sizeof flow->columns);
        flow_direction(flow, true);
        flow_blocks(flow, first);
        flow_direction(flow, false);
        flow->bottom = bottom;
        if (flow->n_pages == 1)
                return;
        double used = flow->y - flow->top, page = flow->bottom - flow->top;
        double lines = used / flow_line(flow), save = 0.2 * (flow->n_pages - 1) - used / page;
        flow->last = flow->last == 0 || lines < flow->last ? lines : flow->last;
        flow->save = save > flow->save ? save : flow->save;
}

void flow_blocks(Flow *flow, const Block *first) {
        for (const Block *block = first; block; block = block->next) {
                switch (block->kind) {
                case BLOCK_HEADING:
                        flow_heading(flow, block);
                        continue;
                case BLOCK_PARAGRAPH:
                        flow_paragraph(flow, block);
                        break;
                case BLOCK_LIST:
                        flow_list(flow, block);
                        break;
                case BLOCK_TABLE:
                        flow_table(flow, block);
                        break;
                case BLOCK_DOCUMENT:
                case BLOCK_ITEM:
                case BLOCK_ROW:
                case BLOCK_CELL:
                case _BLOCK_KIND_MAX:
                        continue;
                }
                if (block->next)
                        space(flow, flow->size * 0.7);
        }
}
