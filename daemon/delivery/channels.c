#include "base/cleanup.h"
#include "base/text.h"
#include "delivery/channel.h"
#include "delivery/delivery.h"
#include "model/regime.h"
#include "settings/settings.h"

static const Channel *const channels[_ATTEMPT_CHANNEL_MAX] = {
        [ATTEMPT_BY_SPOOL] = &channel_spool,
        [ATTEMPT_BY_HAND] = &channel_hand,
        [ATTEMPT_BY_VOICE] = &channel_voice,
};

const Channel *channel_of(AttemptChannel name) {
        return channels[name];
}

/* Where the letter itself was stopped the channel has not failed. */
static bool channel_has_failed(const Channel *channel, const Attempt *tried, size_t n) {
        for (size_t i = 0; i < n; i++)
                if (tried[i].channel == channel->name && tried[i].state == ATTEMPT_FAILED &&
                    !str_eq(tried[i].because, DELIVERY_STOPPED))
                        return true;
        return false;
}

const Channel *channel_next(const Sending *sending, const Attempt *tried, size_t n) {
        for (size_t i = 0; i < ELEMENTS(channels); i++)
                if (channels[i]->can_carry && !channel_has_failed(channels[i], tried, n) &&
                    channels[i]->can_carry(sending))
                        return channels[i];
        return NULL;
}

Date channel_post_arrives(const Context *context, Date posted) {
        const Settings *settings = context->settings;
        const Holidays *holidays = regimes_holidays(settings->regimes, settings->jurisdiction);
        Date day = posted;
        for (int left = settings->post_days; left > 0;) {
                day++;
                left -= !holidays || holidays_is_working_day(holidays, day);
        }
        return day;
}
