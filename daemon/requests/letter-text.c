#include "requests/letter-text.h"

#include "base/cleanup.h"
#include "base/error.h"
#include "base/text.h"
#include "documents/sender.h"
#include "model/gates.h"
#include "register/told.h"
#include "render/forms.h"
#include "render/words.h"
#include "requests/dossier.h"
#include "requests/heard.h"
#include "settings/texts.h"
#include "store/json.h"

/* Younger than that, who asks for themselves is written to in plain words. */
#define PLAIN_UNTIL 16

static const char *letter_path(const LetterText *t, const Language *language) {
        Context *c = t->context;
        return texts_find(c->settings, language,
                          arena_printf(c->arena, "letter-%s%s.md", request_letter_to_string(t->kind),
                                       t->child ? "-child" : ""),
                          c->arena);
}

/* A value that may be missing: nothing, and a word that says whether it is there. */
static void letter_put(json_t *data, Arena *arena, const char *name, const char *value) {
        json_put(data, arena_printf(arena, "has_%s", name), json_boolean(value != NULL));
        json_put(data, name, json_string(value ? value : ""));
}

/* Reasons that may be told. What the others are is protected itself, so they have one wording
 * (DPA 2018 Sch 3: Art 15(1) does not apply). */
static const struct {
        const char *flag, *code;
        bool of_right; /* of a right other than access */
} letter_told_reasons[] = { { "unfounded", "unfounded" },
                            { "excessive", "excessive" },
                            { "not_identified", "not-identified" },
                            { "no_authority", "no-authority" },
                            { "turned_eighteen", "turned-eighteen" },
                            { "not_living", "not-living" },
                            { "accurate", "accurate", true },
                            { "opinion", "opinion", true },
                            { "grounds", "compelling-grounds", true },
                            { "no_ground", "no-ground", true },
                            { "not_by_consent", "not-by-consent", true } };

/* What was found of a complaint, and how much of another right was carried out. */
static const struct {
        const char *flag, *code;
} letter_outcomes[] = { { "upheld", "upheld" },
                        { "partly_upheld", "partly-upheld" },
                        { "not_upheld", "not-upheld" },
                        { "partly", "partly" },
                        { "beside", "kept-beside" } };

/* Which sentences stand in it. */
static void letter_flags(json_t *data, const LetterText *t) {
        const RequestState state = t->request->state;
        bool told = false, of_right = false;
        for (size_t i = 0; i < ELEMENTS(letter_told_reasons); i++) {
                const bool is = str_eq(t->why, letter_told_reasons[i].code);
                json_put(data, letter_told_reasons[i].flag, json_boolean(is));
                told |= is;
                of_right |= is && letter_told_reasons[i].of_right;
        }
        json_put(data, "no_more", json_boolean(!told));
        json_put(data, "right_told", json_boolean(of_right));
        for (size_t i = 0; i < ELEMENTS(letter_outcomes); i++)
                json_put(data, letter_outcomes[i].flag,
                         json_boolean(str_eq(t->why, letter_outcomes[i].code)));
        json_put(data, "many", json_boolean(str_eq(t->why, "number")));
        json_put(data, "asked", json_boolean(t->asked));
        json_put(data, "who", json_boolean(t->showing));
        json_put(data, "stands", json_boolean(t->stands));
        /* Where nothing needs weighing the engine reviews at once: only approving is a person's act. */
        json_put(data, "looking", json_boolean(!t->showing && state < REQUEST_APPROVED));
        json_put(data, "ready", json_boolean(!t->showing && state >= REQUEST_APPROVED));
        json_put(data, "rectification", json_boolean(t->request->kind == REQUEST_RECTIFICATION));
}

/* NULL: the labels cannot be read. The caller owns it. */
static json_t *letter_fill(const LetterText *t, const Language *language) {
        Context *c = t->context;
        const Request *request = t->request;
        const RegisterSettings *governed = settings_register(c->settings, request->register_name);
        Problems problems = PROBLEMS(c->arena);
        _cleanup_(labels_closep) Labels *labels = labels_open(c->settings, language, c->arena, &problems);
        if (!labels || !governed)
                return NULL;
        labels_follow(labels, governed->map);
        const Telling telling = { .arena = c->arena,
                                  .settings = c->settings,
                                  .map = governed->map,
                                  .labels = labels,
                                  .language = language,
                                  .plain = t->child,
                                  .on = clock_today(&c->clock) };
        json_t *data = told_frame(&telling);
        letter_put(data, c->arena, "name", t->name);
        letter_put(data, c->arena, "said", t->said);
        letter_put(data, c->arena, "due",
                   t->due == DATE_NONE ? NULL : words_date(c->arena, language, t->due));
        json_put(data, "reference", json_string(request->ref));
        json_put(data, "received", json_string(words_date(c->arena, language, request->received)));
        json_put(data, "about_reader", json_boolean(request->requester == REQUESTER_SUBJECT));
        json_put(data, "about_child", json_boolean(request->requester == REQUESTER_PARENT));
        json_put(data, "about_other",
                 json_boolean(request->requester != REQUESTER_SUBJECT &&
                              request->requester != REQUESTER_PARENT));
        json_put(data, "complaint", json_boolean(request->kind == REQUEST_COMPLAINT));
        json_put(data, "missed",
                 json_string(t->missed == DATE_NONE ? "" : words_date(c->arena, language, t->missed)));
        letter_flags(data, t);
        return data;
}

static void letter_close(json_t **data, size_t n) {
        for (size_t i = 0; i < n; i++)
                json_decref(data[i]);
}

