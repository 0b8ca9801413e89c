#include "requests/letters.h"

#include "base/cleanup.h"
#include "base/error.h"
#include "base/text.h"
#include "documents/documents.h"
#include "requests/letter-daily.h"
#include "requests/letter-judge.h"
#include "requests/letter-text.h"
#include "requests/report.h"
#include "requests/right.h"
#include "requests/step.h"
#include "settings/settings.h"
#include "store/ledger.h"

#include <string.h>

static const struct {
        const char *code, *text;
} letter_reasons[] = {
#define REASON(name, c, t) { (c), (t) },
        LETTER_REASONS(REASON)
#undef REASON
};
const char *letter_reason_text(const char *reason) {
        for (size_t i = 0; i < ELEMENTS(letter_reasons); i++)
                if (str_eq(reason, letter_reasons[i].code))
                        return letter_reasons[i].text;
        return str_starts(reason, "notify-") ? "GOV.UK Notify does not carry it now: muniment status says why"
                                             : "The post would not take the address: muniment request wishes";
}

/* --- where it goes -------------------------------------------------------------------------------------- */

LetterFault letters_address(const Context *c, const char *said, LetterAddress *ret) {
        const PostAreas areas = { c->settings->made_up_postcodes, c->settings->n_made_up_postcodes };
        const char *lines[LETTER_LINES_MOST];
        size_t n = 0;
        for (const char *p = said; *p && n < LETTER_LINES_MOST; p += *p != '\0') {
                size_t length = strcspn(p, ",\n");
                lines[n++] = arena_strndup(c->arena, p, length);
                p += length;
                if (*p == '\0')
                        break;
        }
        ret->n = letter_normal_address(c->arena, lines, n, ret->lines);
        return letter_check_address(ret->lines, ret->n, &areas);
}

/* --- one letter ----------------------------------------------------------------------------------------- */

typedef struct LetterWork {
        Step *step;
        LetterCase of;
        const char *folder; /* of copies; NULL: none */
        const char *said;   /* what a person has it say; NULL: what the event says */
        int64_t made;
} LetterWork;

static int letters_note(const LetterWork *w, const RequestLetter *letter, json_t *detail) {
        Context *c = w->step->context;
        return ledger_note_subject(c, ENTRY_REQUEST_LETTER_MADE, w->step->request.subject,
                                   arena_printf(c->arena, "request %s", letter->request), detail);
}

static int letters_keep(LetterWork *w, const LetterText *text, const LetterAddress *to, const Buffer *pdf,
                        RequestLetter *letter) {
        Context *c = w->step->context;
        Document document = { .kind = DOCUMENT_LETTER,
                              .format = DOCUMENT_FORMAT_PDF,
                              .language = language_list_to_string(&text->languages, c->arena),
                              .subject = w->step->request.subject,
                              .body = pdf->data,
                              .size = pdf->n };
        int r = documents_keep(c, &document, w->folder,
                               arena_printf(c->arena, "L-%lld.pdf", (long long)letter->id));
        if (r == 0)
                r = delivery_begin(c, &(DeliveryLetter){ .request_letter = letter->id,
                                                         .document = document.id,
                                                         .address = letter_address_text(c->arena, to),
                                                         .laid = w->folder != NULL });
        letter->document = document.id;
        letter->language = document.language;
        letter->state = REQUEST_LETTER_IS_MADE;
        letter->reason = NULL;
        letter->made_on = clock_today(&c->clock);
        letter->said = w->said != NULL;
        w->made++;
        if (r == 0 && request_letter_is_news(letter->kind))
                r = step_event(w->step, REQUEST_EVENT_PROGRESS_TOLD, request_letter_to_string(letter->kind),
                               DATE_NONE);
        if (r == 0)
                r = right_told(w->step, letter->kind);
        return r ? err_trace(r)
                 : letters_note(w, letter,
                                json_pack("{s:s, s:s, s:i, s:s}", "letter",
                                          request_letter_to_string(letter->kind), "language",
                                          letter->language, "pages", letter->pages, "due",
                                          DATE_TEXT(letter->due)));
}

/* Whether what an officer has it say holds a value of the dossier that does not go out: searched as a report
 * is. The names that were looked for are the requester's own. */
static int letters_tells(Context *c, const LetterText *text, bool *ret) {
        ReportSource source = { .context = c,
                                .request = text->request,
                                .language = text->languages.items[0] };
        DossierItem *items;
        size_t n = 0;
        *ret = false;
        int r = dossier_items(c->store, text->request->ref, c->arena, &items, &n);
        if (r || n == 0)
                return err_trace(r);
        source.items = items;
        for (size_t i = 0; i < n; i++)
                if (text->kind != REQUEST_LETTER_NOTHING ||
                    (!str_eq(items[i].label, "given-names") && !str_eq(items[i].label, "family-name")))
                        items[source.n_items++] = items[i];
        r = report_holds_back(&source, text->said, "");
        *ret = r == REQUESTS_E_LEAK;
        return *ret ? 0 : err_trace(r);
}

