/* What a person did themselves: nothing is sent, they say that it was handed over, or read out. */
#include "delivery/channel.h"

const Channel channel_hand = { .name = ATTEMPT_BY_HAND };
const Channel channel_voice = { .name = ATTEMPT_BY_VOICE };
