#include "model/request-life.h"

#include "base/cleanup.h"

static const RequestEdge edges[] = {
        { REQUEST_RECEIVED, REQUEST_IDENTIFIED, "identity and authority are proved" },
        { REQUEST_IDENTIFIED, REQUEST_COLLECTED, "every mapped table answered" },
        { REQUEST_COLLECTED, REQUEST_REVIEWED, "every item is decided" },
        { REQUEST_REVIEWED, REQUEST_APPROVED, "a person answers for the decisions" },
        { REQUEST_APPROVED, REQUEST_RENDERED, "the report is made" },
        { REQUEST_RENDERED, REQUEST_RELEASED, "the report is handed over" },
        { REQUEST_RELEASED, REQUEST_EXPIRED, "the report is no longer kept" },
        { REQUEST_REVIEWED, REQUEST_COLLECTED, "collected anew" },
        { REQUEST_APPROVED, REQUEST_COLLECTED, "collected anew" },
        { REQUEST_RENDERED, REQUEST_COLLECTED, "collected anew" },
        { REQUEST_RECEIVED, REQUEST_REFUSED, "refused with reasons" },
        { REQUEST_IDENTIFIED, REQUEST_REFUSED, "refused with reasons" },
        { REQUEST_COLLECTED, REQUEST_REFUSED, "refused with reasons" },
        { REQUEST_REVIEWED, REQUEST_REFUSED, "refused with reasons" },
        { REQUEST_RECEIVED, REQUEST_WITHDRAWN, "the requester withdrew" },
        { REQUEST_IDENTIFIED, REQUEST_WITHDRAWN, "the requester withdrew" },
        { REQUEST_COLLECTED, REQUEST_WITHDRAWN, "the requester withdrew" },
        { REQUEST_REVIEWED, REQUEST_WITHDRAWN, "the requester withdrew" },
        { REQUEST_APPROVED, REQUEST_WITHDRAWN, "the requester withdrew" },
        { REQUEST_RENDERED, REQUEST_WITHDRAWN, "the requester withdrew" },
};

static const char *const names[_REQUEST_STATE_MAX] = {
        [REQUEST_RECEIVED] = "received",   [REQUEST_IDENTIFIED] = "identified",
        [REQUEST_COLLECTED] = "collected", [REQUEST_REVIEWED] = "reviewed",
        [REQUEST_APPROVED] = "approved",   [REQUEST_RENDERED] = "rendered",
        [REQUEST_RELEASED] = "released",   [REQUEST_EXPIRED] = "expired",
        [REQUEST_REFUSED] = "refused",     [REQUEST_WITHDRAWN] = "withdrawn",
};

const RequestEdge *request_edges(size_t *ret_n) {
        *ret_n = ELEMENTS(edges);
        return edges;
}

const char *request_may_move(RequestState from, RequestState to) {
        for (size_t i = 0; i < ELEMENTS(edges); i++)
                if (edges[i].from == from && edges[i].to == to)
                        return edges[i].because;
        return NULL;
}

void request_life_draw(Text *out) {
        text_append(out, "stateDiagram-v2\n    [*] --> received\n");
        for (size_t i = 0; i < ELEMENTS(edges); i++)
                text_appendf(out, "    %s --> %s: %s\n", names[edges[i].from], names[edges[i].to],
                             edges[i].because);
        text_append(out, "    expired --> [*]\n    refused --> [*]\n    withdrawn --> [*]\n");
}

const char *request_state_to_string(RequestState state) {
        return names[state];
}

bool request_state_from_string(const char *s, RequestState *ret) {
        for (size_t i = 0; i < ELEMENTS(names); i++)
                if (str_eq(s, names[i])) {
                        *ret = (RequestState)i;
                        return true;
                }
        return false;
}

bool request_state_is_final(RequestState state) {
        return state >= REQUEST_RELEASED;
}
