/* What people decide: items, approval, closing without an answer. */
#include "base/error.h"
#include "base/text.h"
#include "requests/dossier.h"
#include "requests/step.h"
#include "store/dossier.h"
#include "store/request-claim.h"
#include "store/request-outside.h"

#include <stdlib.h>
#include <string.h>

/* The last open item decided makes the dossier reviewed. */
static int review_when_all_decided(Step *step) {
        int64_t open;
        int r = dossier_undecided(step->context->store, step->request.ref, &open);
        if (r || open > 0 || step->request.state != REQUEST_COLLECTED)
                return err_trace(r);
        r = step_move(step, REQUEST_REVIEWED);
        return r ? err_trace(r) : step_event(step, REQUEST_EVENT_REVIEWED, NULL, DATE_NONE);
}

/* "1,4,12-20". False: the group is no list of numbers; else *ret_meant. */
static bool is_listed(const DossierItem *item, const char *group, bool *ret_meant) {
        bool meant = false;
        for (const char *s = group;; s++) {
                char *end;
                if (!char_is_digit(*s))
                        return false;
                int64_t first = strtoll(s, &end, 10), last = first;
                if (*end == '-' && char_is_digit(end[1]))
                        last = strtoll(end + 1, &end, 10);
                meant = meant || (item->n >= first && item->n <= last);
                s = end;
                if (*s != ',')
                        break;
        }
        *ret_meant = meant;
        return true;
}

/* Numbers, an entity, "entity.attribute", "rule:T2", or "undecided": all that waits. Of a group what is
 * decided already is left alone. */
static bool is_meant(const DossierItem *item, const char *group) {
        Decision word;
        bool listed, waits = item->decision == DECISION_UNDECIDED;
        size_t n = strlen(item->entity);
        if (is_listed(item, group, &listed))
                return listed;
        if (!waits)
                return false;
        if ((decision_from_string(group, &word) && word == DECISION_UNDECIDED) || str_eq(group, item->entity))
                return true;
        if (str_starts(group, "rule:"))
                return str_eq(group + 5, item->rule);
        return !strncmp(group, item->entity, n) && group[n] == '.' && str_eq(group + n + 1, item->attribute);
}

/* The item's facts as they were when it was collected. */
static void facts_of(const ItemFacts *request, const DossierItem *item, ItemFacts *ret) {
        *ret = *request;
        ret->class = item->class;
        ret->sensitive = exemption_has(item->rules, ROW_HEALTH);
}

typedef struct Deciding {
        Step *step;
        const GroupDecision *decision;
        ItemFacts facts;
        Finding opinion;
        DecidedItems *told;
} Deciding;

/* What the decision comes to for this item; false: nothing is proposed for it. */
static bool settle_item(const Deciding *d, const DossierItem *item, DecisionRecord *ret) {
        const GroupDecision *g = d->decision;
        *ret = (DecisionRecord){
                .decision = g->decision, .because = g->because, .how = g->how != NULL, .opinion = d->opinion
        };
        if (!g->as_proposed)
                return true;
        ret->decision = item->proposed;
        return ret->decision != DECISION_UNDECIDED && reason_from_code(item->because, &ret->because);
}

static int decide_item(Deciding *d, DossierItem *item) {
        Context *c = d->step->context;
        DecisionRecord record;
        ItemFacts facts;
        if (!settle_item(d, item, &record)) {
                d->told->left++;
                return 0;
        }
        facts_of(&d->facts, item, &facts);
        d->told->why = exemption_refuses(&facts, exemption_from_ids(item->rules), &record);
        d->told->item = item->n;
        if (d->told->why)
                return REQUESTS_E_UNLAWFUL;
        const DossierItem decided = {
                .n = item->n,
                .decision = record.decision,
                .because = reason_code(record.because),
                .decided_by = c->actor,
                .redacted = d->decision->redacted,
                .how = d->decision->how,
                .opinion = d->decision->opinion,
        };
        d->told->done++;
        item->decision = record.decision;
        return dossier_decide(c->store, d->step->request.ref, &decided, clock_today(&c->clock));
}

