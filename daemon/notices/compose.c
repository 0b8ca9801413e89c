/* Obligations to letters. */
#include "notices/notices.h"

#include "base/error.h"
#include "base/text.h"
#include "documents/documents.h"
#include "documents/sender.h"
#include "model/audience.h"
#include "notices/letter-data.h"
#include "notices/record.h"
#include "register/register.h"
#include "settings/texts.h"
#include "store/ledger.h"
#include "store/outward.h"

#include <unistd.h>

/* The register last opened: opening one reads its catalog, so letters in a row share it. */
typedef struct OpenRegister {
        Register *reg;
} OpenRegister;

static void open_register_done(OpenRegister *open) {
        register_close(open->reg);
        open->reg = NULL;
}

static int open_register(Context *c, OpenRegister *open, const char *name) {
        if (open->reg && str_eq(register_name(open->reg), name))
                return 0;
        open_register_done(open);
        return register_open(c, name, &open->reg);
}

/* One obligation being met. */
typedef struct Composition {
        Context *context;
        OpenRegister *open;
        const char *folder; /* of copies; NULL: none */
        Arena *arena;
        Obligation obligation;
        Record record;
        const RecordPerson *person;
        LanguageList languages;
        Buffer *pdf;
        int pages;
        const char *reason; /* why not, when there is no pdf */
        bool lapsed;
        bool stopped; /* nothing goes outward about the subject */
} Composition;

static const RecordPerson *find_person(const Record *record, const char *key) {
        for (size_t i = 0; i < record->n_persons; i++)
                if (str_eq(record->persons[i].key, key))
                        return &record->persons[i];
        return NULL;
}

static void lapse(Composition *p) {
        p->reason = NOTICE_REASON_RECORD_GONE;
        p->lapsed = true;
}

/* In every language of the house: whether a letter goes must not depend on the wish. */
static bool has_texts(const Composition *p) {
        const Settings *settings = p->context->settings;
        for (size_t i = 0; i < settings->languages.n; i++)
                if (access(letter_template(p->arena, settings, &settings->languages.items[i],
                                           p->obligation.notice, p->obligation.audience),
                           R_OK) < 0)
                        return false;
        return true;
}

/* A letter that could not say by what power, on what basis, for what or for whom would be none of Article 14.
 */
static bool has_facts(const Composition *p) {
        Date today = clock_today(&p->context->clock);
        for (FactKind kind = 0; kind < _FACT_KIND_MAX; kind++)
                if (fact_kind_is_needed(kind) &&
                    told_count(p->context->settings, p->record.map->name, kind, today) == 0)
                        return false;
        return true;
}

/* Parental responsibility has ended with 18 (Children Act 1989 s.105(1)). */
static bool is_adult(const Record *record) {
        return record->facts.born != DATE_NONE &&
               audience_of_age(record->facts.born, record->on) == AUDIENCE_ADULT;
}

/* The address that a letter goes to, without the name. */
static const PostalAddress *address_of(const Composition *p) {
        return p->person ? &p->person->address : &p->record.address;
}

static const char *address_text(const Composition *p) {
        const PostalAddress *address = address_of(p);
        const char *text = "";
        for (size_t i = 0; i < address->n; i++)
                text = arena_printf(p->arena, "%s%s\n", text, address->lines[i]);
        return text;
}

/* Whether anything may go to them, and to whom. Sets reason when not. */
static void judge_reader(Composition *p) {
        const Record *record = &p->record;
        bool parent = p->obligation.audience == AUDIENCE_PARENT;
        p->person = parent ? find_person(record, p->obligation.recipient) : NULL;
        if (record->facts.died != DATE_NONE || record->facts.archived != DATE_NONE ||
            (parent && (!p->person || !p->person->responsible || is_adult(record))))
                lapse(p);
        /* Never to an address of somebody shielded; the reason must not say that they are (SI 2007/2182 reg
         * 6(3)). */
        else if (p->stopped || record->facts.shielded || (p->person && p->person->restricted))
                p->reason = NOTICE_REASON_PERSON_DECIDES;
}

