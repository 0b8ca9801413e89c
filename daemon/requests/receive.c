/* Received, and what moves the clock until the answer. */
#include "base/error.h"
#include "base/text.h"
#include "model/reference.h"
#include "register/collect.h"
#include "register/told.h"
#include "requests/gate.h"
#include "requests/heard.h"
#include "requests/intake.h"
#include "settings/settings.h"
#include "store/delivery.h"
#include "store/ledger.h"
#include "store/request-letter.h"
#include "store/subject.h"

/* Puts one recorded event where the clock looks for it. */
static void place_event(const RequestEvent *event, ClockEvents *events, ClockPause *pauses) {
        const RequestEventKind kind = event->kind;
        if (kind == REQUEST_EVENT_IDENTITY_ASKED)
                events->identity_asked = event->on;
        else if (kind == REQUEST_EVENT_IDENTITY_GIVEN)
                events->identity_given = event->on;
        else if (kind == REQUEST_EVENT_AUTHORITY_ASKED)
                events->authority_asked = event->on;
        else if (kind == REQUEST_EVENT_AUTHORITY_SHOWN && events->authority_asked != DATE_NONE)
                events->authority_shown = event->on;
        else if (kind == REQUEST_EVENT_FEE_ASKED)
                events->fee_asked = event->on;
        else if (kind == REQUEST_EVENT_FEE_PAID)
                events->fee_paid = event->on;
        else if (kind == REQUEST_EVENT_EXTENDED)
                events->extended_on = event->on;
        else if ((kind == REQUEST_EVENT_ACKNOWLEDGED || kind == REQUEST_EVENT_PROGRESS_TOLD) &&
                 events->acknowledged == DATE_NONE)
                events->acknowledged = event->on; /* whoever is told how far it is knows that it has come */
        else if (kind == REQUEST_EVENT_CLARIFICATION_ASKED)
                pauses[events->n_pauses++] = (ClockPause){ .asked = event->on, .answered = DATE_NONE };
        else if (kind == REQUEST_EVENT_CLARIFICATION_GIVEN && events->n_pauses > 0)
                pauses[events->n_pauses - 1].answered = event->on;
}

/* The clock of a request with its recorded events and, if it is given, one more. */
static int receive_run_clock(Context *c, const Request *request, const RequestEvent *more,
                             StatutoryClock *ret, const char **ret_why) {
        RequestEvent *events = NULL;
        size_t n = 0;
        const char *why = NULL;
        int r = request->ref ? request_events(c->store, request->ref, c->arena, &events, &n) : 0;
        if (r)
                return err_trace(r);
        ClockPause *pauses = arena_array(c->arena, n + 1, sizeof *pauses);
        ClockQuestion question = {
                .regimes = c->settings->regimes,
                .regime = request->regime,
                .jurisdiction = request->jurisdiction,
                .events = CLOCK_EVENTS(request->kind, request->received),
                .as_of = clock_today(&c->clock),
        };
        question.events.pauses = pauses;
        for (size_t i = 0; i < n; i++)
                place_event(&events[i], &question.events, pauses);
        if (more)
                place_event(more, &question.events, pauses);
        r = statutory_clock_run(&question, c->arena, ret, &why);
        if (r > 0 && ret_why)
                *ret_why = why;
        return r > 0 ? REQUESTS_E_CLOCK : err_trace(r);
}

/* A longer time counts only if they were told of it, with its reasons, within the first month (Art
 * 12A(3)-(4)): that it is on record here tells them nothing. */
static int receive_weigh_extension(Context *c, const Request *request, StatutoryClock *clock) {
        static const RequestEvent none = { .kind = REQUEST_EVENT_EXTENDED, .on = DATE_NONE };
        const Date by = clock->extend_by;
        Date told;
        if (clock->extended_due == DATE_NONE)
                return 0;
        int r = heard_extension(c, request->ref, &told);
        if (r || (told != DATE_NONE && told <= by))
                return err_trace(r);
        if (told == DATE_NONE && clock_today(&c->clock) <= by) {
                clock->warning = arena_printf(
                        c->arena,
                        "The longer time counts only if they are told of it by %s; no letter of it has left.",
                        DATE_TEXT(by));
                return 0;
        }
        r = receive_run_clock(c, request, &none, clock, NULL);
        clock->untold = true;
        clock->warning = arena_printf(
                c->arena, "The longer time does not count: they were not told of it by %s.", DATE_TEXT(by));
        return err_trace(r);
}

int requests_clock(Context *context, const Request *request, StatutoryClock *ret) {
        int r = receive_run_clock(context, request, NULL, ret, NULL);
        return r ? err_trace(r) : receive_weigh_extension(context, request, ret);
}

static int insert(Step *step, const RequestNew *new, const StatutoryClock *clock, const SubjectFacts *facts) {
        Context *c = step->context;
        int64_t number;
        step->request.regime = clock->regime->name;
        step->request.due = clock->due;
        int r = request_number(c->store, &number);
        if (r)
                return err_trace(r);
        step->request.ref = reference_write(date_parts(new->received).year, number, c->arena);
        r = request_insert(c->store, &step->request);
        if (r == 0 && new->requester_name)
                r = request_party_insert(c->store, step->request.ref, step->request.subject,
                                         new->requester_name);
        if (r == 0)
                r = step_event_detail(step, REQUEST_EVENT_RECEIVED, NULL, new->received,
                                      json_pack("{s:s, s:s, s:s}", "kind", request_kind_to_string(new->kind),
                                                "regime", clock->regime->name, "due", DATE_TEXT(clock->due)));
        if (r == 0 && !new->identity_known)
                r = step_event(step, REQUEST_EVENT_IDENTITY_ASKED, NULL, new->received);
        if (r == 0)
                r = intake_wishes(step, new->wishes, new->n_wishes);
        return r ? err_trace(r) : gate_identify(step, facts);
}

