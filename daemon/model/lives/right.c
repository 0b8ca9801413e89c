/* The life of a request of any other right (UK GDPR Arts 17, 18, 20, 21): a person decides it, does it, and
 * says so. */
#include "model/lives/request.h"

static const LifeEdge edges[] = {
        { REQUEST_RECEIVED, REQUEST_IDENTIFIED, "identity and authority are proved" },
        { REQUEST_IDENTIFIED, REQUEST_DECIDED, "a person decides" },
        { REQUEST_DECIDED, REQUEST_CARRIED_OUT, "what was decided is done" },
        { REQUEST_CARRIED_OUT, REQUEST_ANSWERED, "they are told", .final = true },
        { REQUEST_RECEIVED, REQUEST_REFUSED, "refused with reasons", .final = true },
        { REQUEST_IDENTIFIED, REQUEST_REFUSED, "refused with reasons", .final = true },
        { REQUEST_DECIDED, REQUEST_REFUSED, "refused with reasons", .final = true },
        { REQUEST_RECEIVED, REQUEST_WITHDRAWN, "the requester withdrew", .final = true },
        { REQUEST_IDENTIFIED, REQUEST_WITHDRAWN, "the requester withdrew", .final = true },
        { REQUEST_DECIDED, REQUEST_WITHDRAWN, "the requester withdrew", .final = true },
};

const Life life_of_rights = { "right", request_states, _REQUEST_STATE_MAX, edges, ELEMENTS(edges) };
