#include "model/life.h"

#include "model/lives/attempt.h"
#include "model/lives/difference.h"
#include "model/lives/obligation.h"
#include "model/lives/request.h"
#include "model/lives/run.h"

const Life *const lives[] = { &life_of_runs,           &life_of_requests, &life_of_complaints,
                              &life_of_rectifications, &life_of_rights,   &life_of_differences,
                              &life_of_obligations,    &life_of_attempts };
const size_t n_lives = ELEMENTS(lives);

const char *life_step(const Life *life, int from, int to) {
        for (size_t i = 0; i < life->n_edges; i++)
                if (life->edges[i].from == from && life->edges[i].to == to)
                        return life->edges[i].because;
        return NULL;
}

/* What a final step leads to is closed, and so is what follows from there alone: no open state does. */
bool life_is_open(const Life *life, int state) {
        bool led_to = false;
        for (size_t i = 0; i < life->n_edges; i++) {
                const LifeEdge *edge = &life->edges[i];
                if (edge->to != state)
                        continue;
                if (edge->final)
                        return false;
                led_to |= edge->from > state || life_is_open(life, edge->from); /* back, or on */
        }
        return led_to || state == 0;
}

bool life_state_from_string(const Life *life, const char *s, int *ret) {
        size_t place;
        if (!str_place(s, life->states, life->n_states, &place))
                return false;
        *ret = (int)place;
        return true;
}

/* Something leads there, and nothing on. A state that several lives share need not be one of this. */
static bool life_ends(const Life *life, int state) {
        bool led_to = false;
        for (size_t i = 0; i < life->n_edges; i++) {
                if (life->edges[i].from == state)
                        return false;
                led_to |= life->edges[i].to == state;
        }
        return led_to;
}

void life_draw(const Life *life, Text *out) {
        text_appendf(out, "stateDiagram-v2\n    [*] --> %s\n", life->states[0]);
        for (size_t i = 0; i < life->n_edges; i++)
                text_appendf(out, "    %s --> %s: %s\n", life->states[life->edges[i].from],
                             life->states[life->edges[i].to], life->edges[i].because);
        for (size_t i = 0; i < life->n_states; i++)
                if (life_ends(life, (int)i))
                        text_appendf(out, "    %s --> [*]\n", life->states[i]);
}
