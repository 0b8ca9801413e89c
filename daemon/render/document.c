#include "render/document.h"

#include "base/error.h"
#include "base/file.h"
#include "render/logo.h"
#include "render/template.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TEMPLATE_SIZE_MAX ((size_t)1024 * 1024)

/* One section being filled. */
typedef struct Filling {
        const RenderSection *section;
        Values values;
} Filling;

/* The file's text into out; false when it cannot be read or is no template by its size. */
static bool read_template(const char *path, Text *out) {
        return file_read_whole(path, TEMPLATE_SIZE_MAX, out) == 0;
}

/* UTF-8, and without the characters that the marks of values are made of. */
static bool is_clean_text(const Text *text) {
        return str_is_utf8(text_str(text), text->n) && !value_has_mark(text_str(text));
}

static const char *merge_value(void *closure, const TemplateField *field, Text *out) {
        Filling *filling = closure;
        const char *fault = value_fault(field->value);
        const char *name = field->label
                                   ? arena_printf(filling->values.arena, "%s (%s)", field->name, field->label)
                                   : field->name;
        if (!fault)
                values_add(&filling->values, name, field->value, out);
        return fault;
}

/* What several texts share lies beside them, as NAME.part, or else where the section says. */
static const char *partial(void *closure, const char *name) {
        Filling *filling = closure;
        Arena *arena = filling->values.arena;
        const char *template = filling->section->template, *slash = strrchr(template, '/');
        const char *folders[] = {
                slash ? arena_strndup(arena, template, (size_t)(slash - template)) : ".",
                filling->section->shared,
        };
        for (size_t i = 0; !strchr(name, '/') && i < ELEMENTS(folders) && folders[i]; i++) {
                const char *path = arena_printf(arena, "%s/%s.part", folders[i], name);
                _cleanup_text_ Text text = { 0 };
                if (access(path, F_OK) < 0)
                        continue;
                return read_template(path, &text) && is_clean_text(&text)
                               ? arena_strdup(arena, text_str(&text))
                               : NULL;
        }
        return NULL;
}

/* Filled, the template is Markdown with marks where the values go. */
static int fill_section(Filling *filling, RenderProblem *problem, Text *out) {
        const RenderSection *section = filling->section;
        Arena *arena = filling->values.arena;
        _cleanup_text_ Text text = { 0 };
        if (!read_template(section->template, &text) || !is_clean_text(&text)) {
                PROBLEM(problem, section->template, 0, "the text cannot be read, or is not UTF-8 text");
                return RENDER_E_TEMPLATE;
        }
        Template *template;
        TemplateError error = { 0 };
        int r = template_parse(arena, text_str(&text), text.n, &template, &error);
        const TemplateRules rules = {
                .missing = TEMPLATE_MISSING_ALL, .merge = merge_value, .partial = partial, .closure = filling
        };
        if (r == 0)
                r = template_render(template, section->data, &rules, out, &error);
        if (r > 0) {
                PROBLEM(problem, section->template, error.line, "%s", error.message);
                return r == TEMPLATE_E_VALUE ? RENDER_E_GLYPHS : RENDER_E_TEMPLATE;
        }
        return r < 0 ? err_trace(r) : 0;
}

int document_blocks(Arena *arena, const RenderSection *section, RenderProblem *problem, Block **ret) {
        _cleanup_text_ Text markdown = { 0 };
        Filling filling = { .section = section, .values = { .arena = arena } };
        BlocksError error = { 0 };
        int r = fill_section(&filling, problem, &markdown);
        if (r) {
                values_done(&filling.values);
                return err_trace(r);
        }
        r = blocks_parse_filled(arena, &markdown, &filling.values, ret, &error);
        values_done(&filling.values);
        if (r > 0) {
                PROBLEM(problem, section->template, 0, "line %d of the filled text: %s", error.line,
                        error.message);
                return RENDER_E_TEMPLATE;
        }
        return r < 0 ? err_trace(r) : 0;
}

int document_drawn(const Pages *pages, RenderProblem *problem) {
        const char *field;
        if (!pages_incomplete(pages, &field))
                return 0;
        PROBLEM(problem, NULL, 0, "%s holds text that no font here can draw", field ? field : "it");
        return RENDER_E_GLYPHS;
}

