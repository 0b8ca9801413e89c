#include "model/lives/request.h"

const char *const request_states[_REQUEST_STATE_MAX] = {
#define WORD(name, word) [REQUEST_##name] = (word),
        REQUEST_STATES(WORD)
#undef WORD
};

static const LifeEdge edges[] = {
        { REQUEST_RECEIVED, REQUEST_IDENTIFIED, "identity and authority are proved" },
        { REQUEST_IDENTIFIED, REQUEST_COLLECTED, "every mapped table answered" },
        { REQUEST_COLLECTED, REQUEST_REVIEWED, "every item is decided" },
        { REQUEST_REVIEWED, REQUEST_APPROVED, "a person answers for the decisions" },
        { REQUEST_APPROVED, REQUEST_RENDERED, "the report is made" },
        { REQUEST_RENDERED, REQUEST_RELEASED, "the report is handed over", .final = true },
        { REQUEST_RELEASED, REQUEST_EXPIRED, "the report is no longer kept" },
        { REQUEST_REVIEWED, REQUEST_COLLECTED, "collected anew" },
        { REQUEST_APPROVED, REQUEST_COLLECTED, "collected anew" },
        { REQUEST_RENDERED, REQUEST_COLLECTED, "collected anew" },
        { REQUEST_RECEIVED, REQUEST_REFUSED, "refused with reasons", .final = true },
        { REQUEST_IDENTIFIED, REQUEST_REFUSED, "refused with reasons", .final = true },
        { REQUEST_COLLECTED, REQUEST_REFUSED, "refused with reasons", .final = true },
        { REQUEST_REVIEWED, REQUEST_REFUSED, "refused with reasons", .final = true },
        { REQUEST_RECEIVED, REQUEST_WITHDRAWN, "the requester withdrew", .final = true },
        { REQUEST_IDENTIFIED, REQUEST_WITHDRAWN, "the requester withdrew", .final = true },
        { REQUEST_COLLECTED, REQUEST_WITHDRAWN, "the requester withdrew", .final = true },
        { REQUEST_REVIEWED, REQUEST_WITHDRAWN, "the requester withdrew", .final = true },
        { REQUEST_APPROVED, REQUEST_WITHDRAWN, "the requester withdrew", .final = true },
        { REQUEST_RENDERED, REQUEST_WITHDRAWN, "the requester withdrew", .final = true },
};

const Life life_of_requests = { "request", request_states, _REQUEST_STATE_MAX, edges, ELEMENTS(edges) };

const Life *life_of_request(RequestKind kind) {
        switch (kind) {
        case REQUEST_ACCESS:
                return &life_of_requests;
        case REQUEST_COMPLAINT:
                return &life_of_complaints;
        case REQUEST_RECTIFICATION:
                return &life_of_rectifications;
        case REQUEST_ERASURE:
        case REQUEST_RESTRICTION:
        case REQUEST_OBJECTION:
        case REQUEST_PORTABILITY:
        case _REQUEST_KIND_MAX:
        default:
                return &life_of_rights;
        }
}

const char *request_may_move(RequestKind kind, RequestState from, RequestState to) {
        return life_step(life_of_request(kind), (int)from, (int)to);
}

const char *request_state_to_string(RequestState state) {
        return request_states[state];
}

bool request_state_from_string(const char *s, RequestState *ret) {
        int state;
        if (!life_state_from_string(&life_of_requests, s, &state))
                return false;
        *ret = (RequestState)state;
        return true;
}

bool request_state_is_final(RequestState state) {
        for (RequestKind kind = 0; kind < _REQUEST_KIND_MAX; kind++)
                if (life_is_open(life_of_request(kind), (int)state))
                        return false;
        return true;
}