/* Whether there are words for it. */
static void judge_words(Composition *p) {
        if (p->reason)
                return;
        if (!has_texts(p))
                p->reason = NOTICE_REASON_NO_TEXT;
        else if (!has_facts(p))
                p->reason = NOTICE_REASON_NO_FACTS;
}

/* Whether it reaches them; also against what letters that came back have shown. delivery 0: no letter was
 * made yet. */
static int judge_address(Composition *p, int64_t delivery) {
        bool same, disproved;
        if (p->reason)
                return 0;
        if (!p->record.name || (p->person && !p->person->name))
                p->reason = NOTICE_REASON_NO_NAME;
        else if (address_of(p)->n == 0)
                p->reason = NOTICE_REASON_NO_ADDRESS;
        if (p->reason)
                return 0;
        int r = delivery_address_look(p->context->store, delivery, address_text(p), &same, &disproved);
        if (r)
                return err_trace(r);
        if (disproved)
                p->reason = NOTICE_REASON_DISPROVED;
        else if (!same)
                p->reason = NOTICE_REASON_ADDRESS_CHANGED;
        return 0;
}

/* Name and address, as the printer reads them back. */
static size_t address_lines(const Composition *p, const char **lines) {
        const PostalAddress *address = address_of(p);
        size_t n = 0;
        lines[n++] = p->person ? p->person->name : p->record.name;
        for (size_t i = 0; i < address->n; i++)
                lines[n++] = address->lines[i];
        return n;
}

static void settle_refusal(Composition *p, int r, LetterFault fault) {
        if (r == RENDER_E_GLYPHS)
                p->reason = NOTICE_REASON_UNPRINTABLE;
        else if (r == RENDER_E_LAYOUT)
                p->reason = letter_fault_to_string(fault);
        else
                p->reason = NOTICE_REASON_TEXT_BROKEN;
}

/* Makes the PDF, or sets reason. */
static int render(Composition *p) {
        const Settings *settings = p->context->settings;
        const char *wish = p->person ? p->person->language : p->record.facts.language;
        const char *lines[ADDRESS_LINES_MAX + 1];
        p->languages = letter_languages(settings, p->record.map->name, wish);
        size_t n = p->languages.n;

        Date today = clock_today(&p->context->clock);
        const LetterCase facts = { p->arena, settings, &p->record, p->person, &p->obligation, today };
        RenderSection sections[LANGUAGES_MAX];
        json_t *data[LANGUAGES_MAX] = { NULL };
        int r = 0;
        for (size_t i = 0; i < n; i++) {
                const Language *language = p->languages.items[i];
                data[i] = letter_data(&facts, language);
                sections[i] =
                        (RenderSection){ letter_template(p->arena, settings, language, p->obligation.notice,
                                                         p->obligation.audience),
                                         language, data[i], texts_shipped(settings, language, p->arena) };
                if (!data[i])
                        r = RENDER_E_TEMPLATE;
        }
        Letter letter = { .to = lines,
                          .n_to = address_lines(p, lines),
                          .reference = letter_reference(p->arena, p->obligation.id),
                          .on = today,
                          .size = letter_size(p->obligation.audience),
                          .sections = sections,
                          .n_sections = n,
                          .areas = { settings->made_up_postcodes, settings->n_made_up_postcodes } };
        LetterFault fault = LETTER_FAULT_NONE;
        letter_sender(p->arena, &settings->authority, &p->languages, &letter);
        if (r == 0)
                r = render_letter(&letter, &p->pdf, &p->pages, &fault);
        for (size_t i = 0; i < n; i++)
                json_decref(data[i]);
        if (r > 0)
                settle_refusal(p, r, fault);
        return r < 0 ? err_trace(r) : 0;
}

/* Reads the subject's record. It may have gone meanwhile: 0 with reason set then. */
static int read_record(Composition *p, json_t **ret_data) {
        Context *c = p->context;
        const char *name = p->obligation.register_name, *key = p->obligation.subject_key;
        SubjectFacts facts;
        int r = open_register(c, p->open, name);
        Register *reg = p->open->reg;
        if (r == 0)
                r = register_subject_facts(reg, p->arena, key, &facts);
        if (r == 0)
                r = register_collect(reg, key, ret_data);
        if (r == REGISTER_E_NO_SUBJECT) {
                lapse(p);
                return 0;
        }
        if (r)
                return err_trace(r);
        p->record = (Record){ .map = settings_register(c->settings, name)->map,
                              .data = *ret_data,
                              .facts = facts,
                              .on = clock_today(&c->clock) };
        record_read(p->arena, &p->record);
        return 0;
}

