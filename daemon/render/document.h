#pragma once
/* What letters and reports have in common: a template and its data, to blocks. */

#include "render/blocks.h"
#include "render/flow.h"
#include "render/page.h"

#include "render/report.h"

#define PROBLEM(document_problem, template_file, at, ...)                                                    \
        do {                                                                                                 \
                RenderProblem *_p = (document_problem);                                                      \
                if (_p) {                                                                                    \
                        *_p = (RenderProblem){ .file = (template_file), .line = (at) };                      \
                        snprintf(_p->message, sizeof _p->message, __VA_ARGS__);                              \
                }                                                                                            \
        } while (0)

/* Reads, fills and parses one section's template. 0, RENDER_E_TEMPLATE, RENDER_E_GLYPHS: a value that cannot
 * be shown, the problem names its field. */
int document_blocks(Arena *arena, const RenderSection *section, RenderProblem *problem, Block **ret);
/* Whether a section's text, filled, can be a document: what document_blocks() asks, and headings that lead
 * through it: one at the beginning, no level skipped, each with something below. The problem may hold words
 * of the section: for made-up data only. 0, RENDER_E_TEMPLATE, RENDER_E_GLYPHS. */
int document_judge(Arena *arena, const RenderSection *section, RenderProblem *problem);
/* Whether fonts here could draw all of the pages. 0, RENDER_E_GLYPHS. */
int document_drawn(const Pages *pages, RenderProblem *problem);

/* The authority's mark at x and y, at most w wide and h high; its size, 0 by 0 when there is none. What
 * cannot be printed is left out: the letter matters more, and muniment check names it. */
PageBox document_logo(Pages *pages, const Look *look, const Language *language, const PageBox *room);

/* Lays out with the spacing that saves a page or keeps the last page from being nearly empty, if one does;
 * else a few lines move over to it. place is called for each spacing, with the pages, the colours and the
 * spacing set; look may be NULL; what it returns but 0 ends it. The caller frees *ret. */
typedef int (*DocumentPlace)(void *closure, Flow *flow);
int document_fit(const Look *look, void *closure, DocumentPlace place, Pages **ret);

/* The first heading of each section, for the document's title. */
const char *document_title(Arena *arena, Block *const *sections, size_t n);