/* The opinion that is relied on: which way it goes, and that it still counts. */
static int read_opinion(Deciding *d) {
        Context *c = d->step->context;
        DossierOpinion *opinions;
        size_t n;
        if (!d->decision->opinion)
                return 0;
        int r = dossier_opinions(c->store, d->step->request.ref, c->arena, &opinions, &n);
        for (size_t i = 0; r == 0 && i < n; i++)
                if (opinions[i].n == d->decision->opinion) {
                        d->opinion = opinions[i].met ? FINDING_YES : FINDING_NO;
                        return opinion_counts(opinions[i].given, clock_today(&c->clock)) ? 0
                                                                                         : REQUESTS_E_OPINION;
                }
        return r ? err_trace(r) : REQUESTS_E_NONE;
}

/* What one decision means of the items. */
static int decide_group(Deciding *d, DossierItem *items, size_t n) {
        size_t before = d->told->done + d->told->left;
        int r = read_opinion(d);
        for (size_t i = 0; i < n && r == 0; i++)
                if (is_meant(&items[i], d->decision->group))
                        r = decide_item(d, &items[i]);
        if (r)
                return err_trace(r);
        return d->told->done + d->told->left > before ? 0 : REQUESTS_E_NONE;
}

static int requests_decide_all(Deciding *d, const Review *review) {
        Context *c = d->step->context;
        DossierItem *items;
        SubjectFacts subject;
        size_t n;
        int r = dossier_subject_facts(c, &d->step->request, &subject);
        if (r == 0)
                r = dossier_items(c->store, d->step->request.ref, c->arena, &items, &n);
        if (r)
                return err_trace(r);
        if (review->mark && !str_eq(review->mark, dossier_mark(items, n, c->arena)))
                return REQUESTS_E_CHANGED;
        dossier_item_facts(c, &d->step->request, &subject, &d->facts);
        for (size_t i = 0; i < review->n && r == 0; i++) {
                d->opinion = FINDING_NONE;
                d->decision = &review->decisions[i];
                r = decide_group(d, items, n);
        }
        return err_trace(r);
}

/* One event, however many were decided. */
static int note_decided(Step *step, const Review *review, const DecidedItems *told) {
        const GroupDecision *d = &review->decisions[0];
        const char *because = review->n > 1    ? "on-a-sheet"
                              : d->as_proposed ? "as-proposed"
                                               : reason_code(d->because);
        const char *what = review->n > 1    ? "on-a-sheet"
                           : d->as_proposed ? "as-proposed"
                                            : decision_to_string(d->decision);
        return step_event_detail(step, REQUEST_EVENT_DECIDED, because, DATE_NONE,
                                 json_pack("{s:s, s:I, s:s, s:s}", "group",
                                           review->n > 1 ? "several" : d->group, "items",
                                           (json_int_t)told->done, "decision", what, "because", because));
}

int requests_review(Context *context, const char *ref, const Review *review, DecidedItems *ret) {
        _cleanup_step_ Step step = { 0 };
        Deciding d = { .step = &step, .told = ret };
        *ret = (DecidedItems){ 0 };
        int r = step_begin(&step, context, ref);
        if (r)
                return err_trace(r);
        if (step.request.state != REQUEST_COLLECTED && step.request.state != REQUEST_REVIEWED)
                return REQUESTS_E_STATE;
        r = requests_decide_all(&d, review);
        if (r == 0 && ret->done + ret->left > 0 && review->n > 0)
                r = note_decided(&step, review, ret);
        if (r == 0)
                r = review_when_all_decided(&step);
        if (r == 0)
                r = dossier_undecided(context->store, ref, &ret->open);
        return r || review->trial ? err_trace(r) : step_commit(&step);
}

int requests_decide(Context *context, const char *ref, const GroupDecision *decision, const char **ret_why) {
        DecidedItems told;
        int r = requests_review(context, ref, &(Review){ .decisions = decision, .n = 1 }, &told);
        *ret_why = told.why;
        return err_trace(r);
}

