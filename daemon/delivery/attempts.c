#include "delivery/attempts.h"

#include "base/error.h"
#include "delivery/delivery.h"
#include "documents/documents.h"
#include "settings/settings.h"
#include "store/json.h"
#include "store/ledger.h"

int attempts_plan(Sending *s, const Channel *channel, const Handing *handing) {
        s->attempt = (Attempt){ .delivery = s->delivery.id, .channel = channel->name };
        return attempt_insert(s->context->store, &s->attempt, clock_today(&s->context->clock), handing,
                              s->arena);
}

/* One that failed leaves it ready: for the next channel, or for a person, as whoever tries next finds. */
static DeliveryState delivery_state_after(const Attempt *attempt) {
        switch (attempt->state) {
        case ATTEMPT_ACCEPTED:
                return channel_of(attempt->channel)->lies_here ? DELIVERY_READY : DELIVERY_SENT;
        case ATTEMPT_DISPATCHED:
                return DELIVERY_SENT;
        case ATTEMPT_DELIVERED:
                return DELIVERY_DELIVERED;
        case ATTEMPT_RETURNED:
                return DELIVERY_RETURNED;
        case ATTEMPT_PLANNED:
        case ATTEMPT_SENDING:
        case ATTEMPT_DOUBTFUL:
        case ATTEMPT_FAILED:
        case _ATTEMPT_STATE_MAX:
                break;
        }
        return DELIVERY_READY;
}

int attempts_step(Sending *s, const AttemptStep *step) {
        Store *store = s->context->store;
        int r = attempt_step(store, &s->attempt, step);
        if (r)
                return err_trace(r);
        DeliveryState state = delivery_state_after(&s->attempt);
        bool by_hand = !channel_of(s->attempt.channel)->can_carry;
        if (state == s->delivery.state && !s->delivery.stopped && !by_hand)
                return 0;
        s->delivery.state = state;
        s->delivery.stopped = NULL;
        return delivery_set(store, &s->delivery, by_hand);
}

int attempts_note(const Sending *s, EntryKind kind, const char *because) {
        const char *about = letter_number_to_string(s->delivery.letter, s->arena);
        json_t *detail = json_pack("{s:s}", "channel", attempt_channel_to_string(s->attempt.channel));
        if (because)
                json_put(detail, "reason", json_string(because));
        return ledger_note_subject(s->context, kind, s->delivery.subject, about, detail);
}

int delivery_folder(Context *context, const char **ret) {
        int r = documents_folder(context, ret);
        if (context->settings->channels[0] != ATTEMPT_BY_SPOOL)
                *ret = NULL;
        return err_trace(r);
}

int delivery_begin(Context *context, const DeliveryLetter *letter) {
        Date today = clock_today(&context->clock);
        Sending s = { .context = context, .arena = context->arena };
        int r = delivery_insert(context->store, letter, today, &s.delivery.id);
        if (r || !letter->laid)
                return err_trace(r);
        /* Its file is written once this transaction is committed: until then it is nowhere. */
        r = attempts_plan(&s, channel_of(ATTEMPT_BY_SPOOL), NULL);
        if (r == 0)
                r = attempt_step(
                        context->store, &s.attempt,
                        &(AttemptStep){ .to = ATTEMPT_SENDING, .on = today, .deemed_on = DATE_NONE });
        if (r == 0)
                r = attempt_step(
                        context->store, &s.attempt,
                        &(AttemptStep){ .to = ATTEMPT_ACCEPTED, .on = today, .deemed_on = DATE_NONE });
        return err_trace(r);
}
