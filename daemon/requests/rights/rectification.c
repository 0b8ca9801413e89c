/* To put right what is wrong (UK GDPR Art 16), and to tell whoever had it (Art 19). */
#include "requests/right.h"

#include "base/error.h"
#include "base/text.h"
#include "model/source.h"
#include "register/correct.h"
#include "requests/dossier.h"
#include "requests/rectification.h"
#include "settings/settings.h"
#include "store/hold.h"

#include <inttypes.h>
#include <string.h>

static int rectification_next(Context *c, const Request *request, Want *ret) {
        ClaimCounts counts;
        int r = claim_counts(c->store, request->ref, &counts);
        if (r)
                return err_trace(r);
        if (request->state == REQUEST_CARRIED_OUT)
                *ret = (Want){ .what = "answer-them", .text = "It is done: they are to be told" };
        else if (request->state == REQUEST_DECIDED)
                *ret = (Want){ .what = "carry-out",
                               .text = "All is decided: have it written, muniment request fulfil" };
        else if (counts.overtaken)
                *ret = (Want){ .what = "claim",
                               .text = "The register held something else: record it anew (muniment request "
                                       "claim), or keep what it holds (muniment request settle)" };
        else if (counts.all == 0)
                *ret = (Want){ .what = "claim",
                               .text = "Record what they say is wrong: muniment request claim" };
        else if (counts.undecided)
                *ret = (Want){ .what = "settle",
                               .text = arena_printf(
                                       c->arena, "%" PRId64 " %s a decision: muniment request claims",
                                       counts.undecided,
                                       counts.undecided == 1 ? "claim waits for" : "claims wait for") };
        else
                *ret = (Want){ .what = "refuse",
                               .text = "All of it stays as it is: refuse it with the reason" };
        return 0;
}

/* --- what is said to be wrong --------------------------------------------------------------------------- */

/* Rectification alone has claims. It need not be settled who asks to write down what they say. */
static int rectification_begin(Step *step, Context *context, const char *ref) {
        int r = step_begin(step, context, ref);
        if (r)
                return err_trace(r);
        if (step->request.kind != REQUEST_RECTIFICATION)
                return REQUESTS_E_RIGHT;
        return step->request.subject ? 0 : REQUESTS_E_SUBJECT;
}

/* "ENTITY.COLUMN" of the register's map. */
static int claim_attribute(Context *c, const Request *request, const char *attribute, RequestClaim *claim) {
        const RegisterSettings *governed = settings_register(c->settings, request->register_name);
        const char *dot = strchr(attribute, '.');
        const Entity *entity =
                governed && dot ? data_map_entity(governed->map, arena_strndup(c->arena, attribute,
                                                                               (size_t)(dot - attribute)))
                                : NULL;
        for (size_t i = 0; entity && i < entity->n_attributes; i++)
                if (str_eq(entity->attributes[i].column, dot + 1) && !entity_is_key(entity, dot + 1)) {
                        claim->entity = entity->name;
                        claim->column = entity->attributes[i].column;
                        return 0;
                }
        return REQUESTS_E_ATTRIBUTE;
}

/* The row that is meant, and what it holds: the one that was named, or the only one. */
static int claim_row(Context *c, const Request *request, const char *key, RequestClaim *claim) {
        json_auto_t *held = NULL;
        SubjectFacts facts;
        const json_t *row, *found = NULL;
        size_t i;
        int r = dossier_record(c, request, &facts, &held);
        if (r)
                return err_trace(r);
        json_array_foreach (json_object_get(held, claim->entity), i, row) {
                if (key && !str_eq(json_string_value(json_object_get(row, "key")), key))
                        continue;
                if (found)
                        return REQUESTS_E_ROW;
                found = row;
        }
        if (!found)
                return REQUESTS_E_ROW;
        const char *value =
                dossier_value(c->arena, json_object_get(json_object_get(found, "attributes"), claim->column));
        claim->row = arena_strdup(c->arena, json_string_value(json_object_get(found, "key")));
        claim->held = value ? arena_strdup(c->arena, value) : "";
        return claim->row ? 0 : REQUESTS_E_ROW;
}

/* What was overtaken and is now said anew waits for nothing more. */
static int claim_replaces(Context *c, const char *ref, const RequestClaim *claim) {
        RequestClaim *claims;
        size_t n;
        int r = claim_list(c->store, ref, c->arena, &claims, &n);
        for (size_t i = 0; r == 0 && i < n; i++)
                if (claims[i].ended == CLAIM_OVERTAKEN && str_eq(claims[i].entity, claim->entity) &&
                    str_eq(claims[i].column, claim->column) && str_eq(claims[i].row, claim->row))
                        r = claim_replace(c->store, ref, claims[i].n);
        return err_trace(r);
}

