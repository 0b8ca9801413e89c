/* Rendered and released. */
#include "base/error.h"
#include "base/text.h"
#include "render/report.h"
#include "requests/dossier.h"
#include "requests/report.h"
#include "requests/step.h"
#include "seal/hash.h"
#include "settings/settings.h"
#include "store/subject.h"

#include <string.h>

static int keep(Step *step, const char *format, const char *language, const void *body, size_t size) {
        unsigned char digest[SHA256_SIZE];
        int64_t id;
        sha256(body, size, digest);
        const Document document = {
                .kind = "report",
                .format = format,
                .language = language,
                .subject = step->request.subject,
                .sha256 = digest,
                .body = body,
                .size = size,
                .made_on = clock_today(&step->context->clock),
        };
        int r = document_insert(step->context->store, &document, &id);
        return r ? r : request_document_insert(step->context->store, step->request.ref, id);
}

static int keep_pdf(Step *step, const ReportSource *source) {
        Context *c = step->context;
        _cleanup_(buffer_freep) Buffer *pdf = NULL;
        bool welsh = str_eq(source->language, "cy");
        json_t *data = NULL;
        int r = report_for_people(source, &data);
        if (r)
                return r;
        const RenderSection section = {
                .template = arena_printf(c->arena, "%s/notices/%s/access-report.md", c->settings->data_dir,
                                         source->language),
                .language = source->language,
                .data = data,
        };
        const RenderDocument document = {
                .title = welsh ? "Yr wybodaeth a gedwir amdanoch" : "The information held about you",
                .author = welsh ? c->settings->authority.name_cy : c->settings->authority.name_en,
                .made_on = clock_today(&c->clock),
                .sections = &section,
                .n_sections = 1,
        };
        r = render_report(&document, &pdf);
        json_decref(data);
        if (r > 0)
                return REQUESTS_E_RENDER;
        return r ? r : keep(step, "pdf", source->language, pdf->data, pdf->n);
}

static int keep_json(Step *step, const ReportSource *source) {
        json_t *data = report_for_programs(source);
        char *text = data ? json_dumps(data, JSON_INDENT(2)) : NULL;
        json_decref(data);
        if (!text)
                return err_origin(-ENOMEM);
        int r = keep(step, "json", source->language, text, strlen(text));
        explicit_bzero(text, strlen(text));
        free(text);
        return r;
}

int requests_render(Context *context, const char *ref) {
        _cleanup_step_ Step step = { 0 };
        DossierItem *items;
        int r = step_begin(&step, context, ref);
        if (r)
                return r;
        if (step.request.state == REQUEST_RENDERED)
                return 0; /* a job tried again after its commit: there is nothing left to do */
        if (!step.request.subject)
                return REQUESTS_E_SUBJECT;
        ReportSource source = { .context = context,
                                .request = &step.request,
                                .language = step.request.language };
        r = step_move(&step, REQUEST_RENDERED);
        if (r == 0)
                r = dossier_items(context->store, ref, context->arena, &items, &source.n_items);
        if (r == 0)
                r = dossier_still_lawful(context, &step.request, items, source.n_items);
        if (r)
                return r;
        source.items = items;
        r = keep_pdf(&step, &source);
        if (r == 0)
                r = keep_json(&step, &source);
        if (r == 0)
                r = step_event(&step, REQUEST_EVENT_RENDERED, NULL, DATE_NONE);
        return r ? r : step_commit(&step);
}

int requests_release(Context *context, const char *ref, const HandOver *to) {
        _cleanup_step_ Step step = { 0 };
        RequestDocument *documents;
        DossierItem *items;
        size_t n, n_items;
        int r = step_begin(&step, context, ref);
        if (r)
                return r;
        r = step_move(&step, REQUEST_RELEASED);
        if (r == 0)
                r = dossier_items(context->store, ref, context->arena, &items, &n_items);
        if (r == 0)
                r = dossier_still_lawful(context, &step.request, items, n_items);
        if (r == 0)
                r = request_documents(context->store, ref, context->arena, &documents, &n);
        for (size_t i = 0; r == 0 && i < n; i++)
                r = to->file(to->to, arena_printf(context->arena, "%s.%s", ref, documents[i].format),
                             documents[i].body, documents[i].size);
        if (r == 0)
                r = step_event(&step, REQUEST_EVENT_RELEASED, NULL, DATE_NONE);
        if (r == 0)
                r = step_release_hold(&step);
        return r ? r : step_commit(&step);
}