/* A section a language. 0 or RENDER_E_TEMPLATE; the data are the caller's to close either way. */
static int letter_sections(const LetterText *t, RenderSection *sections, json_t **data) {
        int r = 0;
        for (size_t i = 0; i < t->languages.n; i++) {
                const Language *language = t->languages.items[i];
                data[i] = letter_fill(t, language);
                sections[i] =
                        (RenderSection){ letter_path(t, language), language, data[i],
                                         texts_shipped(t->context->settings, language, t->context->arena) };
                if (!data[i])
                        r = RENDER_E_TEMPLATE;
        }
        return err_trace(r);
}

int letter_text_pdf(const LetterText *t, const LetterAddress *to, LetterMade *ret) {
        const Settings *settings = t->context->settings;
        RenderSection sections[LANGUAGES_MAX];
        json_t *data[LANGUAGES_MAX] = { NULL };
        Letter letter = { .to = to->lines,
                          .n_to = to->n,
                          .reference = t->request->ref,
                          .on = clock_today(&t->context->clock),
                          .size = t->child ? 14 : 12,
                          .sections = sections,
                          .n_sections = t->languages.n,
                          .areas = { settings->made_up_postcodes, settings->n_made_up_postcodes } };
        letter_sender(t->context->arena, &settings->authority, &t->languages, &letter);
        int r = letter_sections(t, sections, data);
        if (r == 0)
                r = render_letter(&letter, &ret->pdf, &ret->pages, &ret->fault);
        letter_close(data, t->languages.n);
        return err_trace(r);
}

int letter_text_plain(const LetterText *t, Buffer **ret) {
        RenderSection sections[LANGUAGES_MAX];
        json_t *data[LANGUAGES_MAX] = { NULL };
        int r = letter_sections(t, sections, data);
        const RenderDocument document = {
                .author = t->context->settings->authority.names[t->languages.items[0]->place],
                .made_on = clock_today(&t->context->clock),
                .sections = sections,
                .n_sections = t->languages.n,
        };
        if (r == 0)
                r = render_form(&document, RENDER_FORM_TEXT, ret);
        letter_close(data, t->languages.n);
        return r > 0 ? REQUESTS_E_RENDER : err_trace(r);
}

/* --- what is known -------------------------------------------------------------------------------------- */

/* What is said of the event that the letter tells of: its code, and, where an officer wrote it for them, its
 * words. The latest of its kind. */
static int letter_event(LetterText *t) {
        Context *c = t->context;
        const bool theirs = t->kind == REQUEST_LETTER_CLARIFICATION || t->kind == REQUEST_LETTER_EXTENSION ||
                            request_letter_ends(t->kind);
        RequestFinding *findings;
        RequestEvent *events;
        RequestLetterKind kind;
        Heard heard;
        size_t n = 0, n_findings;
        int64_t told = 0; /* the event that it tells of */
        int r = request_events(c->store, t->request->ref, c->arena, &events, &n);
        for (size_t i = 0; r == 0 && i < n; i++)
                if (request_letter_of_event(t->request->kind, events[i].kind, &kind) && kind == t->kind) {
                        t->why = events[i].code;
                        told = events[i].n;
                }
        if (r)
                return err_trace(r);
        heard_read(events, n, &heard);
        t->asked = heard.asked != DATE_NONE;
        t->showing = heard.showing;
        t->doubted = heard.doubted;
        r = theirs ? request_findings(c->store, t->request->ref, c->arena, &findings, &n_findings) : 0;
        for (size_t i = 0; theirs && r == 0 && i < n_findings; i++)
                if (findings[i].n == told)
                        t->said = findings[i].how;
        return err_trace(r);
}

/* Nobody is written to as a child whose birth is not recorded. Until they have shown who they are only what
 * they say of themselves counts: plain words would tell a stranger the age that the register has. */
static int letter_reader(LetterText *t) {
        SubjectFacts facts;
        if (t->request->requester != REQUESTER_SUBJECT || t->kind == REQUEST_LETTER_AUTHORITY)
                return 0;
        int r = wish_is_said(t->context->store, t->request->ref, WISH_PLAIN, &t->child);
        if (r || t->child || t->doubted)
                return err_trace(r);
        r = dossier_subject_facts(t->context, t->request, &facts);
        if (r == 0)
                t->child = facts.born != DATE_NONE &&
                           date_age(facts.born, clock_today(&t->context->clock)) < PLAIN_UNTIL;
        return err_trace(r);
}

int letter_text_read(Context *c, const Request *request, const RequestLetter *letter, LetterText *ret) {
        const RegisterSettings *governed = settings_register(c->settings, request->register_name);
        const Language *said =
                request->language_said ? languages_find(&c->settings->languages, request->language) : NULL;
        StatutoryClock clock = { .due = DATE_NONE };
        if (!governed)
                return REGISTER_E_UNKNOWN;
        *ret = (LetterText){
                .context = c,
                .request = request,
                .kind = letter->kind,
                .missed = letter->of,
                .languages = said ? (LanguageList){ { said }, 1 }
                                  : told_languages(c->settings, governed->map_name),
        };
        int r = requests_clock(c, request, &clock);
        if (r == REQUESTS_E_CLOCK)
                r = 0; /* of a law that is loaded no longer: it says no day */
        if (r)
                return err_trace(r);
        /* Of a complaint the day is that of its acknowledgement; its outcome has none (DPA 2018 s.164A). */
        const bool answered_by = clock.regime && !clock.law->acknowledges;
        ret->due = answered_by && clock.due >= clock_today(&c->clock) ? clock.due : DATE_NONE;
        ret->stands = answered_by && (clock.state == CLOCK_NOT_STARTED || clock.state == CLOCK_PAUSED);
        r = letter_event(ret);
        return r ? err_trace(r) : letter_reader(ret);
}
