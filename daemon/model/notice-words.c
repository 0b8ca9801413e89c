#include "model/notice-words.h"

#include "base/cleanup.h"

static const char *const states[] = { OBLIGATION_STATES(WORD_STRING) };
static const char *const channels[] = { DELIVERY_CHANNELS(WORD_STRING) };

const char *obligation_state_to_string(ObligationState state) {
        return states[state];
}

bool obligation_state_from_string(const char *s, ObligationState *ret) {
        size_t n;
        if (!str_place(s, states, ELEMENTS(states), &n))
                return false;
        *ret = (ObligationState)n;
        return true;
}

const char *delivery_channel_to_string(DeliveryChannel channel) {
        return channels[channel];
}
