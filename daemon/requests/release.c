/* Rendered and released. */
#include "base/error.h"
#include "base/text.h"
#include "documents/documents.h"
#include "requests/dossier.h"
#include "requests/paper.h"
#include "requests/step.h"
#include "settings/settings.h"
#include "store/dossier.h"

#include <string.h>

static int release_keep(Step *step, DocumentFormat format, const char *language, const void *body,
                        size_t size) {
        Document document = {
                .kind = DOCUMENT_REPORT,
                .format = format,
                .language = language,
                .subject = step->request.subject,
                .body = body,
                .size = size,
        };
        int r = documents_keep(step->context, &document, NULL, NULL);
        return r ? err_trace(r)
                 : request_document_insert(step->context->store, step->request.ref, document.id);
}

static int keep_pdf(Step *step, const Paper *paper) {
        _cleanup_(buffer_freep) Buffer *pdf = NULL;
        int r = paper_make(paper, RENDER_FORM_PDF, NULL, &pdf);
        return r ? err_trace(r)
                 : release_keep(step, DOCUMENT_FORMAT_PDF, paper->source.language->code, pdf->data, pdf->n);
}

static int keep_json(Step *step, const Paper *paper) {
        _cleanup_(buffer_freep) Buffer *json = NULL;
        int r = paper_json(paper, &json);
        return r ? err_trace(r)
                 : release_keep(step, DOCUMENT_FORMAT_JSON, paper->source.language->code, json->data,
                                json->n);
}

/* What is approved and may go out today, as a paper. */
static int open_paper(Step *step, RequestKept kept, Paper *ret) {
        Context *c = step->context;
        DossierItem *items;
        size_t n;
        if (!step->request.subject)
                return REQUESTS_E_SUBJECT;
        int r = dossier_items(c->store, step->request.ref, c->arena, &items, &n);
        if (r == 0)
                r = dossier_still_lawful(c, &step->request, items, n);
        return r ? err_trace(r) : paper_open(c, &step->request, &(Dossier){ items, n }, kept, ret);
}

int requests_form(Context *context, const char *ref, RequestKept kept, const RequestForm *as, Buffer **ret) {
        _cleanup_step_ Step step = { 0 };
        _cleanup_paper_ Paper paper = { 0 };
        int r = step_begin(&step, context, ref);
        if (r == 0 && step.request.state != REQUEST_APPROVED && step.request.state != REQUEST_RENDERED &&
            step.request.state != REQUEST_RELEASED)
                r = REQUESTS_E_STATE;
        if (r == 0)
                r = open_paper(&step, kept, &paper);
        if (r)
                return err_trace(r);
        return as->form == _RENDER_FORM_MAX ? paper_json(&paper, ret)
                                            : paper_make(&paper, as->form, as->passphrase, ret);
}

int requests_render(Context *context, const char *ref, RequestKept kept) {
        _cleanup_step_ Step step = { 0 };
        _cleanup_paper_ Paper paper = { 0 };
        int r = step_begin(&step, context, ref);
        if (r)
                return err_trace(r);
        if (step.request.state == REQUEST_RENDERED)
                return 0; /* a job tried again after its commit: there is nothing left to do */
        r = step_move(&step, REQUEST_RENDERED);
        if (r == 0)
                r = open_paper(&step, kept, &paper);
        if (r == 0)
                r = keep_pdf(&step, &paper);
        if (r == 0)
                r = keep_json(&step, &paper);
        if (r == 0)
                r = step_event(&step, REQUEST_EVENT_RENDERED, NULL, DATE_NONE);
        return r ? err_trace(r) : step_commit(&step);
}

/* May it be handed over, as the record and the law stand now? Moves the request; the caller commits. */
static int release_let_go(Step *step) {
        DossierItem *items;
        size_t n;
        int r = step_move(step, REQUEST_RELEASED);
        if (r == 0)
                r = dossier_items(step->context->store, step->request.ref, step->context->arena, &items, &n);
        return r ? err_trace(r) : dossier_still_lawful(step->context, &step->request, items, n);
}

/* Where the report goes: copies of ours, or files of the caller's. */
typedef struct Handing {
        const HandOver *to;
        const char *own; /* the number of the folder that copies are laid in; NULL: files of the caller's */
        RequestDocument *documents;
        size_t n;
} Handing;

static const char *file_name(Context *context, const char *ref, const RequestDocument *document) {
        return arena_printf(context->arena, "%s.%s", ref, document_format_to_string(document->format));
}

/* Copies are on record before they are written, so before the request is released; nothing else of this is
 * kept. */
static int prepare(Context *context, const char *ref, Handing *handing) {
        _cleanup_step_ Step step = { 0 };
        int r = step_begin(&step, context, ref);
        if (r == 0)
                r = release_let_go(&step);
        if (r == 0)
                r = request_documents(context->store, ref, context->arena, &handing->documents, &handing->n);
        step_done(&step);
        for (size_t i = 0; r == 0 && handing->own && i < handing->n; i++)
                r = copy_insert(context->store, handing->own, file_name(context, ref, &handing->documents[i]),
                                handing->documents[i].document, false);
        return err_trace(r);
}

static int release_write_out(Context *context, const char *ref, const Handing *handing) {
        if (handing->own)
                return documents_settle(context);
        for (size_t i = 0; i < handing->n; i++) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                const unsigned char *body;
                size_t size;
                int r = documents_open(context, handing->documents[i].document, arena, &body, &size);
                if (r == DOCUMENTS_E_GONE)
                        return REQUESTS_E_SUBJECT;
                if (r == 0)
                        r = handing->to->file(handing->to->to,
                                              file_name(context, ref, &handing->documents[i]), body, size);
                if (r)
                        return err_trace(r);
        }
        return 0;
}

static int release_finish(Context *context, const char *ref) {
        _cleanup_step_ Step step = { 0 };
        int r = step_begin(&step, context, ref);
        if (r == 0)
                r = release_let_go(&step);
        if (r == 0)
                r = step_event(&step, REQUEST_EVENT_RELEASED, NULL, DATE_NONE);
        if (r == 0)
                r = step_release_hold(&step);
        return r ? err_trace(r) : step_commit(&step);
}

/* Nothing was released: no copy of it stays with us. Whatever fails here, the next settling tries again. */
static void take_back(Context *context, const Handing *handing) {
        for (size_t i = 0; handing->own && i < handing->n; i++)
                (void)copy_end(context->store, handing->documents[i].document, handing->own);
        (void)documents_settle(context);
}

int requests_release(Context *context, const char *ref, const HandOver *to) {
        Handing handing = { .to = to };
        int r = to->folder && documents_is_own(context, to->folder) ? documents_folder(context, &handing.own)
                                                                    : 0;
        if (r == 0)
                r = prepare(context, ref, &handing);
        if (r)
                return err_trace(r);
        r = release_write_out(context, ref, &handing);
        if (r == 0)
                r = release_finish(context, ref);
        if (r && r != REQUESTS_E_STATE) /* that: another has released it meanwhile */
                take_back(context, &handing);
        return err_trace(r);
}