static bool is_runt(const Flow *flow) {
        return flow->last > 0 && flow->last < FLOW_LINES_LEAST;
}

static const Look plain_look = { .accent = LOOK_ACCENT };

PageBox document_logo(Pages *pages, const Look *look, const Language *language, const PageBox *room) {
        cairo_surface_t *image = look->logo ? logo_open(look->logo) : NULL;
        PageBox box = { .x = room->x, .y = room->y };
        if (!image)
                return box;
        double w = cairo_image_surface_get_width(image), h = cairo_image_surface_get_height(image);
        double scale = room->h / h < room->w / w ? room->h / h : room->w / w;
        box.w = w * scale;
        box.h = h * scale;
        pages_figure(pages, image, &box, look->logo_texts[language->place]);
        return box;
}

int document_fit(const Look *look, void *closure, DocumentPlace place, Pages **ret) {
        _cleanup_(pages_freep) Pages *best = NULL;
        bool runt = false;
        for (int i = 0; i <= FLOW_AIRS_MAX; i++) {
                _cleanup_(pages_freep) Pages *pages = pages_new();
                Flow flow = { .pages = pages,
                              .fresh = true,
                              .look = look ? look : &plain_look,
                              .air = flow_airs[i < FLOW_AIRS_MAX ? i : 0],
                              .leave = i < FLOW_AIRS_MAX ? 0 : FLOW_LINES_LEAST + 1 };
                int r = place(closure, &flow);
                if (r)
                        return err_trace(r);
                bool better = best && (pages_count(pages) < pages_count(best) ||
                                       (runt && pages_count(pages) == pages_count(best)));
                bool done = i == 0 && !is_runt(&flow) && flow.save <= 0;
                if (!best || (better && !is_runt(&flow))) {
                        pages_free(best);
                        best = TAKE_PTR(pages);
                        runt = is_runt(&flow);
                }
                if (done || (i + 1 == FLOW_AIRS_MAX && !runt))
                        break;
        }
        *ret = TAKE_PTR(best);
        return 0;
}

const char *document_title(Arena *arena, Block *const *sections, size_t n) {
        _cleanup_text_ Text title = { 0 };
        for (size_t i = 0; i < n; i++)
                for (const Block *block = sections[i]->first; block; block = block->next)
                        if (block->kind == BLOCK_HEADING) {
                                text_appendf(&title, "%s%s", title.n > 0 ? " / " : "",
                                             block_text(arena, block));
                                break;
                        }
        return arena_strdup(arena, text_str(&title));
}

/* Why the headings of a document do not lead through it, as a phrase; NULL: they do. */
static const char *headings_fault(const Block *first, const Block **ret_where) {
        int level = 0;
        *ret_where = first;
        if (!first)
                return "the text is empty";
        if (first->kind != BLOCK_HEADING || first->level != 1)
                return "it does not begin with a heading of the first level (# ...), which names the "
                       "document";
        for (const Block *block = first; block; block = block->next) {
                if (block->kind != BLOCK_HEADING)
                        continue;
                *ret_where = block;
                if (!block->runs)
                        return "a heading is empty";
                if (block->level > level + 1)
                        return "a heading skips a level";
                if (block->level == 1 && block != first)
                        return "there is a second heading of the first level";
                if (!block->next ||
                    (block->next->kind == BLOCK_HEADING && block->next->level <= block->level))
                        return "a heading has nothing below it";
                level = block->level;
        }
        return NULL;
}

int document_judge(Arena *arena, const RenderSection *section, RenderProblem *problem) {
        Block *document;
        const Block *where;
        int r = document_blocks(arena, section, problem, &document);
        if (r)
                return err_trace(r);
        const char *fault = headings_fault(document->first, &where);
        if (!fault)
                return 0;
        PROBLEM(problem, section->template, 0, "%s%s%.80s%s", fault, where && where->runs ? ": \"" : "",
                where && where->runs ? where->runs->text : "", where && where->runs ? "\"" : "");
        return RENDER_E_TEMPLATE;
}
