#include "requests/paper.h"

#include "base/cleanup.h"
#include "base/error.h"
#include "base/text.h"
#include "render/pdf-read.h"
#include "requests/dossier.h"
#include "settings/texts.h"
#include "store/subject.h"

#include <string.h>

/* Younger than that, who asks for themselves gets the page for a child. */
#define CHILD_UNTIL 12

void paper_done(Paper *paper) {
        json_decref(paper->held);
        json_decref(paper->kept);
        json_decref(paper->people);
}

static int look_at_kept(Context *c, const Request *request, RequestKept kept, json_t **ret) {
        json_auto_t *explained = NULL;
        const char *key;
        int r = subject_ref_key(c->store, request->subject, c->arena, &key);
        if (r == SUBJECT_STORE_E_NONE)
                return REQUESTS_E_SUBJECT;
        if (r == 0)
                r = kept(c, request->register_name, key, &explained);
        if (r)
                return err_trace(r);
        *ret = json_incref(json_object_get(explained, "items"));
        return 0;
}

static const char *text_path(const Paper *paper, const char *name) {
        Context *c = paper->source.context;
        return texts_find(c->settings, paper->source.language, arena_printf(c->arena, "%s.md", name),
                          c->arena);
}

typedef struct Form {
        RenderForm form;
        const char *passphrase;
} Form;

static int render_tree(const Paper *paper, const json_t *tree, const Form *as, Buffer **ret) {
        Context *c = paper->source.context;
        const Language *language = paper->source.language;
        const char *shared = texts_shipped(c->settings, language, c->arena);
        const RenderSection sections[] = {
                { text_path(paper, paper->child ? "access-report-child" : "access-report"), language, tree,
                  shared },
                { text_path(paper, "access-report-facts"), language, tree, shared },
        };
        const RenderDocument document = {
                .title = language->report,
                .author = c->settings->authority.names[language->place],
                .look = &c->settings->authority.look,
                .made_on = clock_today(&c->clock),
                .password = as->passphrase,
                .sections = sections,
                .n_sections = ELEMENTS(sections),
        };
        int r = render_form(&document, as->form, ret);
        return r > 0 ? REQUESTS_E_RENDER : err_trace(r);
}

/* As one string, whatever bytes are in it. */
static const char *bytes_as_text(Arena *arena, const Buffer *bytes) {
        char *text = arena_alloc(arena, bytes->n + 1);
        for (size_t i = 0; i < bytes->n; i++)
                text[i] = bytes->data[i] ? (char)bytes->data[i] : ' ';
        text[bytes->n] = '\0';
        return text;
}

static int paper_search(const Paper *paper, const Buffer *made) {
        int r = report_holds_back(&paper->source, bytes_as_text(paper->source.context->arena, made),
                                  paper->frame);
        return err_trace(r);
}

/* What the report says whoever it is about. */
static int make_frame(Paper *paper) {
        _cleanup_(buffer_freep) Buffer *made = NULL;
        ReportSource empty = paper->source;
        json_auto_t *tree = NULL;
        empty.n_items = 0;
        int r = report_for_people(&empty, &tree);
        if (r == 0)
                r = render_tree(paper, tree, &(Form){ RENDER_FORM_TEXT, NULL }, &made);
        if (r == 0)
                paper->frame = bytes_as_text(paper->source.context->arena, made);
        return err_trace(r);
}

/* As it is read by whoever it is for: the bytes of a PDF are packed, and tell nobody anything. */
static int search_pdf(const Paper *paper, const Buffer *made, const char *passphrase) {
        _cleanup_text_ Text said = { 0 };
        int r = pdf_read_text(made->data, made->n, passphrase, &said);
        if (r == 0)
                r = report_holds_back(&paper->source, text_str(&said), paper->frame);
        return err_trace(r);
}

int paper_make(const Paper *paper, RenderForm form, const char *passphrase, Buffer **ret) {
        _cleanup_(buffer_freep) Buffer *made = NULL, *plain = NULL;
        int r = render_tree(paper, paper->people, &(Form){ form, passphrase }, &made);
        if (r == 0 && form != RENDER_FORM_TEXT)
                r = render_tree(paper, paper->people, &(Form){ RENDER_FORM_TEXT, NULL }, &plain);
        if (r == 0 && plain)
                r = paper_search(paper, plain);
        if (r == 0)
                r = paper_search(paper, made);
        if (r == 0 && render_form_is_pdf(form))
                r = search_pdf(paper, made, passphrase);
        if (r)
                return err_trace(r);
        *ret = TAKE_PTR(made);
        return 0;
}

int paper_json(const Paper *paper, Buffer **ret) {
        _cleanup_(buffer_freep) Buffer *made = buffer_new();
        json_auto_t *data = report_for_programs(&paper->source, paper->people);
        char *text = json_dumps(data, JSON_INDENT(2));
        if (!text)
                return err_origin(-ENOMEM);
        buffer_append(made, text, strlen(text));
        explicit_bzero(text, strlen(text));
        free(text);
        int r = paper_search(paper, made);
        if (r)
                return err_trace(r);
        *ret = TAKE_PTR(made);
        return 0;
}

int paper_open(Context *c, const Request *request, const Dossier *dossier, RequestKept kept, Paper *ret) {
        SubjectFacts subject;
        *ret = (Paper){ .source = { .context = c,
                                    .request = request,
                                    .items = dossier->items,
                                    .n_items = dossier->n,
                                    .language =
                                            languages_find(&c->settings->languages, request->language) } };
        if (!ret->source.language)
                return REQUESTS_E_RENDER;
        int r = dossier_record(c, request, &subject, &ret->held);
        if (r == 0)
                r = look_at_kept(c, request, kept, &ret->kept);
        if (r)
                return err_trace(r);
        ret->source.held = ret->held;
        ret->source.kept = ret->kept;
        ret->child = request->requester == REQUESTER_SUBJECT && subject.born != DATE_NONE &&
                     date_age(subject.born, clock_today(&c->clock)) < CHILD_UNTIL;
        r = report_for_people(&ret->source, &ret->people);
        return r ? err_trace(r) : make_frame(ret);
}