/* The subject's reference, once the register itself has said that there is such a subject. The lock that
 * batches share is taken alone, so that none is running that has not seen the hold of this request. */
static int receive_find_subject(Context *c, const RequestNew *new, Register *reg, SubjectFacts *ret,
                                const char **ret_ref) {
        const RegisterSettings *governed = settings_register(c->settings, new->register_name);
        int r = register_lock_holds(reg, true);
        if (r == 0)
                r = register_subject_facts(reg, c->arena, new->subject_key, ret);
        if (r == REGISTER_E_NO_SUBJECT)
                return REQUESTS_E_SUBJECT;
        if (r == 0)
                r = register_ensure(c->store, governed->name, governed->map_name);
        return r ? err_trace(r)
                 : subject_ref_ensure(c->store, new->register_name, ret->key, c->arena, ret_ref);
}

/* A complaint is about a request about the same person. */
static int receive_about(const Step *step) {
        const Request *request = &step->request;
        Request about;
        if (!request->about)
                return 0;
        int r = request_load(step->context->store, request->about, step->context->arena, &about);
        if (r == REQUEST_STORE_E_NONE || (r == 0 && !str_eq(about.subject, request->subject)))
                return REQUESTS_E_ABOUT;
        return err_trace(r);
}

/* What it is about must be there until it is answered. */
static bool request_kind_holds(RequestKind kind) {
        return kind == REQUEST_ACCESS || kind == REQUEST_COMPLAINT || kind == REQUEST_RECTIFICATION;
}

static int receive_record(Step *step, const RequestNew *new, const StatutoryClock *clock,
                          RequestAlike *ret_first) {
        Context *c = step->context;
        _cleanup_(register_closep) Register *reg = NULL;
        _cleanup_pg_tx_ PgTx looking = { 0 };
        SubjectFacts facts;
        int r = register_open(c, new->register_name, &reg);
        if (r == 0)
                r = pg_tx_begin(store_pg(c->store), &step->tx);
        if (r == 0)
                r = register_begin(reg, &looking);
        if (r == 0)
                r = receive_find_subject(c, new, reg, &facts, &step->request.subject);
        if (r == 0)
                r = receive_about(step);
        /* The lock that receive_find_subject() took alone lets no second one in beside this. */
        if (r == 0)
                r = intake_alike(step, new, ret_first);
        if (r == 0 && request_kind_holds(new->kind))
                r = step_hold(step);
        if (r == 0)
                r = insert(step, new, clock, &facts);
        return r ? err_trace(r) : step_commit(step);
}

/* Whose law decides: what the call says, else the settings', else that of the register's law pack. */
static Nation nation_of(const Context *c, const RequestNew *new, const RegisterSettings *governed) {
        const LawPack *pack = told_pack(c->settings, governed->map_name);
        if (new->nation)
                return new->nation;
        if (jurisdiction_nation(c->settings->jurisdiction))
                return jurisdiction_nation(c->settings->jurisdiction);
        return pack && nation_jurisdiction(pack->nation) == JURISDICTION_ENGLAND_WALES ? pack->nation
                                                                                       : NATION_UNSAID;
}

int requests_receive(Context *context, const RequestNew *new, const char **ret_ref, RequestAlike *ret_first) {
        _cleanup_step_ Step step = { .context = context };
        StatutoryClock clock = { 0 };
        const RegisterSettings *governed = settings_register(context->settings, new->register_name);
        if (!governed)
                return REGISTER_E_UNKNOWN;
        Nation nation = nation_of(context, new, governed);
        if (!nation)
                return REQUESTS_E_NATION;
        step.request = (Request){
                .kind = new->kind,
                .register_name = new->register_name,
                .requester = new->requester,
                .channel = new->channel,
                .jurisdiction = nation_jurisdiction(nation),
                .nation = nation,
                .language = new->language ? new->language : context->settings->languages.standard->code,
                .language_said = new->language != NULL,
                .received = new->received,
                .recognised = new->recognised,
                .about = new->about,
                .state = REQUEST_RECEIVED,
        };
        RequestEvent doubt = { .on = new->received, .kind = REQUEST_EVENT_IDENTITY_ASKED };
        int r = receive_run_clock(context, &step.request, new->identity_known ? NULL : &doubt, &clock, NULL);
        if (r == 0)
                r = receive_record(&step, new, &clock, ret_first);
        if (r)
                return err_trace(r);
        *ret_ref = step.request.ref;
        return 0;
}

int gate_event(Step *step, const WhoFound *found, const char **ret_why) {
        Context *context = step->context;
        StatutoryClock clock = { 0 };
        const RequestEvent event = { .on = found->on == DATE_NONE ? clock_today(&context->clock) : found->on,
                                     .kind = found->kind };
        int r = receive_run_clock(context, &step->request, &event, &clock, ret_why);
        if (r == 0)
                r = step_event(step, found->kind, found->code, event.on);
        /* Read before that, a letter that lies here waits for a person again. */
        if (r == 0 && found->kind == REQUEST_EVENT_CONCERN_FOUND)
                r = delivery_lock_of_request(context->store, step->request.ref);
        if (r == 0 && found->kind == REQUEST_EVENT_CONCERN_FOUND)
                r = request_letter_unread(context->store, step->request.ref);
        if (r == 0 && found->how)
                r = request_note_insert(context->store, step->request.ref, step->request.subject, found->how);
        if (r == 0)
                r = requests_clock(context, &step->request, &clock);
        return r ? err_trace(r) : request_set_due(context->store, step->request.ref, clock.due);
}
