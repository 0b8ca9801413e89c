/* Events to obligations. */
#include "notices/notices.h"

#include "base/error.h"
#include "base/text.h"
#include "model/audience.h"
#include "notices/record.h"
#include "register/events.h"
#include "register/news.h"
#include "settings/settings.h"
#include "store/ledger.h"
#include "store/subject.h"

#define SLICE  100
#define NOTICE "first-record"

typedef struct Discovery {
        Context *context;
        Register *reg;
        Arena *arena; /* of the slice */
        int64_t made;
} Discovery;

static int oblige(Discovery *d, const char *subject, Audience audience, const char *recipient,
                  Date obtained) {
        Context *c = d->context;
        bool new;
        const Obligation obligation = {
                .subject = subject,
                .notice = NOTICE,
                .audience = audience,
                .recipient = recipient,
                .obtained = obtained,
                .due = notice_due(obtained),
        };
        int r = obligation_insert(c->store, &obligation, &new);
        if (r || !new)
                return err_trace(r);
        d->made++;
        return ledger_note_subject(c, ENTRY_NOTICE_OWED, subject, NOTICE,
                                   json_pack("{s:s, s:s, s:s}", "audience", audience_to_string(audience),
                                             "due", DATE_TEXT(obligation.due), "cite",
                                             "UK GDPR Art 14(3)(a)"));
}

/* One duty for the subject, one for each person with parental responsibility while they are under 18. */
static int oblige_all(Discovery *d, const Record *record, const char *subject, Date obtained) {
        Date born = record->facts.born;
        Audience audience = born == DATE_NONE ? AUDIENCE_CHILD_0_5 : audience_of_age(born, record->on);
        int r = oblige(d, subject, audience, "", obtained);
        for (size_t i = 0; r == 0 && audience != AUDIENCE_ADULT && i < record->n_persons; i++)
                if (record->persons[i].responsible)
                        r = oblige(d, subject, AUDIENCE_PARENT, record->persons[i].key, obtained);
        return err_trace(r);
}

/* A subject that has gone, died or been archived since is owed nothing. */
static int take_event(Discovery *d, const SubjectEvent *event) {
        Context *c = d->context;
        json_auto_t *data = NULL;
        SubjectFacts facts;
        Record record;
        const char *subject;
        int r = register_subject_facts(d->reg, d->arena, event->subject_key, &facts);
        if (r == 0 && (facts.died != DATE_NONE || facts.archived != DATE_NONE))
                return 0;
        if (r == 0)
                r = register_collect(d->reg, event->subject_key, &data);
        if (r)
                return r == REGISTER_E_NO_SUBJECT ? 0 : err_trace(r);
        record = (Record){
                .map = register_map(d->reg), .data = data, .facts = facts, .on = clock_today(&c->clock)
        };
        record_read(d->arena, &record);
        r = subject_ref_ensure(c->store, register_name(d->reg), event->subject_key, d->arena, &subject);
        if (r == 0)
                r = oblige_all(d, &record, subject, event->on);
        return err_trace(r);
}

/* One slice in one transaction. Where the register is another database its events are dropped after the
 * commit: a crash between makes them come again, and then they make nothing new. */
static int discover_take_slice(Discovery *d, const SubjectEvent *events, size_t n) {
        Context *c = d->context;
        const RegisterSettings *governed = settings_register(c->settings, register_name(d->reg));
        _cleanup_pg_tx_ PgTx tx = { 0 };
        int64_t *ids = arena_array(d->arena, n, sizeof *ids);
        size_t n_ids = 0;
        int r = pg_tx_begin(store_pg(c->store), &tx);
        if (r == 0)
                r = register_ensure(c->store, governed->name, governed->map_name);
        for (size_t i = 0; r == 0 && i < n; i++) {
                r = take_event(d, &events[i]);
                if (events[i].id > 0)
                        ids[n_ids++] = events[i].id;
        }
        if (r == 0 && register_shared(d->reg))
                r = register_events_done(d->reg, ids, n_ids);
        if (r == 0)
                r = pg_tx_commit(&tx);
        if (r == 0 && !register_shared(d->reg))
                r = register_events_done(d->reg, ids, n_ids);
        return err_trace(r);
}

static bool may_go_on(Context *c, int64_t done) {
        return !c->proceed || c->proceed(c, done, 0);
}

static int take_events(Discovery *d) {
        for (int64_t after = 0, taken = 0;;) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                SubjectEvent *events;
                size_t n;
                d->arena = arena;
                int r = register_events_next(d->reg, NOTICE, after, SLICE, arena, &events, &n);
                if (r || n == 0)
                        return err_trace(r);
                r = discover_take_slice(d, events, n);
                if (r)
                        return err_trace(r);
                after = events[n - 1].id;
                taken += (int64_t)n;
                if (!may_go_on(d->context, taken))
                        return 0;
        }
}

static int take_recorded(Discovery *d, Date since) {
        _cleanup_(arena_freep) Arena *keys = arena_new();
        const char *after = NULL;
        for (int64_t taken = 0;;) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                SubjectEvent *events;
                size_t n;
                d->arena = arena;
                int r = register_recorded_since(d->reg, since, SLICE, after, arena, &events, &n);
                if (r || n == 0)
                        return err_trace(r);
                r = discover_take_slice(d, events, n);
                if (r)
                        return err_trace(r);
                after = arena_strdup(keys, events[n - 1].subject_key);
                taken += (int64_t)n;
                if (!may_go_on(d->context, taken))
                        return 0;
        }
}

int notices_discover(Context *context, const char *name, Date since, int64_t *ret_new) {
        _cleanup_(register_closep) Register *reg = NULL;
        int r = register_open(context, name, &reg);
        if (r)
                return err_trace(r);
        Discovery d = { .context = context, .reg = reg };
        int64_t news;
        r = register_news_compare(reg, clock_today(&context->clock), &news);
        if (r == 0)
                r = take_events(&d);
        if (r == 0 && since != DATE_NONE)
                r = take_recorded(&d, since);
        if (r)
                return err_trace(r);
        *ret_new = d.made;
        return 0;
}
