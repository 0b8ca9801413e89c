/* Received, and what moves the clock until the answer. */
#include "base/error.h"
#include "base/text.h"
#include "register/collect.h"
#include "requests/dossier.h"
#include "requests/step.h"
#include "settings/settings.h"
#include "store/ledger.h"
#include "store/subject.h"

/* Puts one recorded event where the clock looks for it. */
static void place_event(const RequestEvent *event, ClockEvents *events, ClockPause *pauses) {
        const RequestEventKind kind = event->kind;
        if (kind == REQUEST_EVENT_IDENTITY_ASKED)
                events->identity_asked = event->on;
        else if (kind == REQUEST_EVENT_IDENTITY_GIVEN)
                events->identity_given = event->on;
        else if (kind == REQUEST_EVENT_FEE_ASKED)
                events->fee_asked = event->on;
        else if (kind == REQUEST_EVENT_FEE_PAID)
                events->fee_paid = event->on;
        else if (kind == REQUEST_EVENT_EXTENDED)
                events->extended_on = event->on;
        else if (kind == REQUEST_EVENT_CLARIFICATION_ASKED)
                pauses[events->n_pauses++] = (ClockPause){ .asked = event->on, .answered = DATE_NONE };
        else if (kind == REQUEST_EVENT_CLARIFICATION_GIVEN && events->n_pauses > 0)
                pauses[events->n_pauses - 1].answered = event->on;
}