int requests_opinion(Context *context, const char *ref, const DossierOpinion *opinion, int64_t *ret_n) {
        _cleanup_step_ Step step = { 0 };
        int r = step_begin(&step, context, ref);
        if (r == 0 && request_state_is_final(step.request.state))
                r = REQUESTS_E_STATE;
        if (r == 0)
                r = dossier_opinion_insert(context->store, ref, step.request.subject, opinion, ret_n);
        if (r == REQUEST_STORE_E_NONE)
                return REQUESTS_E_SUBJECT;
        return r ? err_trace(r) : step_commit(&step);
}

int requests_approve(Context *context, const char *ref) {
        _cleanup_step_ Step step = { 0 };
        int r = step_begin(&step, context, ref);
        if (r)
                return err_trace(r);
        int64_t open;
        r = dossier_undecided(context->store, ref, &open);
        if (r)
                return err_trace(r);
        if (step.request.state == REQUEST_COLLECTED && open > 0)
                return REQUESTS_E_UNDECIDED;
        r = step_move(&step, REQUEST_APPROVED);
        if (r == 0)
                r = step_event(&step, REQUEST_EVENT_APPROVED, NULL, DATE_NONE);
        if (r == 0)
                r = step_enqueue(&step, JOB_REQUEST_RENDER);
        return r ? err_trace(r) : step_commit(&step);
}

/* What refuses which right, by its code. A complaint is refused for who makes it, never for what it says:
 * that is an outcome (DPA 2018 s.164A). */
#define RIGHT(kind) (1u << REQUEST_##kind)
static const struct {
        const char *code;
        unsigned rights;
} refusals[] = {
        { "not-identified", ~0u },
        { "no-authority", ~0u },
        { "turned-eighteen", ~0u },
        { "child-refuses", ~0u },
        { "not-living", ~0u },
        { "unfounded", ~RIGHT(COMPLAINT) },
        { "excessive", ~RIGHT(COMPLAINT) },
        { "exempt", ~RIGHT(COMPLAINT) },
        { "accurate", RIGHT(RECTIFICATION) },
        { "opinion", RIGHT(RECTIFICATION) },
        { "compelling-grounds", RIGHT(OBJECTION) },
        { "no-ground", RIGHT(ERASURE) | RIGHT(RESTRICTION) | RIGHT(OBJECTION) },
        { "not-by-consent", RIGHT(PORTABILITY) },
};

static bool refuses(const char *code, RequestKind kind) {
        for (size_t i = 0; i < ELEMENTS(refusals); i++)
                if (str_eq(refusals[i].code, code))
                        return refusals[i].rights & 1u << kind;
        return false;
}

/* A refusal ends a complaint as an outcome does, and what has been written was not left as it was. */
static int close_may(Context *c, const Request *request, const RequestClose *close) {
        ClaimCounts counts;
        bool may = true;
        int r;
        if (close->to == REQUEST_REFUSED && !refuses(close->code, request->kind))
                return REQUESTS_E_REFUSAL;
        if (request->kind == REQUEST_COMPLAINT && close->to == REQUEST_REFUSED) {
                r = request_may_find(c->store, request->ref, &may);
                return r ? err_trace(r) : may ? 0 : REQUESTS_E_FIRST_HAND;
        }
        if (request->kind != REQUEST_RECTIFICATION)
                return 0;
        r = claim_counts(c->store, request->ref, &counts);
        return r ? err_trace(r) : counts.begun ? REQUESTS_E_BEGUN : 0;
}

int requests_close(Context *context, const char *ref, const RequestClose *close) {
        _cleanup_step_ Step step = { 0 };
        int r = step_begin(&step, context, ref);
        if (r == 0)
                r = close_may(context, &step.request, close);
        if (r == 0)
                r = step_close(&step, close->to, close->code);
        if (r == 0 && close->how)
                r = request_note_insert(context->store, ref, step.request.subject, close->how);
        return r ? err_trace(r) : step_commit(&step);
}
