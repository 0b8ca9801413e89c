/* Who asks, and for whom. */
#include "base/error.h"
#include "base/text.h"
#include "requests/dossier.h"
#include "requests/gate.h"
#include "store/request-claim.h"

/* What the events say; facts of the register come from elsewhere. Later ones speak for themselves. */
static void weigh_events(const RequestEvent *events, size_t n, GateFacts *facts) {
        for (size_t i = 0; i < n; i++) {
                const RequestEvent *e = &events[i];
                if (e->kind == REQUEST_EVENT_IDENTITY_ASKED || e->kind == REQUEST_EVENT_IDENTITY_GIVEN)
                        facts->identity_awaited = e->kind == REQUEST_EVENT_IDENTITY_ASKED;
                else if (e->kind == REQUEST_EVENT_AUTHORITY_RECORDED) {
                        (void)basis_from_string(e->code, &facts->basis);
                        facts->basis_on = e->on;
                } else if (e->kind == REQUEST_EVENT_AUTHORITY_SHOWN)
                        facts->shown_on = e->on;
                else if (e->kind == REQUEST_EVENT_UNDERSTANDING_FOUND)
                        facts->understands = str_eq(e->code, "understands") ? FINDING_YES : FINDING_NO;
                else if (e->kind == REQUEST_EVENT_CHILD_ASKED)
                        facts->agrees = str_eq(e->code, "agrees") ? FINDING_YES : FINDING_NO;
                else if (e->kind == REQUEST_EVENT_CONCERN_FOUND || e->kind == REQUEST_EVENT_CONCERN_WEIGHED)
                        facts->concern = e->kind == REQUEST_EVENT_CONCERN_FOUND;
        }
        /* What was recorded for somebody else than who asks is no reason. */
        if (!basis_allowed(facts->basis, facts->nation, facts->requester))
                facts->basis = BASIS_NONE;
}

int gate_judge(Context *c, const Request *request, const SubjectFacts *known, GateRow *ret) {
        SubjectFacts loaded;
        RequestEvent *events;
        size_t n;
        int r = known ? 0 : dossier_subject_facts(c, request, &loaded);
        if (r == 0)
                r = request_events(c->store, request->ref, c->arena, &events, &n);
        if (r)
                return err_trace(r);
        const SubjectFacts *subject = known ? known : &loaded;
        GateFacts facts = { .nation = request->nation,
                            .requester = request->requester,
                            .complaint = request->kind == REQUEST_COMPLAINT,
                            .today = clock_today(&c->clock),
                            .born = subject->born,
                            .died = subject->died,
                            .basis_on = DATE_NONE,
                            .shown_on = DATE_NONE };
        weigh_events(events, n, &facts);
        *ret = gates_judge(&facts);
        return 0;
}

int gate_pass(Context *c, const Request *request, const SubjectFacts *facts) {
        GateRow row;
        int r = gate_judge(c, request, facts, &row);
        return r ? err_trace(r) : row == _GATE_MAX ? 0 : REQUESTS_E_GATE;
}

int gate_identify(Step *step, const SubjectFacts *facts) {
        GateRow row;
        if (step->request.state != REQUEST_RECEIVED)
                return 0;
        int r = gate_judge(step->context, &step->request, facts, &row);
        if (r || row != _GATE_MAX)
                return err_trace(r);
        r = step_move(step, REQUEST_IDENTIFIED);
        return r || step->request.kind != REQUEST_ACCESS ? err_trace(r)
                                                         : step_enqueue(step, JOB_REQUEST_COLLECT);
}

/* A child who understands and says no: nothing else is lawful, and nobody need come back to do it. What is
 * written in part is not left so: that is for a person. */
