/* What is next: a pure reading of each open request, its clock and its events. */
#include "requests/next.h"

#include "base/error.h"
#include "base/text.h"
#include "model/gates.h"
#include "requests/gate.h"
#include "requests/heard.h"
#include "requests/letter-judge.h"
#include "requests/right.h"
#include "settings/settings.h"
#include "store/request-claim.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A question that was not answered for so long is no reason to wait on. */
#define SILENCE_MONTHS 3

const char *want_of_to_string(WantOf of) {
        static const char *const words[] = { "officer", "requester", "engine" };
        return words[of];
}

/* No day is after every day. */
static bool earlier(Date a, Date b) {
        return a != DATE_NONE && (b == DATE_NONE || a < b);
}

/* In its place by its day; of one day the first to be added comes first. */
static void add_want(RequestNext *next, Want want) {
        size_t i = next->n_wants++;
        for (; i > 0 && earlier(want.by, next->wants[i - 1].by); i--)
                next->wants[i] = next->wants[i - 1];
        next->wants[i] = want;
}

/* --- the step ------------------------------------------------------------------------------------------- */

static int want_of_gate(Context *c, const Request *request, Want *ret) {
        GateRow row;
        int r = gate_judge(c, request, NULL, &row);
        if (r == REQUESTS_E_SUBJECT) {
                *ret = (Want){ .what = "close",
                               .text = "The register holds no such subject any more: close it" };
                return 0;
        }
        if (r)
                return err_trace(r);
        bool open = row == _GATE_MAX;
        *ret = (Want){ .what = !open                             ? "who-asks"
                               : request->kind == REQUEST_ACCESS ? "collect"
                                                                 : "decide",
                       .text = !open                             ? gate_text(row)
                               : request->kind == REQUEST_ACCESS ? "Who asks is settled: collect it"
                                                                 : "Who asks is settled: decide it",
                       .of = row == GATE_IDENTITY ? WANT_OF_REQUESTER : WANT_OF_OFFICER };
        return 0;
}

static int want_of_items(Context *c, const Request *request, Want *ret) {
        int64_t open;
        int r = dossier_undecided(c->store, request->ref, &open);
        if (r)
                return err_trace(r);
        *ret = (Want){ .what = "decide",
                       .text = arena_printf(c->arena, "%" PRId64 " %s a decision: muniment request items",
                                            open, open == 1 ? "item waits for" : "items wait for") };
        return 0;
}

static const Want steps[_REQUEST_STATE_MAX] = {
        [REQUEST_IDENTIFIED] = { "collect", "What is held is being collected", .of = WANT_OF_ENGINE },
        [REQUEST_REVIEWED] = { "approve", "All is decided: somebody answers for it" },
        [REQUEST_APPROVED] = { "render", "The report is being made", .of = WANT_OF_ENGINE },
        [REQUEST_RENDERED] = { "release", "The report is ready: hand it over" },
};

static int want_of_step(Context *c, const Request *request, const Heard *told, Want *ret) {
        Date today = clock_today(&c->clock);
        if (request->stop.difference)
                *ret = (Want){ .what = "difference",
                               .text = "Nothing goes out about the child until a difference is settled" };
        else if (told->asked != DATE_NONE && today >= date_add_months(told->asked, SILENCE_MONTHS))
                *ret = (Want){ .what = "silence",
                               .text = "The question was not answered for three months: close it, or go on" };
        else if (told->asked != DATE_NONE)
                *ret = (Want){ .what = "answer",
                               .text = "They were asked which data they mean, and have not answered",
                               .of = WANT_OF_REQUESTER };
        else if (request->state == REQUEST_RECEIVED)
                return want_of_gate(c, request, ret);
        else if (request->kind != REQUEST_ACCESS)
                return right_of(request->kind)->next(c, request, ret);
        else if (request->state == REQUEST_COLLECTED)
                return want_of_items(c, request, ret);
        else
                *ret = steps[request->state];
        return 0;
}

/* A longer time that they have not been told of. */
static int want_extension(Context *c, const StatutoryClock *clock, RequestNext *next) {
        Date told = DATE_NONE;
        if (clock->untold)
                add_want(next,
                         (Want){ .what = "extension",
                                 .text = "The longer time does not count: they were not told of it in time",
                                 .by = clock->due });
        int r = clock->extended_due == DATE_NONE ? 0 : heard_extension(c, next->request.ref, &told);
        if (r == 0 && clock->extended_due != DATE_NONE && told == DATE_NONE)
                add_want(next, (Want){ .what = "extension",
                                       .text = "The longer time counts only if they are told of it by then",
                                       .by = clock->extend_by });
        return err_trace(r);
}