static int letters_write(LetterWork *w, RequestLetter *letter) {
        Context *c = w->step->context;
        LetterAddress to;
        LetterText text;
        bool tells;
        LetterMade made = { .fault = letters_address(c, w->of.to, &to) };
        int r = letter_text_read(c, &w->step->request, letter, &text);
        if (w->said)
                text.said = w->said;
        if (r == REQUESTS_E_SUBJECT) {
                letter_put_off(letter, REQUEST_LETTER_IS_LAPSED, LETTER_REASON_GONE);
                return 0;
        }
        text.name = to.n ? to.lines[0] : NULL;
        if (r == 0 && text.said) {
                r = letters_tells(c, &text, &tells);
                if (r || tells) {
                        letter_put_off(letter, REQUEST_LETTER_IS_WAITING, LETTER_REASON_TELLS);
                        return err_trace(r);
                }
        }
        if (r == 0 && made.fault == LETTER_FAULT_NONE)
                r = letter_text_pdf(&text, &to, &made);
        if (r < 0 || (r > 0 && r != RENDER_E_GLYPHS && r != RENDER_E_LAYOUT && r != RENDER_E_TEMPLATE))
                return err_trace(r);
        if (made.pdf) {
                letter->pages = made.pages;
                r = letters_keep(w, &text, &to, made.pdf, letter);
                buffer_free(made.pdf);
                return err_trace(r);
        }
        if (made.fault != LETTER_FAULT_NONE) {
                letter->state = REQUEST_LETTER_IS_WAITING;
                letter->reason = letter_fault_to_string(made.fault);
        } else
                letter_put_off(letter, REQUEST_LETTER_IS_WAITING,
                               r == RENDER_E_GLYPHS ? LETTER_REASON_UNPRINTABLE : LETTER_REASON_BROKEN);
        return 0;
}

static int letters_meet(LetterWork *w, RequestLetter *letter) {
        const RequestLetter before = *letter;
        letter_judge(&w->of, letter);
        int r = letter->reason ? 0 : letters_write(w, letter);
        if (letter->reason)
                letter->read = false; /* of this time, and nothing came of it */
        if (r == 0 && (letter->state != before.state || !str_eq(letter->reason, before.reason)))
                r = request_letter_set(w->step->context->store, letter);
        return err_trace(r);
}

/* daily: after asking what the day makes. */
static int letters_open(Step *step, Context *c, const char *ref, LetterWork *w, bool daily) {
        *w = (LetterWork){ .step = step };
        int r = delivery_folder(c, &w->folder);
        if (r == 0)
                r = step_begin(step, c, ref);
        if (r == 0 && daily)
                r = letter_daily(step);
        if (r == 0)
                r = letter_case_read(c, &step->request, &w->of);
        return err_trace(r);
}

static bool letters_any(const LetterCase *of) {
        for (size_t i = 0; i < of->n; i++)
                if (of->letters[i].state < REQUEST_LETTER_IS_MADE)
                        return true;
        return false;
}

static int letters_close(LetterWork *w) {
        int r = step_commit(w->step);
        return r ? err_trace(r) : documents_settle(w->step->context);
}

static int letters_of_request(Context *c, const char *ref, bool daily, int64_t *ret_made) {
        _cleanup_step_ Step step = { 0 };
        LetterWork w;
        *ret_made = 0;
        int r = letters_open(&step, c, ref, &w, daily);
        if (r || !letters_any(&w.of))
                return err_trace(r);
        /* The register is opened for what may go, not for what waits for an address. */
        if (w.of.to)
                r = letter_case_look(&w.of);
        for (size_t i = 0; r == 0 && i < w.of.n; i++)
                if (w.of.letters[i].state < REQUEST_LETTER_IS_MADE)
                        r = letters_meet(&w, &w.of.letters[i]);
        if (r)
                return err_trace(r);
        *ret_made = w.made;
        return letters_close(&w);
}

int requests_letters(Context *c, const char *ref, int64_t *ret_made) {
        int r = letters_of_request(c, ref, false, ret_made);
        return err_trace(r);
}

int requests_letters_all(Context *context) {
        const char **refs;
        size_t n;
        int met = 0, r = request_letter_requests(context->store, context->arena, &refs, &n);
        for (size_t i = 0; r == 0 && i < n; i++) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                Context inner = *context;
                int64_t made;
                inner.arena = arena;
                r = letters_of_request(&inner, refs[i], true, &made);
                /* Where a register is away or closed the others' letters go; it is told at the end. */
                met = r > 0 && met == 0 ? r : met;
                r = r > 0 ? 0 : r;
        }
        r = r == 0 ? met : r;
        return err_trace(r);
}

/* --- by a person's hand --------------------------------------------------------------------------------- */

/* The first of the kind that is still to be made, else the last, but none that lapsed after one that is
 * stuck. */
