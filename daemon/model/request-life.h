#pragma once
/* The life of a request, as one table of edges. muniment.request_edge holds the same in SQL. */

#include "base/text.h"

typedef enum RequestState {
        REQUEST_RECEIVED,
        REQUEST_IDENTIFIED, /* we know who asks, and that they may */
        REQUEST_COLLECTED,  /* the dossier stands; some items may await a decision */
        REQUEST_REVIEWED,   /* every item is decided */
        REQUEST_APPROVED,   /* a person answers for the decisions */
        REQUEST_RENDERED,
        REQUEST_RELEASED,
        REQUEST_EXPIRED, /* the report is no longer kept */
        REQUEST_REFUSED,
        REQUEST_WITHDRAWN,
        _REQUEST_STATE_MAX,
} RequestState;

typedef struct RequestEdge {
        RequestState from, to;
        const char *because; /* what happened, for the ledger and the drawing */
} RequestEdge;

/* Every lawful edge, for drawing and for the comparison with SQL. */
const RequestEdge *request_edges(size_t *ret_n);
/* NULL when the edge is illegal, else what happened. */
const char *request_may_move(RequestState from, RequestState to);

/* The table as a Mermaid state diagram. */
void request_life_draw(Text *out);

const char *request_state_to_string(RequestState state);
/* False for an unknown word. */
bool request_state_from_string(const char *s, RequestState *ret);
/* Nothing more will happen to the requester's disadvantage: the clock has stopped for good. */
bool request_state_is_final(RequestState state);