/* --- letters -------------------------------------------------------------------------------------------- */

/* On the first working day after a day that was promised and missed; else when they have heard nothing long.
 */
static void want_letter(Context *c, const Heard *told, RequestNext *next) {
        Date today = clock_today(&c->clock);
        Date again = told->last + LETTER_SILENCE_DAYS, missed = heard_missed(told, DATE_NONE, today);
        if (missed != DATE_NONE)
                add_want(next,
                         (Want){ .what = "late",
                                 .text = arena_printf(
                                         c->arena,
                                         "They were promised %s: write why, what is ready, and the next day",
                                         DATE_TEXT(missed)),
                                 .by = heard_late_by(c, &next->request, missed) });
        else if (told->last != DATE_NONE && again <= today)
                add_want(next,
                         (Want){ .what = "progress",
                                 .text = arena_printf(c->arena, "They last heard on %s: write how far it is",
                                                      DATE_TEXT(told->last)),
                                 .by = again });
        if (told->promised != DATE_NONE && told->promised >= today)
                add_want(next, (Want){ .what = "promised",
                                       .text = "That day was promised to them",
                                       .by = told->promised });
}

/* One that was made and has not gone, or not arrived, is somebody's work until another of its kind is there.
 */
static bool letter_is_stuck(const RequestLetter *letters, size_t n, size_t at) {
        if (!request_letter_is_stuck(&letters[at]))
                return false;
        for (size_t i = at + 1; i < n; i++)
                if (letters[i].kind == letters[at].kind && letters[i].state != REQUEST_LETTER_IS_LAPSED)
                        return false;
        return true;
}

/* Until another of its kind has told them. */
static bool letter_has_escaped(const RequestLetter *letters, size_t n, size_t at) {
        for (size_t i = at + 1; i < n; i++)
                if (letters[i].kind == letters[at].kind &&
                    (letters[i].state == REQUEST_LETTER_IS_TOLD || letters[i].delivery == DELIVERY_SENT ||
                     letters[i].delivery == DELIVERY_DELIVERED))
                        return false;
        return letters[at].escaped;
}

static const char *stuck_text(Arena *arena, const RequestLetter *letter) {
        const char *kind = request_letter_to_string(letter->kind);
        const long long number = letter->id;
        if (letter->escaped ||
            (letter->delivery == DELIVERY_FAILED && str_eq(letter->because, DELIVERY_TAKEN_UNSEEN)))
                return arena_printf(arena,
                                    "The letter \"%s\" (L-%lld) had been taken before it could be called "
                                    "back: see to it that it does no harm",
                                    kind, number);
        if (letter->delivery == DELIVERY_RETURNED)
                return arena_printf(
                        arena,
                        "The letter \"%s\" (L-%lld) came back (%s): ask where letters go, then make "
                        "it anew, or hand it over",
                        kind, number, letter->because);
        if (letter->delivery == DELIVERY_FAILED)
                return arena_printf(
                        arena, "The letter \"%s\" (L-%lld) did not leave (%s): make it anew, or hand it over",
                        kind, number, letter->because);
        return arena_printf(arena, "The letter \"%s\" (L-%lld) was stopped before it left. %s", kind, number,
                            letter_reason_text(letter->because ? letter->because : "person-decides"));
}

/* A letter that may not go by itself, or has not arrived though it is wanted still: the first by its day. */
static int want_by_hand(Context *c, RequestNext *next) {
        RequestLetter *letters, *first = NULL;
        RequestEvent *events = NULL;
        size_t n, n_events = 0;
        int r = request_letter_list(c->store, next->request.ref, c->arena, &letters, &n);
        if (r == 0 && n)
                r = request_events(c->store, next->request.ref, c->arena, &events, &n_events);
        for (size_t i = 0; r == 0 && i < n; i++)
                if ((letters[i].state == REQUEST_LETTER_IS_WAITING || letter_has_escaped(letters, n, i) ||
                     (letter_is_stuck(letters, n, i) &&
                      !letter_is_met(&next->request, events, n_events, letters[i].kind))) &&
                    (!request_state_is_final(next->request.state) ||
                     request_letter_answers(letters[i].kind)) &&
                    (!first || letters[i].due < first->due))
                        first = &letters[i];
        if (first)
                add_want(next, (Want){ .what = "letter",
                                       .text = first->state == REQUEST_LETTER_IS_WAITING
                                                       ? arena_printf(c->arena, "The letter \"%s\" waits. %s",
                                                                      request_letter_to_string(first->kind),
                                                                      letter_reason_text(first->reason))
                                                       : stuck_text(c->arena, first),
                                       .by = first->due });
        return err_trace(r);
}

