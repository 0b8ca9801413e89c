#include "view/request.h"

#include "requests/requests.h"
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
                        "{s:s, s:s, s:s, s:s, s:o, s:o, s:s, s:s?, s:o}", "ref", request.ref, "kind",
                        request_kind_to_string(request.kind), "state", request_state_to_string(request.state),
                        "regime", request.regime, "received", cli_json_date(request.received), "due",
                        cli_json_date(request.due), "requester", requester_to_string(request.requester),
                        "nation", request.nation, "stopped", stop_json(&request.stop)));
        stop_print(&request.stop);
        printf("%s: %s request received on %s, %s", request.ref, request_kind_to_string(request.kind),
               DATE_TEXT(request.received), request_state_to_string(request.state));
        if (request.due != DATE_NONE)
                printf("; the last lawful day is %s", DATE_TEXT(request.due));
        printf(".\n");
        return CLI_DONE;
}
