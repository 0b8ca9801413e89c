/* A text as a family would get it, with the example data of notices/sample.json. */
#include "notices/notices.h"

#include "base/error.h"
#include "base/text.h"
#include "notices/letter-data.h"
#include "render/document.h"
#include "render/markup.h"
#include "render/words.h"

#include <stdio.h>

static int preview_pdf(Context *c, const RenderSection *sections, size_t n, const char *audience,
                       const char *language, RenderProblem *problem, Buffer **ret) {
        const json_t *data = sections[0].data;
        const char *to[] = { json_string_value(json_object_get(
                                     json_object_get(data, str_eq(audience, "parent") ? "to" : "child"),
                                     "name")),
                             "12 Example Road", "Aberwennol", "ZA1 2AB" };
        Letter letter = { .to = to,
                          .n_to = ELEMENTS(to),
                          .reference = "N-1",
                          .on = clock_today(&c->clock),
                          .size = str_eq(audience, "parent") ? LETTER_SIZE_PARENT : LETTER_SIZE_CHILD,
                          .sections = sections,
                          .n_sections = n,
                          .problem = problem };
        letter_sender(c->arena, &c->settings->authority, language, &letter);
        if (!to[0])
                return RENDER_E_TEMPLATE;
        return render_letter(&letter, ret, NULL, NULL);
}

static int preview_markup(Context *c, const RenderSection *sections, size_t n, bool html,
                          RenderProblem *problem, Buffer **ret) {
        _cleanup_text_ Text out = { 0 };
        if (html)
                text_appendf(
                        &out,
                        "<!doctype html>\n<html lang=\"%s\">\n<meta charset=\"utf-8\">\n<title>%s</title>\n",
                        words_bcp47(sections[0].language), "Preview");
        for (size_t i = 0; i < n; i++) {
                Block *blocks;
                int r = document_blocks(c->arena, &sections[i], problem, &blocks);
                if (r)
                        return r;
                if (html)
                        markup_html(blocks, words_bcp47(sections[i].language), &out);
                else
                        markup_text(blocks, &out);
        }
        *ret = buffer_new();
        buffer_append(*ret, text_str(&out), out.n);
        return 0;
}

int notices_preview(Context *c, const char *text, const char *audience, const char *language,
                    PreviewFormat format, RenderProblem *problem, Buffer **ret) {
        const char *path = arena_printf(c->arena, "%s/notices/sample.json", c->settings->data_dir);
        json_t *sample = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
        RenderSection sections[2];
        size_t n = 0;
        if (!sample) {
                PROBLEM(problem, path, 0, "the example data cannot be read");
                return NOTICES_E_TEXT;
        }
        for (int i = 0; i < 2; i++) {
                const char *one = i == 0 ? "cy" : "en";
                if (str_eq(language, one) || str_eq(language, "cy-en"))
                        sections[n++] =
                                (RenderSection){ letter_template(c->arena, c->settings, one, text, audience),
                                                 one, json_object_get(sample, one) };
        }
        int r = RENDER_E_TEMPLATE;
        if (n > 0)
                r = format == PREVIEW_PDF
                            ? preview_pdf(c, sections, n, audience, language, problem, ret)
                            : preview_markup(c, sections, n, format == PREVIEW_HTML, problem, ret);
        json_decref(sample);
        if (r > 0)
                return NOTICES_E_TEXT;
        return r < 0 ? err_trace(r) : 0;
}