static RequestLetter *letters_find(const LetterCase *of, RequestLetterKind kind) {
        RequestLetter *found = NULL;
        for (size_t i = 0; i < of->n; i++)
                if (of->letters[i].kind == kind && (!found || found->state >= REQUEST_LETTER_IS_MADE) &&
                    !(found && request_letter_is_stuck(found) &&
                      of->letters[i].state == REQUEST_LETTER_IS_LAPSED))
                        found = &of->letters[i];
        return found;
}

static int letters_told(LetterWork *w, RequestLetter *letter) {
        Context *c = w->step->context;
        int r = letter->state == REQUEST_LETTER_IS_MADE
                        ? delivery_withdraw(c, (LetterNumber){ .request_letter = letter->id })
                        : 0;
        if (r)
                return err_trace(r);
        letter->state = REQUEST_LETTER_IS_TOLD;
        letter->reason = NULL;
        letter->made_on = clock_today(&c->clock);
        r = request_letter_set(c->store, letter);
        if (r == 0 && request_letter_is_news(letter->kind))
                r = step_event(w->step, REQUEST_EVENT_PROGRESS_TOLD, NULL, DATE_NONE);
        if (r == 0)
                r = right_told(w->step, letter->kind);
        return r ? err_trace(r)
                 : letters_note(w, letter,
                                json_pack("{s:s, s:b}", "letter", request_letter_to_string(letter->kind),
                                          "told", true));
}

/* Another: one that a person wishes, or in the place of one that did not go. Nothing is kept of what may not
 * go now. */
static int letters_another(LetterWork *w, RequestLetterKind kind, RequestLetter **letter) {
        Context *c = w->step->context;
        const Date today = clock_today(&c->clock);
        const RequestLetter wanted = {
                .request = w->step->request.ref, .kind = kind, .of = today, .due = today
        };
        const bool stuck = *letter && request_letter_is_stuck(*letter);
        int r = stuck ? delivery_withdraw(c, (LetterNumber){ .request_letter = (*letter)->id }) : 0;
        if (r == 0)
                r = stuck ? request_letter_again(c->store, (*letter)->id)
                          : request_letter_want_on(c->store, &wanted);
        if (r == 0)
                r = request_letter_list(c->store, wanted.request, c->arena, &w->of.letters, &w->of.n);
        if (r == 0)
                *letter = letters_find(&w->of, kind);
        return err_trace(r);
}

int requests_letter(Context *c, const char *ref, const LetterWish *wish, RequestLetter *ret) {
        _cleanup_step_ Step step = { 0 };
        LetterWork w;
        /* What the print room has taken by now has left, and is not made again. */
        int r = documents_settle(c);
        if (r <= 0)
                r = letters_open(&step, c, ref, &w, false);
        if (r == 0)
                r = delivery_lock_of_request(c->store, ref);
        if (r == 0)
                r = letter_case_look(&w.of);
        if (r)
                return err_trace(r);
        RequestLetter *letter = letters_find(&w.of, wish->kind);
        const bool made = letter && letter->state >= REQUEST_LETTER_IS_MADE,
                   stuck = letter && request_letter_is_stuck(letter),
                   fresh = wish->act == LETTER_MAKE &&
                           (stuck || ((made || !letter) && request_letter_by_hand(wish->kind)));
        if (fresh)
                r = letters_another(&w, wish->kind, &letter);
        if (r)
                return err_trace(r);
        if (!letter)
                return REQUESTS_E_LETTER;
        w.said = wish->said;
        if (wish->act == LETTER_TOLD && (!made || stuck))
                r = letters_told(&w, letter);
        else if (letter->state < REQUEST_LETTER_IS_MADE) {
                letter->read =
                        !letter->said || wish->said; /* what was said in it is said again, or it waits */
                r = letters_meet(&w, letter);
        }
        *ret = *letter;
        if (r || (fresh && letter->reason))
                return err_trace(r);
        return letters_close(&w);
}

int requests_letter_preview(Context *c, const char *ref, const LetterWish *wish, Buffer **ret) {
        const RequestLetter letter = { .kind = wish->kind, .of = clock_today(&c->clock) - 1 };
        Request request;
        LetterText text;
        LetterCase of = { 0 };
        LetterAddress to = { .n = 0 };
        int r = request_load(c->store, ref, c->arena, &request);
        if (r == REQUEST_STORE_E_NONE)
                return REQUESTS_E_NONE;
        if (r == 0 && !request.subject)
                return REQUESTS_E_SUBJECT;
        if (r == 0)
                r = letter_case_read(c, &request, &of);
        if (r == 0)
                r = letter_text_read(c, &request, &letter, &text);
        if (r)
                return err_trace(r);
        if (of.to)
                (void)letters_address(c, of.to, &to);
        text.name = to.n ? to.lines[0] : NULL;
        if (wish->said)
                text.said = wish->said;
        return letter_text_plain(&text, ret);
}
