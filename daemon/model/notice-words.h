#pragma once
/* The words of handing a notice over. The checks of muniment.delivery hold the same: a test compares them. */

#include "base/text.h"

#define DELIVERY_CHANNELS(WORD)                                                                              \
        WORD(POST, "post")                                                                                   \
        WORD(EMAIL, "email")                                                                                 \
        WORD(IN_PERSON, "in-person")

#define DELIVERY_STATES(WORD)                                                                                \
        WORD(READY, "ready")                                                                                 \
        WORD(SENT, "sent")                                                                                   \
        WORD(DELIVERED, "delivered")                                                                         \
        WORD(FAILED, "failed")

typedef enum DeliveryChannel {
#define WORD(name, word) DELIVERY_BY_##name,
        DELIVERY_CHANNELS(WORD)
#undef WORD
                _DELIVERY_CHANNEL_MAX,
} DeliveryChannel;

const char *delivery_channel_to_string(DeliveryChannel channel);