/* The clock of a request with its recorded events and, if it is given, one more. */
static int run_clock(Context *c, const Request *request, const RequestEvent *more, StatutoryClock *ret,
                     const char **ret_why) {
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

int requests_clock(Context *context, const Request *request, StatutoryClock *ret) {
        return run_clock(context, request, NULL, ret, NULL);
}

/* What must be known before anything is collected: who asks and, unless it is the subject, why they may. */
static int identify_when_proved(Step *step) {
        RequestEvent *events;
        size_t n;
        bool asked = false, given = false, authority = step->request.requester == REQUESTER_SUBJECT;
        int r = request_events(step->context->store, step->request.ref, step->context->arena, &events, &n);
        if (r || step->request.state != REQUEST_RECEIVED)
                return err_trace(r);
        for (size_t i = 0; i < n; i++) {
                asked = asked || events[i].kind == REQUEST_EVENT_IDENTITY_ASKED;
                given = given || events[i].kind == REQUEST_EVENT_IDENTITY_GIVEN;
                authority = authority || events[i].kind == REQUEST_EVENT_AUTHORITY_RECORDED;
        }
        if ((asked && !given) || !authority)
                return 0;
        r = step_move(step, REQUEST_IDENTIFIED);
        return r || step->request.kind != REQUEST_ACCESS ? err_trace(r)
                                                         : step_enqueue(step, JOB_REQUEST_COLLECT);
}

static int insert(Step *step, const RequestNew *new, const StatutoryClock *clock) {
        Context *c = step->context;
        const char *ref;
        step->request.regime = clock->regime->name;
        step->request.due = clock->due;
        int r = request_insert(c->store, &step->request, c->arena, &ref);
        if (r)
                return err_trace(r);
        step->request.ref = ref;
        if (new->requester_name)
                r = request_party_insert(c->store, ref, step->request.subject, new->requester_name);
        if (r == 0)
                r = step_event_detail(step, REQUEST_EVENT_RECEIVED, NULL, new->received,
                                      json_pack("{s:s, s:s, s:s}", "kind", request_kind_to_string(new->kind),
                                                "regime", clock->regime->name, "due", DATE_TEXT(clock->due)));
        if (r == 0 && !new->identity_known)
                r = step_event(step, REQUEST_EVENT_IDENTITY_ASKED, NULL, new->received);
        return r ? err_trace(r) : identify_when_proved(step);
}

/* The subject's reference, once the register itself has said that there is such a subject. The lock that
 * batches share is taken alone, so that none is running that has not seen the hold of this request. */
static int find_subject(Context *c, const RequestNew *new, Register *reg, const char **ret_ref) {
        SubjectFacts facts;
        const RegisterSettings *governed = settings_register(c->settings, new->register_name);
        int r = register_lock_holds(reg, true);
        if (r == 0)
                r = register_subject_facts(reg, c->arena, new->subject_key, &facts);
        if (r == REGISTER_E_NO_SUBJECT)
                return REQUESTS_E_SUBJECT;
        if (r == 0)
                r = register_ensure(c->store, governed->name, governed->map_name);
        return r ? err_trace(r)
                 : subject_ref_ensure(c->store, new->register_name, facts.key, c->arena, ret_ref);
}

static int record(Step *step, const RequestNew *new, const StatutoryClock *clock) {
        Context *c = step->context;
        _cleanup_(register_closep) Register *reg = NULL;
        _cleanup_pg_tx_ PgTx looking = { 0 };
        int r = register_open(c, new->register_name, &reg);
        if (r == 0)
                r = pg_tx_begin(store_pg(c->store), &step->tx);
        if (r == 0)
                r = register_begin(reg, &looking);
        if (r == 0)
                r = find_subject(c, new, reg, &step->request.subject);
        if (r == 0 && new->kind == REQUEST_ACCESS)
                r = step_hold(step);
        if (r == 0)
                r = insert(step, new, clock);
        return r ? err_trace(r) : step_commit(step);
}

int requests_receive(Context *context, const RequestNew *new, const char **ret_ref) {
        _cleanup_step_ Step step = { .context = context };
        StatutoryClock clock = { 0 };
        if (!settings_register(context->settings, new->register_name))
                return REGISTER_E_UNKNOWN;
        step.request = (Request){
                .kind = new->kind,
                .register_name = new->register_name,
                .requester = new->requester,
                .channel = new->channel,
                .jurisdiction = context->settings->jurisdiction,
                .language = new->language ? new->language : context->settings->languages.standard->code,
                .received = new->received,
                .state = REQUEST_RECEIVED,
        };
        RequestEvent doubt = { .on = new->received, .kind = REQUEST_EVENT_IDENTITY_ASKED };
        int r = run_clock(context, &step.request, new->identity_known ? NULL : &doubt, &clock, NULL);
        if (r == 0)
                r = record(&step, new, &clock);
        if (r)
                return err_trace(r);
        *ret_ref = step.request.ref;
        return 0;
}

int requests_event(Context *context, const char *ref, RequestEventKind kind, Date on, const char **ret_why) {
        _cleanup_step_ Step step = { 0 };
        StatutoryClock clock = { 0 };
        int r = step_begin(&step, context, ref);
        if (r)
                return err_trace(r);
        if (request_state_is_final(step.request.state))
                return REQUESTS_E_STATE;
        const RequestEvent event = { .on = on == DATE_NONE ? clock_today(&context->clock) : on,
                                     .kind = kind };
        r = run_clock(context, &step.request, &event, &clock, ret_why);
        if (r == 0)
                r = step_event(&step, kind, NULL, event.on);
        if (r == 0)
                r = request_set_due(context->store, ref, clock.due);
        if (r == 0)
                r = identify_when_proved(&step);
        return r ? err_trace(r) : step_commit(&step);
}

bool requests_authority_code(const char *code) {
        return str_eq(code, "child-authorised") || str_eq(code, "lacks-understanding") ||
               str_eq(code, "best-interests") || str_eq(code, "legal-representative");
}

/* At 18 parental responsibility ends; only the subject's own word, or the law's, then lets another act. */
static bool needs_childhood(const char *code) {
        return str_eq(code, "lacks-understanding") || str_eq(code, "best-interests");
}

int requests_authority(Context *context, const char *ref, const char *code, Date on) {
        _cleanup_step_ Step step = { 0 };
        int r = step_begin(&step, context, ref);
        if (r)
                return err_trace(r);
        if (step.request.state != REQUEST_RECEIVED || step.request.requester == REQUESTER_SUBJECT)
                return REQUESTS_E_STATE;
        if (needs_childhood(code)) {
                bool child;
                r = dossier_subject_is_child(context, &step.request, &child);
                if (r == 0 && !child)
                        r = REQUESTS_E_AUTHORITY;
        }
        if (r == 0)
                r = step_event(&step, REQUEST_EVENT_AUTHORITY_RECORDED, code, on);
        if (r == 0)
                r = identify_when_proved(&step);
        return r ? err_trace(r) : step_commit(&step);
}
