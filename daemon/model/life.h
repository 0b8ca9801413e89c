#pragma once
/* Lives: what may come after what. Each is one const table under model/lives/, which draws its picture in
 * docs/design/; muniment.life_edge and the views muniment.open_LIFE hold the same (a test compares). */

#include "base/text.h"

/* A lawful step. */
typedef struct LifeEdge {
        int from, to;
        const char *because; /* what happened, one short phrase: for the drawing */
        bool final;          /* what takes it is open no longer */
} LifeEdge;

typedef struct Life {
        const char *name;          /* "request", as muniment.life_edge has it */
        const char *const *states; /* by the numbers of its enum; the first is how it begins */
        size_t n_states;
        const LifeEdge *edges;
        size_t n_edges;
} Life;

/* Why the step may be taken; NULL: it may not. */
const char *life_step(const Life *life, int from, int to);
/* Whether no final step has been taken yet. */
bool life_is_open(const Life *life, int state);
/* False, *ret untouched: no such state. */
bool life_state_from_string(const Life *life, const char *s, int *ret);
/* The table as a Mermaid state diagram. */
void life_draw(const Life *life, Text *out);

/* All there are. */
extern const Life *const lives[];
extern const size_t n_lives;