static int compose_note(const Composition *p, EntryKind kind, json_t *detail) {
        return ledger_note_subject(p->context, kind, p->obligation.subject,
                                   letter_reference(p->arena, p->obligation.id), detail);
}

static int keep_waiting(Composition *p) {
        const ObligationState state = p->lapsed ? OBLIGATION_LAPSED : OBLIGATION_WAITING;
        int r = 0;
        if (p->obligation.state != state || !str_eq(p->obligation.reason, p->reason))
                r = compose_note(p, p->lapsed ? ENTRY_NOTICE_LAPSED : ENTRY_NOTICE_WAITING,
                                 json_pack("{s:s}", "reason", p->reason));
        if (r == 0)
                r = obligation_set_state(p->context->store, p->obligation.id, state, p->reason);
        p->obligation.state = state;
        p->obligation.reason = p->reason;
        return err_trace(r);
}

static int keep_letter(Composition *p, Notice *notice) {
        Store *store = p->context->store;
        Date today = clock_today(&p->context->clock);
        const char *languages = language_list_to_string(&p->languages, p->arena);
        Document document = { .kind = DOCUMENT_LETTER,
                              .format = DOCUMENT_FORMAT_PDF,
                              .language = languages,
                              .subject = p->obligation.subject,
                              .body = p->pdf->data,
                              .size = p->pdf->n };
        *notice = (Notice){
                .obligation = p->obligation.id, .language = languages, .pages = p->pages, .made_on = today
        };
        int r = documents_keep(
                p->context, &document, p->folder,
                arena_printf(p->arena, "%s.pdf", letter_reference(p->arena, p->obligation.id)));
        notice->document = document.id;
        if (r == 0)
                r = notice_insert(store, notice, &notice->id);
        if (r == 0)
                r = delivery_begin(p->context, &(DeliveryLetter){ .notice = notice->id,
                                                                  .document = document.id,
                                                                  .address = address_text(p),
                                                                  .laid = p->folder != NULL });
        if (r == 0)
                r = obligation_set_state(store, p->obligation.id, OBLIGATION_MET, NULL);
        if (r == 0)
                r = compose_note(p, ENTRY_NOTICE_MADE,
                                 json_pack("{s:s, s:s, s:i, s:s}", "audience",
                                           audience_to_string(p->obligation.audience), "language", languages,
                                           "pages", p->pages, "due", DATE_TEXT(p->obligation.due)));
        p->obligation.state = OBLIGATION_MET;
        p->obligation.reason = NULL;
        return err_trace(r);
}

/* From here to the commit nobody records anything new about the subject. */
static int compose_judge_outward(Composition *p) {
        const SubjectFacts *facts = &p->record.facts;
        OutwardStop stop = { 0 };
        int r = outward_judge(p->context->store, p->obligation.subject, facts->shielded,
                              facts->died != DATE_NONE, clock_today(&p->context->clock), &stop);
        p->stopped = stop.difference != 0;
        return err_trace(r);
}

static int meet(Composition *p, NoticeOutcome *ret) {
        json_auto_t *data = NULL;
        int r = read_record(p, &data);
        if (r == 0 && !p->reason)
                r = compose_judge_outward(p);
        if (r == 0 && !p->reason)
                judge_reader(p);
        if (r == 0)
                judge_words(p);
        if (r == 0)
                r = judge_address(p, 0);
        if (r == 0 && !p->reason)
                r = render(p);
        if (r == 0 && p->reason)
                r = keep_waiting(p);
        else if (r == 0)
                r = keep_letter(p, &ret->notice);
        ret->obligation = p->obligation;
        return err_trace(r);
}

