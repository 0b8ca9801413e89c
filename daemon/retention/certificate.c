/* verified -> certified: what was done, on whose authority, and how it was checked, without naming anybody;
 * with the run's ledger entries and their proofs, and signed (model/certificate.h). */
#include "model/certificate.h"
#include "base/error.h"
#include "documents/documents.h"
#include "register/unsearched.h"
#include "render/report.h"
#include "render/words.h"
#include "retention/retention.h"
#include "seal/hash.h"
#include "seal/note.h"
#include "settings/texts.h"
#include "store/batch.h"
#include "store/certificate.h"
#include "store/json.h"
#include "store/ledger.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* For whoever reads it, officers and courts among them: on two pages, smaller where there is much to say;
 * where there is very much, on more. */
#define TEXT_SIZE  9.5
#define TEXT_LEAST 7
#define PAGES_MOST 2

/* Certificates are in the standard language. NULL: the settings name nobody. */
static const char *authority(const Context *context) {
        return context->settings->authority.names[context->settings->languages.standard->place];
}

static json_t *parsed(const char *text) {
        json_t *json = json_loads(text ? text : "[]", 0, NULL);
        return json ? json : json_array();
}

static json_t *holds_json(const HoldMet *holds, size_t n) {
        json_t *list = json_array();
        for (size_t i = 0; i < n; i++)
                json_add(list, json_pack("{s:o, s:s?, s:I}", "hold",
                                         holds[i].hold ? json_integer(holds[i].hold) : json_null(), "kept_by",
                                         holds[i].kept_by, "records", (json_int_t)holds[i].records));
        return list;
}

static json_t *body_of(Context *context, const Run *run, const BatchTotals *totals,
                       const Verification *verification, int64_t tombstones) {
        json_t *body = json_object();
        json_put(body, "format", json_string(CERTIFICATE_FORMAT));
        json_put(body, "certificate", json_sprintf("run-%lld", (long long)run->id));
        json_put(body, "run", json_integer(run->id));
        json_put(body, "register", json_string(run->register_name));
        json_put(body, "authority", json_text(authority(context)));
        json_put(body, "rule", parsed(run->rule_text));
        json_put(body, "policy_version", json_string(run->policy_version));
        json_put(body, "action", json_string(disposal_to_string(run->disposal)));
        json_put(body, "planned_by", json_string(run->planned_by));
        json_put(body, "approved_by", parsed(run->approved_by));
        json_put(body, "as_of", json_string(DATE_TEXT(run->as_of)));
        json_put(body, "done_on", json_string(DATE_TEXT(totals->last_on)));
        json_put(body, "planned", json_integer(run->subjects));
        json_put(body, "held_when_planned", json_integer(run->held));
        json_put(body, "disposed", json_integer(totals->disposed));
        json_put(body, "held", json_integer(totals->held));
        json_put(body, "changed", json_integer(totals->changed));
        json_put(body, "shared_rows", json_integer(totals->shared));
        json_put(body, "batches", json_integer(totals->batches));
        json_put(body, "tombstones", json_integer(tombstones));
        json_put(body, "digest", json_text(totals->digest));
        json_put(body, "grade", json_string(promise_to_string(verification->grade)));
        json_put(body, "verified",
                 json_pack("{s:b, s:s, s:I, s:s, s:o, s:o}", "clean", verification->clean, "grade",
                           promise_to_string(verification->grade), "places", (json_int_t)verification->places,
                           "on", DATE_TEXT(verification->on), "findings", parsed(verification->findings),
                           "notes", verification->notes ? parsed(verification->notes) : json_object()));
        json_put(body, "rehearsal", json_boolean(context->settings->rehearsal));
        json_put(body, "went", totals->went ? parsed(totals->went) : json_object());
        json_put(body, "wrote", totals->wrote ? parsed(totals->wrote) : json_object());
        json_put(body, "last_links", parsed(totals->last_links));
        json_put(body, "still_shared", parsed(totals->still_shared));
        json_put(body, "traces", verification->traces ? parsed(verification->traces) : json_object());
        json_put(body, "issued_on", json_string(DATE_TEXT(clock_today(&context->clock))));
        return body;
}

static void set_words(json_t *words, const Context *context, const char *name, Date date) {
        const Language *standard = context->settings->languages.standard;
        json_put(words, name, json_string(words_date(context->arena, standard, date)));
}

