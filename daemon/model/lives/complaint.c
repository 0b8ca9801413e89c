/* The life of a complaint to us (DPA 2018 s.164A): nothing is carried out, for what follows from an outcome
 * is a case of its own. */
#include "model/lives/request.h"

static const LifeEdge edges[] = {
        { REQUEST_RECEIVED, REQUEST_IDENTIFIED, "who complains is settled" },
        { REQUEST_IDENTIFIED, REQUEST_DECIDED, "somebody who did not decide first finds the outcome" },
        { REQUEST_DECIDED, REQUEST_ANSWERED, "they are told the outcome", .final = true },
        { REQUEST_RECEIVED, REQUEST_REFUSED, "refused with reasons", .final = true },
        { REQUEST_IDENTIFIED, REQUEST_REFUSED, "refused with reasons", .final = true },
        { REQUEST_RECEIVED, REQUEST_WITHDRAWN, "the requester withdrew", .final = true },
        { REQUEST_IDENTIFIED, REQUEST_WITHDRAWN, "the requester withdrew", .final = true },
};

const Life life_of_complaints = { "complaint", request_states, _REQUEST_STATE_MAX, edges, ELEMENTS(edges) };
