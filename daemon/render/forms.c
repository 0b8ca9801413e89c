#include "render/forms.h"

#include "base/error.h"
#include "render/braille.h"
#include "render/document.h"
#include "render/markup.h"
#include "render/words.h"

#include <assert.h>
#include <stdio.h>

#define LARGE_PRINT_SIZE 16

const char *render_form_to_string(RenderForm form) {
        static const char *const words[_RENDER_FORM_MAX] = {
#define X(name, word, suffix) [RENDER_FORM_##name] = word,
                RENDER_FORMS(X)
#undef X
        };
        return words[form];
}

bool render_form_from_string(const char *word, RenderForm *ret) {
        for (RenderForm form = 0; form < _RENDER_FORM_MAX; form++)
                if (str_eq(word, render_form_to_string(form))) {
                        *ret = form;
                        return true;
                }
        return false;
}

bool render_form_is_pdf(RenderForm form) {
        return form == RENDER_FORM_PDF || form == RENDER_FORM_LARGE_PRINT;
}

/* Who makes it, and what stands above the text. */
static void text_opening(const RenderDocument *document, Text *out) {
        text_appendf(out, "%s\n", document->author);
        for (size_t i = 0; i < document->n_opening; i++)
                text_appendf(out, "%s\n", document->opening[i]);
        text_append(out, "\n");
}

static void as_text(const RenderDocument *document, Block *const *sections, Text *out) {
        text_opening(document, out);
        for (size_t i = 0; i < document->n_sections; i++) {
                text_append(out, i > 0 ? "\n\n" : "");
                markup_text(sections[i], out);
        }
}

static const char *logo_text(const RenderDocument *document) {
        const Look *look = document->look;
        return look && look->logo ? look->logo_texts[document->sections[0].language->place] : NULL;
}

static void as_html(const RenderDocument *document, Block *const *sections, Text *out) {
        const MarkupPage page = { .title = document->title,
                                  .author = document->author,
                                  .opening = document->opening,
                                  .n_opening = document->n_opening,
                                  .language = document->sections[0].language->tag,
                                  .look = document->look,
                                  .logo_text = logo_text(document) };
        markup_html_begin(&page, out);
        for (size_t i = 0; i < document->n_sections; i++)
                markup_html(sections[i], document->sections[i].language->tag, out);
        markup_html_end(out);
}

static int as_braille(const RenderDocument *document, Block *const *sections, Text *out) {
        _cleanup_text_ Text opening = { 0 };
        Braille braille = { .out = out, .problem = document->problem };
        text_opening(document, &opening);
        int r = braille_language(&braille, document->sections[0].language);
        if (r == 0)
                r = braille_text(&braille, text_str(&opening), "it");
        for (size_t i = 0; r == 0 && i < document->n_sections; i++) {
                r = braille_language(&braille, document->sections[i].language);
                if (r == 0)
                        r = braille_blocks(&braille, sections[i]);
        }
        braille_end(&braille);
        return err_trace(r);
}

static int as_markup(const RenderDocument *document, RenderForm form, Buffer **ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_text_ Text out = { 0 };
        Block **sections = arena_array(arena, document->n_sections, sizeof *sections);
        int r = 0;
        for (size_t i = 0; r == 0 && i < document->n_sections; i++)
                r = document_blocks(arena, &document->sections[i], document->problem, &sections[i]);
        if (r)
                return err_trace(r);
        RenderDocument titled = *document;
        if (!titled.title)
                titled.title = document_title(arena, sections, document->n_sections);
        if (form == RENDER_FORM_HTML)
                as_html(&titled, sections, &out);
        else if (form == RENDER_FORM_TEXT)
                as_text(&titled, sections, &out);
        else
                r = as_braille(&titled, sections, &out);
        if (r)
                return err_trace(r);
        *ret = buffer_new();
        buffer_append(*ret, text_str(&out), out.n);
        return 0;
}

int render_form(const RenderDocument *document, RenderForm form, Buffer **ret) {
        RenderDocument large = *document;
        assert(!document->password || render_form_is_pdf(form));
        int r;
        if (form == RENDER_FORM_LARGE_PRINT) {
                large.text_size = LARGE_PRINT_SIZE;
                large.large = true;
                r = render_report(&large, ret);
        } else
                r = form == RENDER_FORM_PDF ? render_report(document, ret) : as_markup(document, form, ret);
        return err_trace(r);
}