static int compose(Context *context, OpenRegister *open, const char *folder, int64_t id, NoticeOutcome *ret) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        _cleanup_(buffer_freep) Buffer *pdf = NULL;
        Composition p = { .context = context, .open = open, .folder = folder, .arena = context->arena };
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = obligation_lock(context->store, id, p.arena, &p.obligation);
        if (r == NOTICE_STORE_E_NONE)
                return NOTICES_E_NONE;
        if (r)
                return err_trace(r);
        *ret = (NoticeOutcome){ .obligation = p.obligation };
        if (!life_is_open(&life_of_obligations, (int)p.obligation.state)) {
                r = notice_of_obligation(context->store, id, p.arena, &ret->notice);
                return r == NOTICE_STORE_E_NONE ? 0 : err_trace(r);
        }
        r = meet(&p, ret);
        pdf = p.pdf; /* NOLINT(clang-analyzer-deadcode.DeadStores): freed when the scope ends */
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}

int notices_compose(Context *context, int64_t id, NoticeOutcome *ret) {
        _cleanup_(open_register_done) OpenRegister open = { 0 };
        const char *folder;
        int r = delivery_folder(context, &folder);
        if (r == 0)
                r = compose(context, &open, folder, id, ret);
        if (r == 0)
                r = documents_settle(context);
        return err_trace(r);
}

int notices_compose_open(Context *context, const ObligationSlice *slice, int64_t *ret_made,
                         int64_t *ret_waiting) {
        _cleanup_(open_register_done) OpenRegister open = { 0 };
        int64_t made = 0, waiting = 0, after = 0;
        const char *folder;
        int ready = delivery_folder(context, &folder);
        if (ready)
                return err_trace(ready);
        context->resumes = true;
        for (;;) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                Context inner = *context;
                int64_t *ids;
                size_t n;
                inner.arena = arena;
                int r = obligation_next(context->store, slice, after, 20, arena, &ids, &n);
                if (r || n == 0) {
                        *ret_made = made;
                        *ret_waiting = waiting;
                        if (r == 0)
                                r = documents_settle(context); /* what a crash left to be written, too */
                        return err_trace(r);
                }
                for (size_t i = 0; i < n; i++) {
                        NoticeOutcome outcome = { 0 };
                        r = compose(&inner, &open, folder, ids[i], &outcome);
                        if (r && r != NOTICES_E_NONE) /* gone with its subject meanwhile */
                                return err_trace(r);
                        made += outcome.notice.id > 0;
                        waiting += outcome.obligation.state == OBLIGATION_WAITING;
                }
                after = ids[n - 1];
                r = documents_settle(context);
                if (r)
                        return err_trace(r);
                if (context->proceed && !context->proceed(context, made + waiting, 0)) {
                        *ret_made = made;
                        *ret_waiting = waiting;
                        return 0;
                }
        }
}

/* --- at the moment of sending ----------------------------------------------------------------------------
 */

/* As when it was written, but for the words, which stand; and the address must still be the one on it. */
static int judge_letter(void *open, Context *context, const Delivery *delivery, DeliveryVerdict *ret) {
        json_auto_t *data = NULL;
        Composition p = { .context = context, .open = open, .arena = context->arena };
        int r = obligation_load(context->store, delivery->letter.obligation, p.arena, &p.obligation);
        if (r)
                return err_trace(r); /* the governance database's own */
        r = read_record(&p, &data);
        if (register_is_away(r)) {
                open_register_done(p.open); /* the next letter of it asks anew */
                ret->unknown = true;
                return 0;
        }
        if (r == 0 && !p.reason)
                r = compose_judge_outward(&p);
        if (r == 0 && !p.reason)
                judge_reader(&p);
        if (r == 0)
                r = judge_address(&p, delivery->id);
        *ret = (DeliveryVerdict){ .stopped = p.reason, .over = p.lapsed };
        return err_trace(r);
}

int notices_deliver(Context *context, const DeliveryJudge *requests, DeliveryCounts *ret) {
        _cleanup_(open_register_done) OpenRegister open = { 0 };
        const DeliveryJudges judges = { { judge_letter, &open }, *requests };
        return delivery_round(context, &judges, ret);
}
