#include "render/report.h"

#include "base/error.h"
#include "render/document.h"
#include "render/flow.h"
#include "render/words.h"

#include <stdio.h>

#define MARGIN    MM(22)
#define TOP       MM(20)
#define BOTTOM    MM(276)
#define TEXT_SIZE 12
#define ACCENT    0x12436d

/* Who makes it, once, above the first page's text. */
static void place_author(Flow *flow, const char *author) {
        TextStyle style = { .size = flow->size, .bold = true, .colour = ACCENT, .language = flow->language };
        flow->y += pages_element(flow->pages, "P", &style, author, flow->left, flow->y, flow->width) + 3;
        pages_rule(flow->pages, flow->left, flow->y, flow->width, 1.5, ACCENT);
        flow->y += flow->size;
}

int render_report(const RenderDocument *document, Buffer **ret_pdf) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pages_freep) Pages *pages = pages_new();
        Flow flow = { .pages = pages,
                      .left = MARGIN,
                      .width = PAGE_WIDTH - 2 * MARGIN,
                      .top = TOP,
                      .bottom = BOTTOM,
                      .y = TOP,
                      .fresh = true,
                      .size = document->text_size > 0 ? document->text_size : TEXT_SIZE,
                      .accent = ACCENT };
        for (size_t i = 0; i < document->n_sections; i++) {
                Block *blocks;
                int r = document_blocks(arena, &document->sections[i], document->problem, &blocks);
                if (r)
                        return err_trace(r);
                flow.language = words_bcp47(document->sections[i].language);
                pages_language(pages, flow.language);
                if (i > 0)
                        flow_break(&flow);
                pages_open(pages, "Sect");
                if (i == 0)
                        place_author(&flow, document->author);
                flow.fresh = true;
                flow_blocks(&flow, blocks->first);
                pages_close(pages);
        }
        int r = document_drawn(pages, document->problem);
        if (r)
                return err_trace(r);
        if (document->pages_most && pages_count(pages) > document->pages_most) {
                PROBLEM(document->problem, NULL, 0, "it takes more pages than it may");
                return RENDER_E_LAYOUT;
        }
        r = pages_to_pdf(pages,
                         &(PagesTitle){ .title = document->title,
                                        .author = document->author,
                                        .password = document->password,
                                        .made_on = document->made_on,
                                        .footer = document->title,
                                        .left = MARGIN,
                                        .right = PAGE_WIDTH - MARGIN },
                         ret_pdf);
        return err_trace(r);
}
