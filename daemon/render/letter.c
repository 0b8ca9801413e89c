#include "render/letter.h"

#include "base/error.h"
#include "render/document.h"
#include "render/flow.h"
#include "render/letter-check.h"
#include "render/words.h"

#include <stdio.h>

/* Everything that can begins at one left edge: who writes, the address in the window, the text. */
#define LEFT          MM(25.4)
#define RIGHT         MM(190)
#define TOP           MM(18)
#define BOTTOM        MM(275)
#define BODY_Y        MM(97)
#define HEAD_Y        MM(8)
#define HEAD_WIDTH    MM(96)
#define HEAD_HEIGHT   MM(17)
#define WINDOW_Y      MM(40.3)
#define WINDOW_WIDTH  MM(94)
#define WINDOW_HEIGHT MM(25.2)
#define FROM_X        MM(127)
#define FROM_WIDTH    MM(66)
#define FROM_SIZE     12
#define FROM_LEAST    10.5
#define FROM_BOTTOM   MM(93)
#define INK           0x0b0c0c
#define ACCENT        0x12436d

/* The names of who writes, as large as there is room for. */
static void place_heads(Pages *pages, const Letter *letter, const char *language) {
        _cleanup_text_ Text names = { 0 };
        for (size_t i = 0; i < letter->n_heads; i++)
                text_appendf(&names, "%s%s", i ? "\n" : "", letter->heads[i]);
        TextStyle style = { .size = 19, .bold = true, .colour = ACCENT, .language = language };
        PangoLayout *layout = pages_layout(pages, &style, text_str(&names), HEAD_WIDTH);
        while (layout_height(layout) > HEAD_HEIGHT && style.size > 12) {
                style.size -= 1;
                layout = pages_layout(pages, &style, text_str(&names), HEAD_WIDTH);
        }
        pages_open(pages, "P");
        pages_text(pages, layout, 0, pango_layout_get_line_count(layout), LEFT, HEAD_Y, ACCENT);
        pages_close(pages);
        pages_rule(pages, LEFT, HEAD_Y + layout_height(layout) + 5, HEAD_WIDTH, 2, ACCENT);
}

static const char *one_line(Pages *pages, const char *text) {
        return value_tidy(pages_arena(pages), text, false);
}

/* As it is laid out over several lines: long words may break, and what is written from the right is set
 * apart. */
static const char *printed(Pages *pages, const char *text) {
        _cleanup_text_ Text out = { 0 };
        value_print(one_line(pages, text), true, &out);
        return arena_strdup(pages_arena(pages), text_str(&out));
}

/* One line of print for each line of the address, in order: the printer reads it back from the page. */
static bool place_address(Pages *pages, const Letter *letter, const char *language) {
        double pitch = WINDOW_HEIGHT / (double)letter->n_to;
        pitch = pitch > 14.5 ? 14.5 : pitch;
        TextStyle style = { .size = pitch / 1.08, .colour = INK, .language = language };
        style.size = style.size > 12 ? 12 : style.size;
        for (size_t i = 0; i < letter->n_to; i++) {
                const char *line = one_line(pages, letter->to[i]);
                int w;
                pango_layout_get_size(pages_layout(pages, &style, line, 0), &w, NULL);
                while (w / (double)PANGO_SCALE > WINDOW_WIDTH && style.size > 8) {
                        style.size -= 0.5;
                        pango_layout_get_size(pages_layout(pages, &style, line, 0), &w, NULL);
                }
                if (w / (double)PANGO_SCALE > WINDOW_WIDTH)
                        return false;
        }
        pages_open(pages, "Div");
        for (size_t i = 0; i < letter->n_to; i++)
                pages_element(pages, "P", &style, one_line(pages, letter->to[i]), LEFT,
                              WINDOW_Y + pitch * (double)i - style.size * 0.15, 0);
        pages_close(pages);
        return true;
}

static double from_height(Pages *pages, const Letter *letter, const TextStyle *style) {
        double height = 0;
        for (size_t i = 0; i < letter->n_from; i++)
                height += layout_height(
                        pages_layout(pages, style, printed(pages, letter->from[i]), FROM_WIDTH));
        return height + 2 * layout_height(pages_layout(pages, style, "0", 0)) + style->size * 2;
}

