#include "view/case.h"

#include "base/error.h"
#include "base/text.h"
#include "requests/letters.h"
#include "requests/who.h"
#include "store/json.h"
#include "store/request-outside.h"
#include "view/clock.h"
#include "view/request.h"
#include "view/rows.h"
#include "view/stop.h"

#include <inttypes.h>
#include <stdio.h>

/* --- what is next --------------------------------------------------------------------------------------- */

static json_t *wants_json(const RequestNext *next) {
        json_t *list = json_array();
        for (size_t i = 0; i < next->n_wants; i++)
                json_add(list, json_pack("{s:s, s:s, s:s, s:o}", "what", next->wants[i].what, "text",
                                         next->wants[i].text, "of", want_of_to_string(next->wants[i].of),
                                         "by", cli_json_date(next->wants[i].by)));
        return list;
}

static json_t *next_json(const RequestNext *next) {
        const Request *q = &next->request;
        return json_pack("{s:s, s:s, s:s, s:s?, s:o, s:o, s:b, s:o, s:o}", "ref", q->ref, "kind",
                         request_kind_to_string(q->kind), "state", request_state_to_string(q->state), "owner",
                         q->owner, "due", cli_json_date(next->due), "needed_by",
                         cli_json_date(next->needed_by), "overdue", next->overdue, "stopped",
                         stop_json(&q->stop), "wants", wants_json(next));
}

static const char *date_cell(Arena *arena, Date date) {
        return date == DATE_NONE ? NULL : arena_strdup(arena, DATE_TEXT(date));
}

int case_print_next(const CliArgs *args, const RequestNext *list, size_t n) {
        static const char *const heads[] = { "BY", "REQUEST", "OWNER", "DUE", "OF", "WANTS" };
        Arena *arena = cli_arena(args);
        if (cli_json(args)) {
                json_t *all = json_array();
                for (size_t i = 0; i < n; i++)
                        json_add(all, next_json(&list[i]));
                return cli_print_json(json_pack("{s:o}", "next", all));
        }
        const char **cells = arena_array(arena, n * ELEMENTS(heads), sizeof *cells);
        for (size_t i = 0; i < n; i++) {
                const char **row = cells + i * ELEMENTS(heads);
                const Want *want = &list[i].wants[0];
                row[0] = date_cell(arena, want->by);
                row[1] = list[i].request.ref;
                row[2] = list[i].request.owner;
                row[3] = list[i].overdue ? arena_printf(arena, "late %s", DATE_TEXT(list[i].due))
                                         : date_cell(arena, list[i].due);
                row[4] = want_of_to_string(want->of);
                row[5] = want->text;
        }
        cli_print_table(heads, ELEMENTS(heads), cells, n);
        return CLI_DONE;
}

/* --- the whole case ------------------------------------------------------------------------------------- */

/* Everything of one case, gathered before a word of it is printed. */
typedef struct Case {
        Request request;
        StatutoryClock clock;
        RequestEvent *events;
        size_t n_events;
        RequestLetter *letters;
        size_t n_letters;
        RequestOutside *outside;
        size_t n_outside;
        /* Of the whole alone: */
        RequestDocument *documents;
        size_t n_documents;
        const char *party;
        RequestWish *wishes;
        size_t n_wishes;
        GateRow gate;
        RequestFinding *findings;
        size_t n_findings;
        RequestNext next;
} Case;

/* --- letters -------------------------------------------------------------------------------------------- */

static const char *letter_state(const RequestLetter *letter) {
        return letter->waits ? "waits" : delivery_state_to_string(letter->delivery);
}

static json_t *letter_delivery_json(const RequestLetter *letter) {
        if (letter->delivery == _DELIVERY_STATE_MAX)
                return json_null();
        return json_pack("{s:s, s:s?, s:s?, s:o, s:o, s:s?}", "state", letter_state(letter), "reason",
                         letter->because, "by", letter->by, "sent_on", cli_json_date(letter->sent_on),
                         "received_on", cli_json_date(letter->received_on), "proof", letter->proof);
}

/* Where it is: ", L-7: sent 2026-11-17"; nothing of one that was not made. */
static const char *letter_where(Arena *arena, const RequestLetter *letter) {
        const Date on = letter->received_on != DATE_NONE ? letter->received_on : letter->sent_on;
        if (letter->delivery == _DELIVERY_STATE_MAX)
                return "";
        return arena_printf(arena, ", L-%lld: %s%s%s%s%s", (long long)letter->id, letter_state(letter),
                            on == DATE_NONE ? "" : " ", on == DATE_NONE ? "" : DATE_TEXT(on),
                            letter->because ? ", " : "", letter->because ? letter->because : "");
}

