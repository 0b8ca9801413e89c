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
#define TOP           MM(16)
#define BOTTOM        MM(278)
#define BODY_Y        MM(97)
#define HEAD_Y        MM(8)
#define HEAD_WIDTH    MM(96)
#define HEAD_HEIGHT   MM(17)
#define LOGO_WIDTH    MM(34)
#define WINDOW_Y      MM(40.3)
#define WINDOW_WIDTH  MM(94)
#define WINDOW_HEIGHT MM(25.2)
#define FROM_X        MM(127)
#define FROM_WIDTH    MM(66)
#define FROM_SIZE     12
#define FROM_LEAST    10.5
#define FROM_ROOM     26 /* characters */
#define FROM_BOTTOM   MM(93)
#define INK           0x0b0c0c

/* The mark and the names of who writes, these as large as there is room for. */
static void place_heads(Flow *flow, const Letter *letter, const Language *language) {
        Pages *pages = flow->pages;
        _cleanup_text_ Text names = { 0 };
        for (size_t i = 0; i < letter->n_heads; i++)
                text_appendf(&names, "%s%s", i ? "\n" : "", letter->heads[i]);
        const PageBox room = { LEFT, HEAD_Y, LOGO_WIDTH, HEAD_HEIGHT };
        const PageBox logo = document_logo(pages, flow->look, language, &room);
        double left = logo.w > 0 ? LEFT + logo.w + MM(4) : LEFT, width = LEFT + HEAD_WIDTH - left;
        TextStyle style = { .size = 19,
                            .bold = true,
                            .colour = flow->look->accent,
                            .language = language->tag,
                            .font = flow->look->font };
        PangoLayout *layout = pages_layout(pages, &style, text_str(&names), width);
        while (layout_height(layout) > HEAD_HEIGHT && style.size > 12) {
                style.size -= 1;
                layout = pages_layout(pages, &style, text_str(&names), width);
        }
        pages_open(pages, "P");
        pages_text(pages, layout, 0, pango_layout_get_line_count(layout), left, HEAD_Y, style.colour);
        pages_close(pages);
        double height = layout_height(layout) > logo.h ? layout_height(layout) : logo.h;
        pages_rule(pages, LEFT, HEAD_Y + height + 5, HEAD_WIDTH, 2, style.colour);
}

static const char *one_line(Pages *pages, const char *text) {
        return value_tidy(pages_arena(pages), text, false);
}

/* As it is laid out over several lines: long words may break, and what is written from the right is set
 * apart. */
static const char *printed(Pages *pages, const char *text, ValueApart apart) {
        _cleanup_text_ Text out = { 0 };
        value_print(one_line(pages, text), apart, FROM_ROOM, &out);
        return arena_strdup(pages_arena(pages), text_str(&out));
}