/* Where to answer to, the date, and our reference. */
static void place_from(Pages *pages, const Letter *letter, const char *language, Arena *arena) {
        TextStyle style = { .size = FROM_SIZE, .colour = INK, .language = language };
        while (style.size > FROM_LEAST && HEAD_Y + from_height(pages, letter, &style) > FROM_BOTTOM)
                style.size -= 0.5;
        double y = HEAD_Y;
        pages_open(pages, "Div");
        for (size_t i = 0; i < letter->n_from; i++)
                y += pages_element(pages, "P", &style, printed(pages, letter->from[i]), FROM_X, y,
                                   FROM_WIDTH);
        pages_close(pages);
        y += style.size;
        y += pages_element(pages, "P", &style, words_date(arena, language, letter->on), FROM_X, y,
                           FROM_WIDTH);
        pages_element(pages, "P", &style, words_reference(arena, language, letter->reference), FROM_X,
                      y + style.size * 0.5, FROM_WIDTH);
}

/* The first heading names the letter. */
static const char *title_of(Pages *pages, const Block *blocks) {
        for (const Block *block = blocks; block; block = block->next)
                if (block->kind == BLOCK_HEADING)
                        return block_text(pages_arena(pages), block);
        return "";
}

/* What stands around the text is data too. */
static int check_parts(const Letter *letter) {
        const struct {
                const char *what;
                const char *const *lines;
                size_t n;
        } parts[] = { { "of the recipient's name and address", letter->to, letter->n_to },
                      { "of the authority's names", letter->heads, letter->n_heads },
                      { "of the authority's address", letter->from, letter->n_from } };
        for (size_t i = 0; i < ELEMENTS(parts); i++)
                for (size_t j = 0; j < parts[i].n; j++) {
                        const char *fault = value_fault(parts[i].lines[j]);
                        if (!fault)
                                continue;
                        PROBLEM(letter->problem, NULL, 0, "line %zu %s holds %s", j + 1, parts[i].what,
                                fault);
                        return RENDER_E_GLYPHS;
                }
        return 0;
}

static int place_sections(Flow *flow, const Letter *letter, Arena *arena, const char **ret_title) {
        for (size_t i = 0; i < letter->n_sections; i++) {
                Block *blocks;
                int r = document_blocks(arena, &letter->sections[i], letter->problem, &blocks);
                if (r)
                        return err_trace(r);
                flow->language = words_bcp47(letter->sections[i].language);
                pages_language(flow->pages, flow->language);
                if (i > 0)
                        flow_break(flow);
                else
                        *ret_title = title_of(flow->pages, blocks->first);
                pages_open(flow->pages, "Sect");
                flow_blocks(flow, blocks->first);
                pages_close(flow->pages);
        }
        return 0;
}

static int refuse(const Letter *letter, LetterFault fault, LetterFault *ret_fault) {
        PROBLEM(letter->problem, NULL, 0, "it cannot go by post: %s", letter_fault_to_string(fault));
        if (ret_fault)
                *ret_fault = fault;
        return RENDER_E_LAYOUT;
}

static int place_letter(Pages *pages, const Letter *letter, const char **ret_title, LetterFault *ret_fault) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        int r = check_parts(letter);
        if (r)
                return err_trace(r);
        LetterFault fault = letter_check_address(letter->to, letter->n_to);
        if (fault != LETTER_FAULT_NONE)
                return refuse(letter, fault, ret_fault);
        const char *language = words_bcp47(letter->sections[0].language);
        Flow flow = { .pages = pages,
                      .left = LEFT,
                      .width = RIGHT - LEFT,
                      .top = TOP,
                      .bottom = BOTTOM,
                      .y = BODY_Y,
                      .fresh = true,
                      .size = letter->size,
                      .accent = ACCENT };
        pages_language(pages, language);
        pages_open(pages, "Sect");
        place_heads(pages, letter, language);
        place_from(pages, letter, language, arena);
        if (!place_address(pages, letter, language))
                return refuse(letter, LETTER_FAULT_TOO_WIDE, ret_fault);
        pages_close(pages);
        r = place_sections(&flow, letter, arena, ret_title);
        if (r)
                return err_trace(r);
        r = document_drawn(pages, letter->problem);
        if (r)
                return err_trace(r);
        fault = letter_check_pages(pages);
        return fault == LETTER_FAULT_NONE ? 0 : refuse(letter, fault, ret_fault);
}

int render_letter(const Letter *letter, Buffer **ret_pdf, int *ret_pages, LetterFault *ret_fault) {
        _cleanup_(pages_freep) Pages *pages = pages_new();
        const char *title = "";
        int r = place_letter(pages, letter, &title, ret_fault);
        if (r)
                return err_trace(r);
        r = pages_to_pdf(pages,
                         &(PagesTitle){ .title = title,
                                        .author = letter->heads[0],
                                        .made_on = letter->on,
                                        .footer = letter->reference,
                                        .left = LEFT,
                                        .right = RIGHT },
                         ret_pdf);
        if (r < 0)
                return err_trace(r);
        if (ret_pages)
                *ret_pages = pages_count(pages);
        if (ret_fault)
                *ret_fault = LETTER_FAULT_NONE;
        return 0;
}