/* The first day on which somebody else, who has a case about the same, wants to hear from us. */
static int want_outside(Context *c, RequestNext *next) {
        RequestOutside *outside, *first = NULL;
        size_t n;
        int r = next->request.kind != REQUEST_COMPLAINT
                        ? 0
                        : request_outside_list(c->store, next->request.ref, c->arena, &outside, &n);
        if (r || next->request.kind != REQUEST_COMPLAINT)
                return err_trace(r);
        for (size_t i = 0; i < n; i++)
                if (!outside[i].decided && outside[i].answer_by != DATE_NONE &&
                    (!first || outside[i].answer_by < first->answer_by))
                        first = &outside[i];
        if (first)
                add_want(next, (Want){ .what = "outside",
                                       .text = arena_printf(c->arena, "The %s wants to hear from us: %s",
                                                            first->body, first->reference),
                                       .by = first->answer_by });
        return 0;
}

/* Whoever had what was wrong is to be told of it, though the request is closed. */
static int want_recipients(Context *c, RequestNext *next) {
        ClaimCounts counts = { 0 };
        int r = next->request.kind == REQUEST_RECTIFICATION
                        ? claim_counts(c->store, next->request.ref, &counts)
                        : 0;
        if (r == 0 && counts.untold)
                add_want(next, (Want){ .what = "recipients",
                                       .text = "Tell whoever had it from you: muniment request recipients",
                                       .by = DATE_NONE });
        return err_trace(r);
}

int requests_next_of(Context *c, const Request *request, RequestNext *ret) {
        RequestNext next = { .request = *request, .due = DATE_NONE, .needed_by = DATE_NONE };
        RequestEvent *events;
        StatutoryClock clock = { .due = DATE_NONE, .target = DATE_NONE, .extended_due = DATE_NONE };
        Heard told;
        Want step;
        size_t n;
        int r = wish_needed_by(c->store, request->ref, &next.needed_by);
        if (r == 0 && request_state_is_final(request->state))
                r = want_by_hand(c, &next); /* the answer may still wait */
        if (r == 0)
                r = want_outside(c, &next);
        if (r == 0)
                r = want_recipients(c, &next);
        if (r || request_state_is_final(request->state)) {
                *ret = next;
                return err_trace(r);
        }
        r = requests_clock(c, request, &clock);
        if (r == 0 ||
            r == REQUESTS_E_CLOCK) /* of a law that is loaded no longer: it has no day, and is listed */
                r = request_events(c->store, request->ref, c->arena, &events, &n);
        if (r)
                return err_trace(r);
        next.due = clock.due;
        next.overdue = clock.state == CLOCK_OVERDUE;
        heard_read(events, n, &told);
        r = want_of_step(c, request, &told, &step);
        if (r)
                return err_trace(r);
        const Date by = earlier(next.needed_by, clock.target) ? next.needed_by : clock.target;
        if (step.by == 0 || !earlier(step.by, by)) /* 0: a step of no day of its own */
                step.by = by;
        add_want(&next, step);
        want_letter(c, &told, &next);
        r = want_extension(c, &clock, &next);
        if (r == 0)
                r = want_by_hand(c, &next);
        *ret = next;
        return err_trace(r);
}

static int by_urgency(const void *a, const void *b) {
        const RequestNext *left = a, *right = b;
        Date x = left->wants[0].by, y = right->wants[0].by;
        if (left->overdue != right->overdue)
                return left->overdue ? -1 : 1;
        if (x != y)
                return earlier(x, y) ? -1 : 1;
        return left->request.received < right->request.received ? -1
               : left->request.received > right->request.received
                       ? 1
                       : strcmp(left->request.ref, right->request.ref);
}

int requests_next(Context *context, const char *owner, RequestNext **ret, size_t *ret_n) {
        Request *requests;
        size_t n;
        int r = request_list(context->store, NULL, context->arena, &requests, &n);
        if (r)
                return err_trace(r);
        RequestNext *list = arena_array(context->arena, n + 1, sizeof *list);
        size_t found = 0;
        for (size_t i = 0; r == 0 && i < n; i++)
                if (!owner || str_eq(owner, requests[i].owner)) {
                        r = requests_next_of(context, &requests[i], &list[found]);
                        found += r == 0 && list[found].n_wants > 0;
                }
        if (r)
                return err_trace(r);
        qsort(list, found, sizeof *list, by_urgency);
        *ret = list;
        *ret_n = found;
        return 0;
}
