#include "render/document.h"

#include "base/error.h"
#include "render/template.h"

#include <stdio.h>
#include <string.h>

#define TEMPLATE_SIZE_MAX ((size_t)1024 * 1024)

/* The file's text into out; false when it cannot be read or is no template by its size. */
static bool read_file(const char *path, Text *out) {
        FILE *file = fopen(path, "re");
        if (!file)
                return false;
        char buf[8192];
        size_t n;
        while ((n = fread(buf, 1, sizeof buf, file)) > 0 && out->n <= TEMPLATE_SIZE_MAX)
                text_append_n(out, buf, n);
        bool ok = !ferror(file) && out->n <= TEMPLATE_SIZE_MAX;
        fclose(file);
        return ok;
}

/* Filled, the template is Markdown. */
static int fill(Arena *arena, const RenderSection *section, RenderProblem *problem, Text *out) {
        _cleanup_text_ Text text = { 0 };
        if (!read_file(section->template, &text)) {
                PROBLEM(problem, section->template, 0, "the text cannot be read");
                return RENDER_E_TEMPLATE;
        }
        Template *template;
        TemplateError error = { 0 };
        int r = template_parse(arena, text_str(&text), text.n, &template, &error);
        if (r == 0)
                r = template_render(template, section->data, TEMPLATE_ESCAPE_MARKDOWN, TEMPLATE_MISSING_ALL,
                                    out, &error);
        if (r > 0) {
                PROBLEM(problem, section->template, error.line, "%s", error.message);
                return RENDER_E_TEMPLATE;
        }
        return r < 0 ? err_trace(r) : 0;
}

int document_blocks(Arena *arena, const RenderSection *section, RenderProblem *problem, Block **ret) {
        _cleanup_text_ Text markdown = { 0 };
        int r = fill(arena, section, problem, &markdown);
        if (r)
                return err_trace(r);
        BlocksError error = { 0 };
        r = blocks_parse(arena, text_str(&markdown), markdown.n, ret, &error);
        if (r > 0) {
                PROBLEM(problem, section->template, 0, "line %d of the filled text: %s", error.line,
                        error.message);
                return RENDER_E_TEMPLATE;
        }
        return r < 0 ? err_trace(r) : 0;
}
