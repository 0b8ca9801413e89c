#include "render/report.h"

#include "base/error.h"
#include "render/document.h"
#include "render/flow.h"
#include "render/words.h"

#include <stdio.h>

#define MARGIN      MM(22)
#define TOP         MM(20)
#define BOTTOM      MM(276)
#define TEXT_SIZE   12
#define INK         0x0b0c0c
#define LOGO_WIDTH  MM(60)
#define LOGO_HEIGHT MM(15)
/* Above a foot of sixteen points. */
#define BOTTOM_LARGE MM(272)

static const char *printed_line(Flow *flow, const char *line) {
        _cleanup_text_ Text out = { 0 };
        value_print(line, flow->apart, (size_t)(flow->width / flow->size / 0.6), &out);
        return arena_strdup(pages_arena(flow->pages), text_str(&out));
}

/* Who makes it, once, above the first page's text. */
static void place_author(Flow *flow, const RenderDocument *document) {
        const TextStyle plain = { .size = flow->size, .colour = INK, .language = flow->language };
        const TextStyle style = { .size = flow->size,
                                  .bold = true,
                                  .colour = flow->look->accent,
                                  .language = flow->language,
                                  .font = flow->look->font };
        const PageBox room = { flow->left, flow->y, LOGO_WIDTH, LOGO_HEIGHT };
        PageBox logo = document_logo(flow->pages, flow->look, document->sections[0].language, &room);
        flow->y += logo.h > 0 ? logo.h + 4 : 0;
        flow->y +=
                pages_element(flow->pages, "P", &style, document->author, flow->left, flow->y, flow->width) +
                3;
        pages_rule(flow->pages, flow->left, flow->y, flow->width, 1.5, flow->look->accent);
        flow->y += flow->size * 0.5;
        for (size_t i = 0; i < document->n_opening; i++)
                flow->y += pages_element(flow->pages, "P", &plain, printed_line(flow, document->opening[i]),
                                         flow->left, flow->y, flow->width);
        flow->y += flow->size * 0.5;
}

typedef struct ReportJob {
        const RenderDocument *document;
        Block **blocks; /* of each section */
} ReportJob;

static int place_report(void *closure, Flow *flow) {
        const ReportJob *job = closure;
        const RenderDocument *document = job->document;
        flow->left = MARGIN;
        flow->width = PAGE_WIDTH - 2 * MARGIN;
        flow->top = flow->y = TOP;
        flow->bottom = document->large ? BOTTOM_LARGE : BOTTOM;
        flow->size = document->text_size > 0 ? document->text_size : TEXT_SIZE;
        for (size_t i = 0; i < document->n_sections; i++) {
                flow->language = document->sections[i].language->tag;
                pages_language(flow->pages, document->sections[i].language);
                if (i > 0)
                        flow_break(flow);
                pages_open(flow->pages, "Sect");
                flow_direction(flow, true);
                if (i == 0)
                        place_author(flow, document);
                flow->fresh = true;
                flow_section(flow, job->blocks[i]->first);
                pages_close(flow->pages);
        }
        return 0;
}

int render_report(const RenderDocument *document, Buffer **ret_pdf) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pages_freep) Pages *pages = NULL;
        ReportJob job = { .document = document,
                          .blocks = arena_array(arena, document->n_sections, sizeof *job.blocks) };
        int r = 0;
        for (size_t i = 0; r == 0 && i < document->n_sections; i++)
                r = document_blocks(arena, &document->sections[i], document->problem, &job.blocks[i]);
        if (r == 0)
                r = document_fit(document->look, &job, place_report, &pages);
        if (r == 0)
                r = document_drawn(pages, document->problem);
        if (r)
                return err_trace(r);
        if (document->pages_most && pages_count(pages) > document->pages_most) {
                PROBLEM(document->problem, NULL, 0, "it takes more pages than it may");
                return RENDER_E_LAYOUT;
        }
        const char *title =
                document->title ? document->title : document_title(arena, job.blocks, document->n_sections);
        r = pages_to_pdf(
                pages,
                &(PagesTitle){ .title = title,
                               .author = document->author,
                               .password = document->password,
                               .made_on = document->made_on,
                               .footer = document->title ? title : document_title(arena, job.blocks, 1),
                               .foot_size = document->large ? document->text_size : 0,
                               .left = MARGIN,
                               .right = PAGE_WIDTH - MARGIN },
                ret_pdf);
        return err_trace(r);
}