int requests_claim(Context *c, const char *ref, const ClaimNew *said, int64_t *ret_n) {
        _cleanup_step_ Step step = { 0 };
        RequestClaim claim = { .told = said->should_be, .evidence = said->evidence };
        int r = rectification_begin(&step, c, ref);
        if (r == 0 && step.request.state != REQUEST_RECEIVED && step.request.state != REQUEST_IDENTIFIED)
                r = REQUESTS_E_STATE;
        if (r == 0)
                r = claim_attribute(c, &step.request, said->attribute, &claim);
        if (r == 0)
                r = claim_row(c, &step.request, said->row, &claim);
        if (r == 0)
                r = claim_replaces(c, ref, &claim);
        if (r == 0)
                r = claim_insert(c->store, ref, step.request.subject, &claim, ret_n);
        if (r == 0)
                r = step_event(&step, REQUEST_EVENT_CLAIM_MADE, NULL, DATE_NONE);
        return r ? err_trace(r) : step_commit(&step);
}

/* --- decided -------------------------------------------------------------------------------------------- */

/* Forward when everything is decided and something is to be written; back when that is so no longer. */
static int rectification_settle(Step *step) {
        ClaimCounts counts;
        int r = claim_counts(step->context->store, step->request.ref, &counts);
        if (r)
                return err_trace(r);
        const bool decided = counts.undecided == 0 && counts.overtaken == 0 && counts.to_correct > 0;
        if (decided == (step->request.state == REQUEST_DECIDED))
                return 0;
        r = step_move(step, decided ? REQUEST_DECIDED : REQUEST_IDENTIFIED);
        return err_trace(r);
}

int requests_settle_claim(Context *c, const char *ref, const RequestClaim *decided) {
        _cleanup_step_ Step step = { 0 };
        RequestClaim claim = *decided;
        claim.decided_by = c->actor;
        claim.decided_on = clock_today(&c->clock);
        int r = right_begin(&step, c, ref);
        if (r == 0 && step.request.kind != REQUEST_RECTIFICATION)
                r = REQUESTS_E_RIGHT;
        if (r == 0 && step.request.state != REQUEST_IDENTIFIED && step.request.state != REQUEST_DECIDED)
                r = REQUESTS_E_STATE;
        if (r == 0)
                r = claim_decide(c->store, ref, &claim);
        if (r == REQUEST_STORE_E_NONE)
                return REQUESTS_E_NONE;
        if (r == 0)
                r = step_event(&step, REQUEST_EVENT_CLAIM_DECIDED, claim_decision_to_string(claim.decision),
                               DATE_NONE);
        if (r == 0)
                r = rectification_settle(&step);
        return r ? err_trace(r) : step_commit(&step);
}

/* --- carried out ---------------------------------------------------------------------------------------- */

typedef struct Carrying {
        Context *context;
        const Request *request;
        Register *reg;
        const char *key; /* of the subject */
        RequestClaim *claim;
} Carrying;

/* A hold keeps the value as it is (one that is only over part of the register binds as well: which part, the
 * register is not asked here), but not one of a request: Art 16 waits for no other right. The lock is shared
 * with batches: nobody sets a hold until this has ended. */
static int is_held(const Carrying *c, bool *ret) {
        HoldMatch *matches;
        size_t n;
        int r = register_lock_holds(c->reg, false);
        if (r == 0)
                r = hold_match(c->context->store, c->request->register_name, NULL, &c->key, 1,
                               c->context->arena, &matches, &n);
        *ret = false;
        for (size_t i = 0; r == 0 && i < n; i++)
                *ret |= matches[i].basis != HOLD_BASIS_REQUEST;
        return err_trace(r);
}

/* In the register's transaction, before it is written to. */
static int claim_may_be_written(void *to) {
        const Carrying *c = to;
        bool held = false;
        int r = is_held(c, &held);
        if (r == 0 && held)
                return REQUESTS_E_HELD;
        c->claim->ended = CLAIM_CORRECTED;
        return r ? err_trace(r) : claim_end(c->context->store, c->request->ref, c->claim);
}

/* Two databases cannot commit as one: begun, written, ended. A crash between leaves it begun, and carrying it
 * out again finds the value there. */
static int carry_out_claim(Carrying *c) {
        Store *store = c->context->store;
        const Correcting what = { .entity = c->claim->entity,
                                  .column = c->claim->column,
                                  .subject = c->key,
                                  .row = c->claim->row,
                                  .held = c->claim->held,
                                  .told = c->claim->told,
                                  .on = clock_today(&c->context->clock) };
        c->claim->ended_on = what.on;
        int r = claim_begin(store, c->request->ref, c->claim->n);
        if (r == 0)
                r = register_correct_with(c->context, c->reg, &what,
                                          &(CorrectDecided){ claim_may_be_written, c });
        if (r == REQUESTS_E_HELD)
                c->claim->ended = CLAIM_BESIDE;
        else if (r == CORRECT_E_CHANGED || r == CORRECT_E_REFUSED)
                c->claim->ended = CLAIM_OVERTAKEN;
        else
                return err_trace(r);
        int ended = claim_end(store, c->request->ref, c->claim);
        return ended                    ? err_trace(ended)
               : r == CORRECT_E_CHANGED ? REQUESTS_E_OVERTAKEN
               : r == CORRECT_E_REFUSED ? REQUESTS_E_REGISTER
                                        : 0;
}