json_t *letter_json(const RequestLetter *letter) {
        return json_pack("{s:I, s:s, s:o, s:s, s:s, s:s?, s:o, s:s?, s:i, s:o}", "number",
                         (json_int_t)letter->id, "letter", request_letter_to_string(letter->kind), "due",
                         cli_json_date(letter->due), "source", request_letter_cite(letter->kind), "state",
                         request_letter_state_to_string(letter->state), "reason", letter->reason, "on",
                         cli_json_date(letter->made_on), "language", letter->language, "pages", letter->pages,
                         "delivery", letter_delivery_json(letter));
}

static json_t *case_letters_json(const Case *c) {
        json_t *list = json_array();
        for (size_t i = 0; i < c->n_letters; i++)
                json_add(list, letter_json(&c->letters[i]));
        return list;
}

static void print_letters(Arena *arena, const Case *c) {
        if (c->n_letters)
                printf("\nLetters to who asks\n");
        for (size_t i = 0; i < c->n_letters; i++) {
                const RequestLetter *letter = &c->letters[i];
                printf("  %s  %-20s  %-7s  %s%s%s\n", DATE_TEXT(letter->due),
                       request_letter_to_string(letter->kind), request_letter_state_to_string(letter->state),
                       letter->made_on == DATE_NONE ? "" : DATE_TEXT(letter->made_on),
                       letter->reason ? letter_reason_text(letter->reason) : "", letter_where(arena, letter));
        }
}

/* --- cases of others ------------------------------------------------------------------------------------ */

static json_t *case_outside_json(const Case *c) {
        json_t *list = json_array();
        for (size_t i = 0; i < c->n_outside; i++)
                json_add(list,
                         json_pack("{s:s, s:s, s:o, s:o, s:s?}", "body", c->outside[i].body, "reference",
                                   c->outside[i].reference, "on", cli_json_date(c->outside[i].on),
                                   "answer_by", cli_json_date(c->outside[i].answer_by), "decided",
                                   c->outside[i].decided));
        return list;
}

static void print_outside(const Case *c) {
        if (c->n_outside)
                printf("\nCases of others about the same\n");
        for (size_t i = 0; i < c->n_outside; i++) {
                const RequestOutside *o = &c->outside[i];
                printf("  %s  %-10s  %s  %s%s\n", DATE_TEXT(o->on), o->body, o->reference,
                       o->decided                  ? o->decided
                       : o->answer_by == DATE_NONE ? "open"
                                                   : "answer by ",
                       o->decided || o->answer_by == DATE_NONE ? "" : DATE_TEXT(o->answer_by));
        }
}

static int gather_whole(Session *session, Case *ret) {
        Context *c = &session->context;
        const char *ref = ret->request.ref;
        ret->gate = _GATE_MAX;
        int r = request_party(session->store, ref, c->arena, &ret->party);
        if (r == 0)
                r = wish_list(session->store, ref, c->arena, &ret->wishes, &ret->n_wishes);
        if (r == 0)
                r = request_findings(session->store, ref, c->arena, &ret->findings, &ret->n_findings);
        if (r == 0)
                r = request_documents(session->store, ref, c->arena, &ret->documents, &ret->n_documents);
        if (r == 0 && ret->request.subject && !request_state_is_final(ret->request.state))
                r = who_gate(c, ref, &ret->gate);
        if (r == REQUESTS_E_SUBJECT)
                r = 0; /* what is next says so */
        if (r == 0)
                r = requests_next_of(c, &ret->request, &ret->next);
        return err_trace(r);
}

static int case_gather(Session *session, const char *ref, bool whole, Case *ret) {
        Context *c = &session->context;
        int r = request_load(session->store, ref, c->arena, &ret->request);
        if (r == REQUEST_STORE_E_NONE)
                return REQUESTS_E_NONE;
        if (r == 0)
                r = requests_clock(c, &ret->request, &ret->clock);
        if (r == REQUESTS_E_CLOCK)
                r = 0; /* of a law that is loaded no longer: the rest is shown */
        if (r == 0)
                r = request_events(session->store, ref, c->arena, &ret->events, &ret->n_events);
        if (r == 0)
                r = request_letter_list(session->store, ref, c->arena, &ret->letters, &ret->n_letters);
        if (r == 0)
                r = request_outside_list(session->store, ref, c->arena, &ret->outside, &ret->n_outside);
        return r || !whole ? err_trace(r) : gather_whole(session, ret);
}