static int refuse_when_child_does(Step *step) {
        ClaimCounts counts = { 0 };
        GateRow row;
        int r = step->request.kind == REQUEST_RECTIFICATION
                        ? claim_counts(step->context->store, step->request.ref, &counts)
                        : 0;
        if (r || counts.begun)
                return err_trace(r);
        r = gate_judge(step->context, &step->request, NULL, &row);
        if (r || row != GATE_CHILD_REFUSES ||
            !request_may_move(step->request.kind, step->request.state, REQUEST_REFUSED))
                return err_trace(r);
        return step_close(step, REQUEST_REFUSED, gate_code(row));
}

int who_found(Context *context, const char *ref, const WhoFound *found, const char **ret_why) {
        _cleanup_step_ Step step = { 0 };
        int r = step_begin(&step, context, ref);
        if (r)
                return err_trace(r);
        if (request_state_is_final(step.request.state) && found->kind != REQUEST_EVENT_EVIDENCE_DESTROYED)
                return REQUESTS_E_STATE;
        r = gate_event(&step, found, ret_why);
        if (r == 0 && found->kind == REQUEST_EVENT_CHILD_ASKED)
                r = refuse_when_child_does(&step);
        if (r == 0)
                r = gate_identify(&step, NULL);
        return r ? err_trace(r) : step_commit(&step);
}

/* At 18 parental responsibility ends; only the subject's own word, or the law's, then lets another act. */
static int check_childhood(Step *step, Basis because) {
        SubjectFacts facts;
        if (because != BASIS_LACKS && because != BASIS_INTERESTS)
                return 0;
        int r = dossier_subject_facts(step->context, &step->request, &facts);
        if (r)
                return err_trace(r);
        return facts.born != DATE_NONE && date_age(facts.born, clock_today(&step->context->clock)) < 18
                       ? 0
                       : REQUESTS_E_AUTHORITY;
}

int who_authority(Context *context, const char *ref, const WhoAuthority *authority, const char **ret_why) {
        _cleanup_step_ Step step = { 0 };
        const WhoFound shown = { REQUEST_EVENT_AUTHORITY_SHOWN, authority->evidence, authority->how,
                                 authority->on },
                       recorded = { REQUEST_EVENT_AUTHORITY_RECORDED, basis_to_string(authority->because),
                                    NULL, authority->on };
        int r = step_begin(&step, context, ref);
        if (r)
                return err_trace(r);
        if (request_state_is_final(step.request.state) || step.request.requester == REQUESTER_SUBJECT)
                return REQUESTS_E_STATE;
        if (!basis_allowed(authority->because, step.request.nation, step.request.requester))
                return REQUESTS_E_BASIS;
        r = check_childhood(&step, authority->because);
        if (r == 0)
                r = gate_event(&step, &shown, ret_why);
        if (r == 0)
                r = gate_event(&step, &recorded, ret_why);
        if (r == 0)
                r = gate_identify(&step, NULL);
        return r ? err_trace(r) : step_commit(&step);
}

int who_said(Context *context, const char *ref, Requester requester, Nation nation) {
        _cleanup_step_ Step step = { 0 };
        int r = step_begin(&step, context, ref);
        if (r)
                return err_trace(r);
        if (request_state_is_final(step.request.state))
                return REQUESTS_E_STATE;
        if (requester < _REQUESTER_MAX)
                step.request.requester = requester;
        if (nation) {
                step.request.nation = nation;
                step.request.jurisdiction = nation_jurisdiction(nation);
        }
        const WhoFound said = { REQUEST_EVENT_REQUESTER_SAID, requester_to_string(step.request.requester),
                                NULL, DATE_NONE };
        r = request_said(context->store, &step.request);
        if (r == 0)
                r = gate_event(&step, &said, NULL);
        if (r == 0)
                r = gate_identify(&step, NULL);
        return r ? err_trace(r) : step_commit(&step);
}

int who_gate(Context *context, const char *ref, GateRow *ret) {
        Request request;
        int r = request_load(context->store, ref, context->arena, &request);
        if (r == REQUEST_STORE_E_NONE)
                return REQUESTS_E_NONE;
        return r ? err_trace(r) : gate_judge(context, &request, NULL, ret);
}