/* A line of a signed note, from 0; "" past its end. */
static const char *certificate_line_of(Arena *arena, const json_t *object, const char *name, int line) {
        const char *at = json_string_value(json_object_get(object, name));
        for (; at && line > 0; line--)
                at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL;
        return at ? arena_strndup(arena, at, strcspn(at, "\n")) : "";
}

/* A day in words, or why there is none. */
static void put_until(json_t *words, const Context *context, const json_t *traces, const char *name,
                      const char *why) {
        const char *text = json_string_value(json_object_get(traces, name));
        Date date;
        if (text && date_parse(text, &date))
                set_words(words, context, name, date);
        else
                json_put(words, name,
                         json_sprintf("no date: %s", json_string_value(json_object_get(traces, why))));
}

static void put_traces(json_t *words, const Context *context, Promise grade, const json_t *traces) {
        for (Promise each = PROMISE_HIDDEN; each < _PROMISE_MAX; each++)
                json_put(words, promise_to_string(each), json_boolean(grade == each));
        put_until(words, context, traces, "log_until", "log_why");
        put_until(words, context, traces, "backups_until", "backups_why");
}

/* None, where there were none: the template then says nothing of them. A run that was verified before copies
 * were known has no counts at all. */
static void put_copies(json_t *words, const json_t *copies) {
        static const char *const names[] = { "destroyed", "missing", "out_of_reach" };
        for (size_t i = 0; i < ELEMENTS(names); i++) {
                char name[32];
                const json_t *count = json_object_get(copies, names[i]);
                bool says = i == 0 ? count != NULL : json_integer_value(count) > 0;
                snprintf(name, sizeof name, "copies_%s", names[i]);
                json_put(words, name, says ? json_integer(json_integer_value(count)) : json_null());
        }
}

/* ", "-joined. */
static json_t *list_of(const json_t *array) {
        _cleanup_text_ Text out = { 0 };
        size_t i;
        const json_t *item;
        json_array_foreach (array, i, item) {
                text_appendf(&out, "%s%s", i ? ", " : "", json_string_value(item));
        }
        return out.n ? json_string(text_str(&out)) : json_null();
}

/* "public.child 2, public.note 5" */
static json_t *rows_text(const json_t *rows) {
        _cleanup_text_ Text out = { 0 };
        const char *place;
        const json_t *n;
        json_object_foreach ((json_t *)(uintptr_t)rows, place, n) {
                text_appendf(&out, "%s%s %lld", out.n ? ", " : "", place, (long long)json_integer_value(n));
        }
        return out.n ? json_string(text_str(&out)) : json_null();
}

/* Each reason once, with all it holds for. */
static json_t *unsearched_words(const json_t *list) {
        json_auto_t *by_why = json_object();
        json_t *out = json_array();
        const json_t *item;
        const char *why;
        size_t i;
        json_array_foreach (list, i, item) {
                const char *word = json_string_value(json_object_get(item, "why"));
                const char *because = unsearched_because(word);
                because = because ? because : word;
                json_t *places = json_object_get(by_why, because);
                if (!places) {
                        places = json_array();
                        json_put(by_why, because, places);
                }
                json_add(places, json_incref(json_object_get(item, "where")));
        }
        json_t *places;
        json_object_foreach (by_why, why, places) {
                json_add(out, json_pack("{s:o, s:s}", "what", list_of(places), "why", why));
        }
        return out;
}

static void certificate_put_list(json_t *words, const char *name, json_t *list) {
        char has[32];
        snprintf(has, sizeof has, "has_%s", name);
        json_put(words, has, json_boolean(json_array_size(list) > 0));
        json_put(words, name, list ? list : json_array());
}

/* What was found and stays, what a person should look at, what was not searched. */
static void put_found(json_t *words, const json_t *body) {
        const json_t *verified = json_object_get(body, "verified"),
                     *notes = json_object_get(verified, "notes");
        bool found = !json_is_true(json_object_get(verified, "clean"));
        json_put(words, "found", json_boolean(found));
        if (!found) /* what was decided once is gone by now */
                json_put(words, "decisions", json_array());
        certificate_put_list(words, "maybe", json_incref(json_object_get(notes, "maybe")));
        certificate_put_list(words, "nowhere", json_incref(json_object_get(notes, "nowhere")));
        certificate_put_list(words, "not_searched", unsearched_words(json_object_get(notes, "not_searched")));
        json_put(words, "went_text", rows_text(json_object_get(body, "went")));
        json_put(words, "wrote_text", rows_text(json_object_get(body, "wrote")));
        json_put(words, "last_links_text", rows_text(json_object_get(body, "last_links")));
        json_put(words, "still_shared_text", rows_text(json_object_get(body, "still_shared")));
}