static json_t *case_json(const Case *c, bool whole) {
        json_t *object = request_json(&c->request), *events = json_array();
        for (size_t i = 0; i < c->n_events; i++)
                json_add(events, json_pack("{s:o, s:s, s:s?, s:s}", "on", cli_json_date(c->events[i].on),
                                           "event", request_event_to_string(c->events[i].kind), "code",
                                           c->events[i].code, "by", c->events[i].actor));
        json_put(object, "clock", c->clock.regime ? clock_json(&c->clock) : json_null());
        json_put(object, "events", events);
        json_put(object, "letters", case_letters_json(c));
        json_put(object, "outside", case_outside_json(c));
        if (!whole)
                return object;
        bool open = c->gate == _GATE_MAX;
        json_t *documents = json_array();
        for (size_t i = 0; i < c->n_documents; i++)
                json_add(documents, json_pack("{s:I, s:s}", "document", (json_int_t)c->documents[i].document,
                                              "format", document_format_to_string(c->documents[i].format)));
        json_put(object, "documents", documents);
        json_put(object, "requester_name", json_text(c->party));
        json_put(object, "wishes", request_wishes_json(c->wishes, c->n_wishes));
        json_put(object, "gate",
                 open ? json_null()
                      : json_pack("{s:s, s:s, s:s}", "gate", gate_id(c->gate), "next", gate_text(c->gate),
                                  "source", gate_cite(c->gate)));
        json_put(object, "findings", request_findings_json(c->findings, c->n_findings));
        json_put(object, "wants", wants_json(&c->next));
        return object;
}

static void print_who(const Case *c) {
        printf("\nWho asks: %s%s%s%s.\n", requester_to_string(c->request.requester), c->party ? ", " : "",
               c->party ? c->party : "", c->request.requester == REQUESTER_SUBJECT ? ", for themselves" : "");
        request_wishes_print(c->wishes, c->n_wishes);
        if (c->gate != _GATE_MAX)
                printf("Not settled: %s: %s (%s).\n", gate_id(c->gate), gate_text(c->gate),
                       gate_cite(c->gate));
}

static void print_next(const RequestNext *next) {
        printf("\nWhat is next\n");
        if (next->n_wants == 0)
                printf("  Nothing: it is closed.\n");
        for (size_t i = 0; i < next->n_wants; i++)
                printf("  %-10s  %-9s  %s.\n",
                       next->wants[i].by == DATE_NONE ? "-" : DATE_TEXT(next->wants[i].by),
                       want_of_to_string(next->wants[i].of), next->wants[i].text);
}

static void print_case(const CliArgs *args, const Case *c, bool whole) {
        request_print(&c->request);
        if (whole)
                print_who(c);
        printf("\nThe clock, under %s\n", c->request.regime);
        if (request_state_is_final(c->request.state))
                printf("  It has stopped: the request is %s.\n", request_state_to_string(c->request.state));
        else if (c->clock.regime)
                clock_print(&c->clock);
        else
                printf("  No such law is loaded.\n");
        printf("\nWhat happened\n");
        for (size_t i = 0; i < c->n_events; i++)
                printf("  %s  %-19s  %-18s  %s\n", DATE_TEXT(c->events[i].on),
                       request_event_to_string(c->events[i].kind),
                       c->events[i].code ? c->events[i].code : "-", c->events[i].actor);
        print_letters(cli_arena(args), c);
        print_outside(c);
        if (c->n_documents)
                printf("\nReports\n");
        for (size_t i = 0; i < c->n_documents; i++)
                printf("  document %" PRId64 ", %s\n", c->documents[i].document,
                       document_format_to_string(c->documents[i].format));
        if (whole && c->n_findings) {
                printf("\nWhat was found of who asks\n");
                request_findings_print(cli_arena(args), c->findings, c->n_findings);
        }
        if (whole)
                print_next(&c->next);
}

int case_show(const CliArgs *args, Session *session, const char *ref, bool whole) {
        Case c = { 0 };
        int r = case_gather(session, ref, whole, &c), status = CLI_DONE;
        if (r)
                status = request_settle(args, r, NULL);
        else if (cli_json(args))
                status = cli_print_json(case_json(&c, whole));
        else
                print_case(args, &c, whole);
        return status;
}
