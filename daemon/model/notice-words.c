#include "model/notice-words.h"

static const char *const channels[] = { DELIVERY_CHANNELS(WORD_STRING) };

const char *delivery_channel_to_string(DeliveryChannel channel) {
        return channels[channel];
}