/* What was done, and to what: each a section of the template. */
static void put_kind(json_t *words, const Run *run) {
        const json_t *attributes = json_object_get(json_object_get(words, "rule"), "attributes");
        bool archived = disposal_archives(run->disposal);
        bool anonymised = disposal_traits(run->disposal).coarsens;
        bool emptied = run->entity && json_array_size(attributes) > 0;
        bool destroys = run_destroys(run), gone = destroys && !anonymised && !emptied;
        const struct {
                const char *name;
                bool is;
        } kinds[] = {
                { "destroys", destroys },
                { "archived", archived },
                { "brought_back", !destroys && !archived },
                { "anonymised", anonymised },
                { "emptied", emptied },
                { "gone", gone },
                { "records_gone", gone && !run->entity },
                { "rows_gone", gone && run->entity },
                { "searched", run_destroys_subjects(run) },
        };
        for (size_t i = 0; i < ELEMENTS(kinds); i++)
                json_put(words, kinds[i].name, json_boolean(kinds[i].is));
        json_put(words, "entity", json_text(run->entity));
        json_put(words, "columns", emptied ? list_of(attributes) : json_null());
}

/* The same facts as the template wants them: dates in words, one text for the approvals. */
static json_t *certificate_words_of(const json_t *body, Context *context, const Run *run,
                                    const BatchTotals *totals, const Verification *verification) {
        json_t *words = json_deep_copy(body);
        json_put(words, "approvals", list_of(json_object_get(body, "approved_by")));
        put_kind(words, run);
        put_found(words, body);
        put_traces(words, context, verification->grade, json_object_get(body, "traces"));
        put_copies(words, json_object_get(json_object_get(body, "traces"), "copies"));
        const json_t *ledger = json_object_get(body, "ledger");
        json_put(words, "entries",
                 json_integer((json_int_t)json_array_size(json_object_get(ledger, "entries"))));
        json_put(words, "signer", json_string(keys_name(context->keys)));
        json_put(words, "checkpoint_size",
                 json_string(certificate_line_of(context->arena, ledger, "checkpoint", 1)));
        json_put(words, "facts", json_string(certificate_line_of(context->arena, body, "note", 2)));
        json_put(words, "signature",
                 json_string(strrchr(certificate_line_of(context->arena, body, "note", 4), ' ') + 1));
        set_words(words, context, "as_of_words", run->as_of);
        set_words(words, context, "done_on_words", totals->last_on);
        set_words(words, context, "verified_on_words", verification->on);
        set_words(words, context, "issued_on_words", clock_today(&context->clock));
        return words;
}

static int certificate_draw(Context *context, const Run *run, const json_t *words, Buffer **ret) {
        RenderProblem problem = { 0 };
        const Language *standard = context->settings->languages.standard;
        const RenderSection section = {
                .template = texts_find(context->settings, standard, "certificate.md", context->arena),
                .shared = texts_shipped(context->settings, standard, context->arena),
                .language = standard,
                .data = words,
        };
        RenderDocument document = {
                .title = arena_printf(context->arena, "Certificate of run %lld", (long long)run->id),
                .author = authority(context) ? authority(context) : "Muniment",
                .look = &context->settings->authority.look,
                .pages_most = PAGES_MOST,
                .made_on = clock_today(&context->clock),
                .sections = &section,
                .n_sections = 1,
                .problem = &problem,
        };
        int r = RENDER_E_LAYOUT;
        for (int smaller = 0; r == RENDER_E_LAYOUT && TEXT_SIZE - smaller * 0.5 >= TEXT_LEAST; smaller++) {
                document.text_size = TEXT_SIZE - smaller * 0.5;
                r = render_report(&document, ret);
        }
        if (r == RENDER_E_LAYOUT) {
                document.pages_most = 0;
                r = render_report(&document, ret);
        }
        return r > 0 ? RETENTION_E_TEMPLATE : r < 0 ? err_trace(r) : 0;
}

