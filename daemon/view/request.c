#include "view/request.h"

#include "requests/requests.h"
#include "store/json.h"
#include "view/stop.h"

#include <stdio.h>

int request_settle(const CliArgs *args, int r, const char *why) {
        return r == REQUESTS_E_CLOCK && why ? cli_refuse("%s", why)
                                            : cli_settle_about(r, "request", cli_operand(args, 0));
}

int request_show(const CliArgs *args, Session *session, const char *ref) {
        Request request;
        int r = request_load(session->store, ref, cli_arena(args), &request);
        if (r == REQUEST_STORE_E_NONE)
                return cli_refuse("There is no request %s; muniment request list shows them.", ref);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(json_pack(
                        "{s:s, s:s, s:s, s:s, s:o, s:o, s:s, s:s?, s:s?, s:o, s:s?, s:o}", "ref", request.ref,
                        "kind", request_kind_to_string(request.kind), "state",
                        request_state_to_string(request.state), "regime", request.regime, "received",
                        cli_json_date(request.received), "due", cli_json_date(request.due), "requester",
                        requester_to_string(request.requester), "nation", request.nation, "owner",
                        request.owner, "recognised", cli_json_date(request.recognised), "repeats",
                        request.repeats, "stopped", stop_json(&request.stop)));
        stop_print(&request.stop);
        printf("%s: %s request received on %s, %s", request.ref, request_kind_to_string(request.kind),
               DATE_TEXT(request.received), request_state_to_string(request.state));
        if (request.due != DATE_NONE)
                printf("; the last lawful day is %s", DATE_TEXT(request.due));
        printf(".\n");
        if (request.repeats)
                printf("The same was asked before and answered: %s.\n", request.repeats);
        return CLI_DONE;
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