/* One that cannot be written is no longer a claim: the others are written, and it is told. */
static int carry_out_claims(Context *c, const Request *request) {
        _cleanup_(register_closep) Register *reg = NULL;
        RequestClaim *claims = NULL;
        SubjectFacts facts;
        size_t n = 0;
        int met = 0, r = dossier_subject_facts(c, request, &facts);
        if (r == 0)
                r = claim_list(c->store, request->ref, c->arena, &claims, &n);
        if (r == 0)
                r = register_open(c, request->register_name, &reg);
        for (size_t i = 0; r == 0 && i < n; i++) {
                Carrying carrying = { c, request, reg, facts.key, &claims[i] };
                if (claims[i].decision != CLAIM_CORRECT || claims[i].ended != _CLAIM_END_MAX)
                        continue;
                r = carry_out_claim(&carrying);
                if (r == REQUESTS_E_OVERTAKEN || r == REQUESTS_E_REGISTER) {
                        met = r;
                        r = 0;
                }
        }
        return r ? err_trace(r) : met;
}

/* Everybody whom any source of the register would have told, each once. */
static int rectification_recipients(Context *c, const Request *request, const char ***ret, size_t *ret_n) {
        json_auto_t *held = NULL;
        SubjectFacts facts;
        int r = dossier_record(c, request, &facts, &held);
        *ret = NULL;
        *ret_n = 0;
        for (size_t i = 0; r == 0 && i < c->settings->n_sources; i++) {
                const Source *source = c->settings->sources[i];
                if (source->tells_entity && str_eq(source->register_name, request->register_name))
                        register_each_once(held, source->tells_entity, source->tells_column, c->arena, ret,
                                           ret_n);
        }
        return err_trace(r);
}

static const char *how_much(const ClaimCounts *counts) {
        return counts->corrected == 0 ? "kept-beside" : counts->to_keep || counts->beside ? "partly" : "all";
}

static int rectification_carry_out(Context *c, const char *ref, const char *said) {
        _cleanup_step_ Step step = { 0 };
        const char **names;
        ClaimCounts counts;
        size_t n;
        int r = right_begin(&step, c, ref);
        if (r == 0 && step.request.state != REQUEST_DECIDED)
                r = REQUESTS_E_STATE;
        step_done(&step); /* each value is a transaction of its own */
        if (r)
                return err_trace(r);
        int met = carry_out_claims(c, &step.request);
        if (met < 0 || (met && met != REQUESTS_E_OVERTAKEN && met != REQUESTS_E_REGISTER))
                return err_trace(met);
        r = right_begin(&step, c, ref);
        if (r == 0)
                r = rectification_settle(&step);
        if (r == 0)
                r = claim_counts(c->store, ref, &counts);
        if (r)
                return err_trace(r);
        if (counts.overtaken && !met)
                met = REQUESTS_E_OVERTAKEN; /* by an attempt that did not get so far */
        if (met || counts.open || step.request.state != REQUEST_DECIDED) {
                r = step_commit(&step);
                return r ? err_trace(r) : met ? met : REQUESTS_E_STATE;
        }
        r = rectification_recipients(c, &step.request, &names, &n);
        if (r == 0 && counts.corrected)
                r = recipient_insert(c->store, ref, step.request.subject, names, n);
        if (r == 0)
                r = step_move(&step, REQUEST_CARRIED_OUT);
        if (r == 0)
                r = right_event(&step, REQUEST_EVENT_CARRIED_OUT, how_much(&counts), said);
        return r ? err_trace(r) : step_commit(&step);
}

const Right right_rectification = { rectification_next, NULL, rectification_carry_out };

/* --- who is told ---------------------------------------------------------------------------------------- */

int requests_settle_recipient(Context *c, const char *ref, const RequestRecipient *settled) {
        _cleanup_step_ Step step = { 0 };
        RequestRecipient recipient = *settled;
        recipient.by = c->actor;
        recipient.on = clock_today(&c->clock);
        int r = rectification_begin(&step, c, ref);
        if (r == 0)
                r = recipient_settle(c->store, ref, &recipient);
        if (r == REQUEST_STORE_E_NONE)
                return REQUESTS_E_NONE;
        if (r == 0)
                r = step_event(&step, REQUEST_EVENT_RECIPIENT_TOLD,
                               recipient_answer_to_string(recipient.answer), DATE_NONE);
        return r ? err_trace(r) : step_commit(&step);
}
