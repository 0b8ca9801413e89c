#include "view/request.h"

#include "requests/requests.h"
#include "store/json.h"
#include "view/stop.h"

#include <stdio.h>
#include <string.h>

int request_settle(const CliArgs *args, int r, const char *why) {
        return r == REQUESTS_E_CLOCK && why ? cli_refuse("%s", why)
                                            : cli_settle_about(r, "request", cli_operand(args, 0));
}

json_t *request_json(const Request *request) {
        return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:s, s:s?, s:s?, s:o, s:s?, s:s?, s:o}", "ref",
                         request->ref, "kind", request_kind_to_string(request->kind), "state",
                         request_state_to_string(request->state), "regime", request->regime, "received",
                         cli_json_date(request->received), "due", cli_json_date(request->due), "requester",
                         requester_to_string(request->requester), "nation", nation_to_string(request->nation),
                         "owner", request->owner, "recognised", cli_json_date(request->recognised), "repeats",
                         request->repeats, "about", request->about, "stopped", stop_json(&request->stop));
}

void request_print(const Request *request) {
        stop_print(&request->stop);
        printf("%s: %s request received on %s, %s", request->ref, request_kind_to_string(request->kind),
               DATE_TEXT(request->received), request_state_to_string(request->state));
        if (request->due != DATE_NONE)
                printf(request->kind == REQUEST_COMPLAINT ? "; to be acknowledged by %s"
                                                          : "; the last lawful day is %s",
                       DATE_TEXT(request->due));
        printf(".\n");
        if (request->about)
                printf("It is about %s.\n", request->about);
        if (request->repeats)
                printf("The same was asked before and answered: %s.\n", request->repeats);
}

/* Later than that, what could have been asked at once was not. */
#define ASKED_LATE_DAYS 7

/* NULL: it was asked in time. */
static const char *asked_late(const CliArgs *args, const Request *request, Date on) {
        int days = on == DATE_NONE ? 0 : on - request->received;
        return days <= ASKED_LATE_DAYS
                       ? NULL
                       : arena_printf(
                                 cli_arena(args),
                                 "This was asked %d days after the request came. Ask at once: whoever waits "
                                 "has lost that time, and it has to be explained.",
                                 days);
}

static int show_with(const CliArgs *args, Session *session, const char *ref, Date asked) {
        Request request;
        int r = request_load(session->store, ref, cli_arena(args), &request);
        if (r == REQUEST_STORE_E_NONE)
                return cli_refuse("There is no request %s; muniment request list shows them.", ref);
        if (r)
                return cli_settle(r);
        const char *warning = asked_late(args, &request, asked);
        if (cli_json(args)) {
                json_t *object = request_json(&request);
                if (warning)
                        json_put(object, "warning", json_string(warning));
                return cli_print_json(object);
        }
        request_print(&request);
        if (warning)
                printf("Warning: %s\n", warning);
        return CLI_DONE;
}

int request_show(const CliArgs *args, Session *session, const char *ref) {
        return show_with(args, session, ref, DATE_NONE);
}

int request_show_asked(const CliArgs *args, Session *session, const char *ref, Date on) {
        return show_with(args, session, ref, on == DATE_NONE ? clock_today(&session->context.clock) : on);
}

json_t *request_wishes_json(const RequestWish *wishes, size_t n) {
        json_t *object = json_object();
        for (size_t i = 0; i < n; i++)
                json_put(object, wish_to_string(wishes[i].kind),
                         wishes[i].kind == WISH_NEEDED_BY
                                 ? json_pack("{s:o, s:s?}", "day", cli_json_date(wishes[i].on), "why",
                                             wishes[i].value)
                                 : json_text(wishes[i].value));
        return object;
}

void request_wishes_print(const RequestWish *wishes, size_t n) {
        for (size_t i = 0; i < n; i++)
                printf("%-10s %s%s%s\n", wish_to_string(wishes[i].kind), DATE_TEXT(wishes[i].on),
                       wishes[i].on != DATE_NONE && wishes[i].value ? ": " : "",
                       wishes[i].value ? wishes[i].value : "");
}

json_t *request_findings_json(const RequestFinding *findings, size_t n) {
        json_t *list = json_array();
        for (size_t i = 0; i < n; i++)
                json_add(list,
                         json_pack("{s:o, s:s, s:s?, s:s, s:s?}", "on_day", cli_json_date(findings[i].on),
                                   "kind", request_event_to_string(findings[i].kind), "code",
                                   findings[i].code, "actor", findings[i].actor, "how", findings[i].how));
        return list;
}

void request_findings_print(Arena *arena, const RequestFinding *findings, size_t n) {
        static const char *const heads[] = { "on_day", "kind", "code", "actor", "how" };
        const size_t width = ELEMENTS(heads);
        const char **cells = arena_array(arena, n * width + 1, sizeof *cells);
        for (size_t i = 0; i < n; i++) {
                const RequestFinding *f = &findings[i];
                const char *const row[] = { arena_strdup(arena, DATE_TEXT(f->on)),
                                            request_event_to_string(f->kind), f->code, f->actor, f->how };
                memcpy(&cells[i * width], row, sizeof row);
        }
        if (n > 0)
                cli_print_table(heads, width, cells, n);
}