/* One line of print for each line of the address, in order: the printer reads it back from the page. */
static bool place_address(Pages *pages, const Letter *letter, const Language *language) {
        double pitch = WINDOW_HEIGHT / (double)letter->n_to;
        pitch = pitch > 14.5 ? 14.5 : pitch;
        TextStyle style = { .size = pitch / 1.08, .colour = INK, .language = language->tag };
        style.size = style.size > 12 ? 12 : style.size;
        for (size_t i = 0; i < letter->n_to; i++) {
                const char *line = letter->to[i];
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
                pages_element(pages, "P", &style, letter->to[i], LEFT,
                              WINDOW_Y + pitch * (double)i - style.size * 0.15, 0);
        pages_close(pages);
        return true;
}

static double from_height(Pages *pages, const Letter *letter, const TextStyle *style) {
        double height = 0;
        for (size_t i = 0; i < letter->n_from; i++)
                height += layout_height(pages_layout(
                        pages, style, printed(pages, letter->from[i], VALUE_APART_RTL), FROM_WIDTH));
        return height + 2 * layout_height(pages_layout(pages, style, "0", 0)) + style->size * 2;
}

/* Where to answer to, the date, and our reference. */
static void place_from(Pages *pages, const Letter *letter, const Language *language, Arena *arena) {
        TextStyle style = { .size = FROM_SIZE, .colour = INK, .language = language->tag };
        while (style.size > FROM_LEAST && HEAD_Y + from_height(pages, letter, &style) > FROM_BOTTOM)
                style.size -= 0.5;
        const bool from_right = words_from_right(language->tag);
        double y = HEAD_Y;
        if (from_right)
                pages_from_right(pages, FROM_X, RIGHT);
        pages_open(pages, "Div");
        for (size_t i = 0; i < letter->n_from; i++)
                y += pages_element(
                        pages, "P", &style,
                        printed(pages, letter->from[i], from_right ? VALUE_APART_ALWAYS : VALUE_APART_RTL),
                        FROM_X, y, FROM_WIDTH);
        pages_close(pages);
        y += style.size;
        y += pages_element(pages, "P", &style, words_date(arena, language, letter->on), FROM_X, y,
                           FROM_WIDTH);
        pages_element(pages, "P", &style, words_reference(arena, language, letter->reference), FROM_X,
                      y + style.size * 0.5, FROM_WIDTH);
        pages_from_left(pages);
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

/* A letter being laid out, perhaps more than once. */
typedef struct LetterJob {
        const Letter *letter;
        Letter normal; /* the same with its address as the printer reads it */
        Arena *arena;
        Block **blocks; /* of each section */
        LetterFault fault;
} LetterJob;

static void place_sections(Flow *flow, const LetterJob *job) {
        for (size_t i = 0; i < job->letter->n_sections; i++) {
                flow->language = job->letter->sections[i].language->tag;
                pages_language(flow->pages, job->letter->sections[i].language);
                if (i > 0)
                        flow_break(flow);
                pages_open(flow->pages, "Sect");
                flow_section(flow, job->blocks[i]->first);
                pages_close(flow->pages);
        }
}

static int refuse_letter(const Letter *letter, LetterFault fault, LetterFault *ret_fault) {
        PROBLEM(letter->problem, NULL, 0, "it cannot go by post: %s", letter_fault_to_string(fault));
        if (ret_fault)
                *ret_fault = fault;
        return RENDER_E_LAYOUT;
}

static int place_letter(void *closure, Flow *flow) {
        LetterJob *job = closure;
        const Letter *letter = job->letter;
        const Language *language = letter->sections[0].language;
        flow->left = LEFT;
        flow->width = RIGHT - LEFT;
        flow->top = TOP;
        flow->bottom = BOTTOM;
        flow->y = BODY_Y;
        flow->size = letter->size;
        pages_language(flow->pages, language);
        pages_open(flow->pages, "Sect");
        place_heads(flow, letter, language);
        place_from(flow->pages, letter, language, job->arena);
        if (!place_address(flow->pages, letter, language))
                return refuse_letter(letter, LETTER_FAULT_TOO_WIDE, &job->fault);
        pages_close(flow->pages);
        place_sections(flow, job);
        return 0;
}

/* What can be said before anything is laid out, and the blocks of each section. */
static int read_sections(LetterJob *job) {
        const Letter *letter = job->letter;
        int r = check_parts(letter);
        if (r)
                return err_trace(r);
        const char **to = arena_array(job->arena, letter->n_to + 1, sizeof *to);
        job->normal = *letter;
        job->normal.n_to = letter_normal_address(job->arena, letter->to, letter->n_to, to);
        job->normal.to = to;
        job->letter = &job->normal;
        LetterFault fault = letter_check_address(to, job->normal.n_to, &letter->areas);
        if (fault != LETTER_FAULT_NONE)
                return refuse_letter(letter, fault, &job->fault);
        job->blocks = arena_array(job->arena, letter->n_sections, sizeof *job->blocks);
        for (size_t i = 0; r == 0 && i < letter->n_sections; i++)
                r = document_blocks(job->arena, &letter->sections[i], letter->problem, &job->blocks[i]);
        return err_trace(r);
}

static int lay_out(LetterJob *job, Pages **ret) {
        _cleanup_(pages_freep) Pages *pages = NULL;
        int r = read_sections(job);
        if (r == 0)
                r = document_fit(job->letter->look, job, place_letter, &pages);
        if (r == 0)
                r = document_drawn(pages, job->letter->problem);
        if (r)
                return err_trace(r);
        LetterFault fault = letter_check_pages(pages);
        if (fault != LETTER_FAULT_NONE)
                return refuse_letter(job->letter, fault, &job->fault);
        *ret = TAKE_PTR(pages);
        return 0;
}

int render_letter(const Letter *letter, Buffer **ret_pdf, int *ret_pages, LetterFault *ret_fault) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pages_freep) Pages *pages = NULL;
        LetterJob job = { .letter = letter, .arena = arena };
        int r = lay_out(&job, &pages);
        if (r > 0 && ret_fault)
                *ret_fault = job.fault;
        if (r)
                return err_trace(r);
        r = pages_to_pdf(pages,
                         &(PagesTitle){ .title = document_title(arena, job.blocks, letter->n_sections),
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
