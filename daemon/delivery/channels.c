#include "base/cleanup.h"
#include "base/text.h"
#include "delivery/channel.h"
#include "delivery/delivery.h"
#include "model/regime.h"
#include "settings/settings.h"

static const Channel *const channels[_ATTEMPT_CHANNEL_MAX] = {
        [ATTEMPT_BY_SPOOL] = &channel_spool,
        [ATTEMPT_BY_NOTIFY] = &channel_notify,
        [ATTEMPT_BY_HAND] = &channel_hand,
        [ATTEMPT_BY_VOICE] = &channel_voice,
};

const Channel *channel_of(AttemptChannel name) {
        return channels[name];
}

/* After these the letter may be on its way, or somebody has decided: another try would be a second letter. */
static const char *const last_words[] = { "cancelled", "technical-failure", DELIVERY_STATUS_UNKNOWN };

bool channel_was_not_tried(const Attempt *attempt) {
        static const char *const reasons[] = { DELIVERY_STOPPED, DELIVERY_NOT_NOW, DELIVERY_NOT_RETURNED };
        return attempt->state == ATTEMPT_FAILED && str_in(attempt->because, reasons, ELEMENTS(reasons));
}

static bool channel_has_failed(AttemptChannel name, const Attempt *tried, size_t n) {
        for (size_t i = 0; i < n; i++)
                if (tried[i].channel == name && tried[i].state == ATTEMPT_FAILED &&
                    !channel_was_not_tried(&tried[i]))
                        return true;
        return false;
}

const Channel *channel_next(const Sending *sending, const Attempt *tried, size_t n) {
        const Settings *settings = sending->context->settings;
        for (size_t i = 0; i < n; i++)
                if (str_in(tried[i].because, last_words, ELEMENTS(last_words)))
                        return NULL;
        for (size_t i = 0; i < settings->n_channels; i++) {
                const Channel *channel = channels[settings->channels[i]];
                if (!channel_has_failed(channel->name, tried, n) && channel->can_carry(sending))
                        return channel;
        }
        return NULL;
}

bool channel_may_begin(const Sending *sending, const Channel *channel) {
        const Settings *settings = sending->context->settings;
        bool named = false;
        for (size_t i = 0; i < settings->n_channels; i++)
                named = named || settings->channels[i] == channel->name;
        return named || channel->lies_here;
}

void desk_close(Desk *desk) {
        for (size_t i = 0; i < ELEMENTS(channels); i++)
                if (desk->own[i])
                        channels[i]->close(desk->own[i]);
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
