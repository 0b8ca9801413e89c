/* The life of a request to put something right (UK GDPR Art 16): each thing that is said to be wrong is
 * decided by itself. */
#include "model/lives/request.h"

static const LifeEdge edges[] = {
        { REQUEST_RECEIVED, REQUEST_IDENTIFIED, "identity and authority are proved" },
        { REQUEST_IDENTIFIED, REQUEST_DECIDED, "each thing said to be wrong is decided" },
        { REQUEST_DECIDED, REQUEST_IDENTIFIED, "the register holds something else by now" },
        { REQUEST_DECIDED, REQUEST_CARRIED_OUT, "what was decided stands in the register" },
        { REQUEST_CARRIED_OUT, REQUEST_ANSWERED, "they are told", .final = true },
        { REQUEST_RECEIVED, REQUEST_REFUSED, "refused with reasons", .final = true },
        { REQUEST_IDENTIFIED, REQUEST_REFUSED, "refused with reasons", .final = true },
        { REQUEST_DECIDED, REQUEST_REFUSED, "refused with reasons", .final = true },
        { REQUEST_RECEIVED, REQUEST_WITHDRAWN, "the requester withdrew", .final = true },
        { REQUEST_IDENTIFIED, REQUEST_WITHDRAWN, "the requester withdrew", .final = true },
        { REQUEST_DECIDED, REQUEST_WITHDRAWN, "the requester withdrew", .final = true },
};

const Life life_of_rectifications = { "rectification", request_states, _REQUEST_STATE_MAX, edges,
                                      ELEMENTS(edges) };