/* Within the transaction of the certificate. */
static int certificate_keep(Context *context, const Run *run, const char *folder, Document *document) {
        document->kind = DOCUMENT_CERTIFICATE;
        document->language = context->settings->languages.standard->code;
        int r = documents_keep(context, document, folder,
                               arena_printf(context->arena, "certificate-run-%lld.%s", (long long)run->id,
                                            document_format_to_string(document->format)));
        return err_trace(r);
}

static int certificate_record(Context *context, const Run *run, const char *body, const Buffer *pdf) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Document signed_body = { .format = DOCUMENT_FORMAT_JSON, .body = body, .size = strlen(body) },
                 drawn = { .format = DOCUMENT_FORMAT_PDF, .body = pdf->data, .size = pdf->n };
        Date today = clock_today(&context->clock);
        const char *folder;
        int r = documents_folder(context, &folder);
        if (r == 0)
                r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = run_step(context->store, run->id, RUN_VERIFIED, RUN_CERTIFIED, NULL);
        if (r == 0)
                r = certificate_keep(context, run, folder, &signed_body);
        if (r == 0)
                r = certificate_keep(context, run, folder, &drawn);
        if (r == 0)
                r = certificate_insert(context->store, run->id, signed_body.id, drawn.id, today);
        if (r == 0)
                r = ledger_note(context, ENTRY_RUN_CERTIFIED,
                                arena_printf(context->arena, "run %lld", (long long)run->id),
                                json_pack("{s:s, s:s}", "sha256", SHA256_HEX(signed_body.sha256), "pdf",
                                          SHA256_HEX(drawn.sha256)));
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}

/* The last member is the signature over all the others. */
static void sign(Context *context, json_t *body) {
        unsigned char digest[SHA256_SIZE];
        char *canonical = json_canonical(body);
        sha256(canonical, strlen(canonical), digest);
        free(canonical);
        const char *text = certificate_text(context->arena, keys_name(context->keys), SHA256_HEX(digest));
        json_put(body, "note", json_string(note_sign(context->keys, text, context->arena)));
}

static int certify(Context *context, const Run *run, json_t *proofs,
                   bool (*holds_up)(const Context *context, const char *text, size_t n)) {
        _cleanup_(buffer_freep) Buffer *pdf = NULL;
        BatchTotals totals;
        Verification verification;
        HoldMet *holds;
        size_t n_holds;
        const char *decisions = NULL;
        int64_t tombstones;
        int r = batch_totals(context->store, run->id, context->arena, &totals);
        if (r == 0)
                r = verification_last(context->store, run->id, context->arena, &verification);
        if (r == 0)
                r = tombstone_count(context->store, run->id, &tombstones);
        if (r == 0)
                r = held_met(context->store, run->id, context->arena, &holds, &n_holds);
        if (r == 0)
                r = finding_decisions(context->store, run->id, context->arena, &decisions);
        if (r)
                return err_trace(r);
        json_auto_t *body = body_of(context, run, &totals, &verification, tombstones);
        json_put(body, "holds_met", holds_json(holds, n_holds));
        json_put(body, "decisions", parsed(decisions));
        json_put(body, "ledger", json_incref(proofs));
        sign(context, body);
        json_auto_t *words = certificate_words_of(body, context, run, &totals, &verification);
        char *text = json_dumps(body, JSON_INDENT(2));
        r = holds_up(context, text, strlen(text)) ? certificate_draw(context, run, words, &pdf)
                                                  : RETENTION_E_CONTRADICTED;
        if (r == 0)
                r = certificate_record(context, run, text, pdf);
        free(text);
        return r == RUN_E_MOVED ? 0 : err_trace(r);
}

int retention_certify(Context *context, int64_t id, json_t *proofs,
                      bool (*holds_up)(const Context *context, const char *text, size_t n)) {
        Run run;
        int r = run_get(context->store, id, context->arena, &run);
        if (r)
                return r == RUN_E_NONE ? RETENTION_E_NO_RUN : err_trace(r);
        if (run.state != RUN_VERIFIED && run.state != RUN_CERTIFIED)
                return RETENTION_E_STATE;
        if (run.state == RUN_VERIFIED && !context->keys)
                return RETENTION_E_KEYS;
        if (run.state == RUN_VERIFIED && !proofs)
                return RETENTION_E_PROOFS;
        if (run.state == RUN_VERIFIED)
                r = certify(context, &run, proofs, holds_up);
        if (r == 0)
                r = documents_settle(context);
        return err_trace(r);
}
