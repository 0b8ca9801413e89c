/* A folder of letters for a print room. Laid there by a row before it is a file (documents/), so a crash
 * leaves no doubt: asked, the rows say where the letter is. The print room takes it by moving its file. */
#include "base/error.h"
#include "delivery/channel.h"
#include "settings/settings.h"
#include "store/document.h"

static bool spool_can_carry(const Sending *s) {
        return s->folder != NULL;
}

/* A letter that was laid there when it was made stays as it is. */
static int spool_send(const Sending *s, ChannelAnswer *ret) {
        const char *name =
                arena_printf(s->arena, "%s.pdf", letter_number_to_string(s->delivery.letter, s->arena));
        ret->state = ATTEMPT_ACCEPTED;
        return copy_insert(s->context->store, s->folder, name, s->delivery.document, false);
}

static int spool_take_back(const Sending *s) {
        return copy_end(s->context->store, s->delivery.document, NULL);
}

/* It lies in the clear, so not for ever. */
static bool spool_is_over(const Sending *s, Date today) {
        return s->attempt.state == ATTEMPT_ACCEPTED &&
               today > s->attempt.accepted_on + s->context->settings->spool_days;
}

static int spool_ask(const Sending *s, ChannelAnswer *ret) {
        Date today = clock_today(&s->context->clock);
        bool taken, lies;
        int r = copy_where(s->context->store, s->delivery.document, &taken, &lies);
        if (r)
                return err_trace(r);
        if (s->attempt.state == ATTEMPT_DOUBTFUL)
                ret->state = taken || lies ? ATTEMPT_ACCEPTED : ATTEMPT_PLANNED;
        else if (s->attempt.state == ATTEMPT_ACCEPTED && taken)
                *ret = (ChannelAnswer){ .state = ATTEMPT_DISPATCHED,
                                        .deemed_on = channel_post_arrives(s->context, today) };
        else if (spool_is_over(s, today)) {
                *ret = (ChannelAnswer){ .state = ATTEMPT_FAILED,
                                        .because = "not-taken",
                                        .deemed_on = DATE_NONE };
                r = spool_take_back(s);
        }
        return err_trace(r);
}

const Channel channel_spool = { .name = ATTEMPT_BY_SPOOL,
                                .lies_here = true,
                                .can_carry = spool_can_carry,
                                .send = spool_send,
                                .ask = spool_ask,
                                .take_back = spool_take_back };
