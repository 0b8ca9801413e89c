#pragma once
/* The words of a duty to tell somebody something, and of handing it over. The checks of muniment.obligation
 * and muniment.delivery hold the same words: a test compares them. */

#include "base/text.h"

/* open: to be met. waiting: cannot be yet, a person sees to it. met. lapsed: nobody is to be told any more.
 */
#define OBLIGATION_STATES(WORD)                                                                              \
        WORD(OPEN, "open")                                                                                   \
        WORD(WAITING, "waiting")                                                                             \
        WORD(MET, "met")                                                                                     \
        WORD(LAPSED, "lapsed")

#define DELIVERY_CHANNELS(WORD)                                                                              \
        WORD(POST, "post")                                                                                   \
        WORD(EMAIL, "email")                                                                                 \
        WORD(IN_PERSON, "in-person")

#define DELIVERY_STATES(WORD)                                                                                \
        WORD(READY, "ready")                                                                                 \
        WORD(SENT, "sent")                                                                                   \
        WORD(DELIVERED, "delivered")                                                                         \
        WORD(FAILED, "failed")

typedef enum ObligationState {
#define WORD(name, word) OBLIGATION_##name,
        OBLIGATION_STATES(WORD)
#undef WORD
                _OBLIGATION_STATE_MAX,
} ObligationState;

typedef enum DeliveryChannel {
#define WORD(name, word) DELIVERY_BY_##name,
        DELIVERY_CHANNELS(WORD)
#undef WORD
                _DELIVERY_CHANNEL_MAX,
} DeliveryChannel;

const char *obligation_state_to_string(ObligationState state);
/* False, and *ret untouched, for an unknown word. */
bool obligation_state_from_string(const char *s, ObligationState *ret);
const char *delivery_channel_to_string(DeliveryChannel channel);
