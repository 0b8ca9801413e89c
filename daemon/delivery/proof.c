/* What people say of a letter: that they handed it over, or that it came back. */
#include "base/error.h"
#include "base/text.h"
#include "delivery/attempts.h"
#include "delivery/delivery.h"
#include "documents/documents.h"
#include "pg/pg.h"
#include "store/document.h"

/* Locked, and its newest attempt, where there is one. */
static int proof_open(Context *context, LetterNumber letter, Sending *s, size_t *ret_n) {
        Attempt *tried = NULL;
        *s = (Sending){ .context = context, .arena = context->arena };
        *ret_n = 0;
        int r = delivery_lock_of_letter(context->store, letter, s->arena, &s->delivery);
        if (r == DELIVERY_STORE_E_NONE)
                return DELIVERY_E_NONE;
        if (r == 0)
                r = attempt_list(context->store, s->delivery.id, s->arena, &tried, ret_n);
        if (r == 0 && *ret_n)
                s->attempt = tried[*ret_n - 1];
        return err_trace(r);
}

static int proof_begin(Context *context, LetterNumber letter, PgTx *tx, Sending *s, size_t *ret_n) {
        int r = pg_tx_begin(store_pg(context->store), tx);
        return r ? err_trace(r) : proof_open(context, letter, s, ret_n);
}

/* The letter that lies in the folder, or is about to be sent, need not go. */
static int proof_end_attempt(Sending *s, const char *because) {
        const Channel *channel = channel_of(s->attempt.channel);
        const AttemptStep step = { .to = ATTEMPT_FAILED,
                                   .on = clock_today(&s->context->clock),
                                   .because = because,
                                   .deemed_on = DATE_NONE };
        if (!life_is_open(&life_of_attempts, (int)s->attempt.state))
                return 0;
        if (s->attempt.state == ATTEMPT_SENDING)
                return DELIVERY_E_STATE; /* cut off: what the channel says of it comes first */
        int r = channel->take_back ? channel->take_back(s) : 0;
        return r ? err_trace(r) : attempts_step(s, &step);
}

int delivery_handed(Context *context, LetterNumber letter, AttemptChannel by, const Handing *handing,
                    Date on) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Sending s;
        size_t n;
        const DeliveryProof proof = by == ATTEMPT_BY_VOICE ? PROOF_VOICE : PROOF_HAND;
        const AttemptStep step = { .to = ATTEMPT_DELIVERED,
                                   .on = on,
                                   .proof = delivery_proof_to_string(proof),
                                   .deemed_on = DATE_NONE };
        int r = proof_begin(context, letter, &tx, &s, &n);
        if (r)
                return err_trace(r);
        if (s.delivery.state == DELIVERY_DELIVERED || s.delivery.state == DELIVERY_WITHDRAWN)
                return DELIVERY_E_STATE;
        r = n ? proof_end_attempt(&s, "handed-over") : 0;
        if (r == 0)
                r = attempts_plan(&s, channel_of(by), handing);
        if (r == 0)
                r = attempts_step(&s, &step);
        if (r == 0)
                r = attempts_note(&s, ENTRY_LETTER_DELIVERED, NULL);
        return r ? err_trace(r) : pg_tx_commit(&tx);
}

int delivery_returned(Context *context, LetterNumber letter, ReturnReason reason, Date on) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Sending s;
        size_t n;
        const char *because = return_reason_to_string(reason);
        const AttemptStep step = {
                .to = ATTEMPT_RETURNED, .on = on, .because = because, .deemed_on = DATE_NONE
        };
        int r = proof_begin(context, letter, &tx, &s, &n);
        if (r)
                return err_trace(r);
        const Channel *channel = n ? channel_of(s.attempt.channel) : NULL;
        bool went = s.attempt.state != ATTEMPT_FAILED, lies;
        if (!channel || !channel->can_carry ||
            !life_step(&life_of_attempts, (int)s.attempt.state, ATTEMPT_RETURNED))
                return DELIVERY_E_STATE;
        r = went ? 0 : copy_where(context->store, s.delivery.document, &went, &lies);
        if (r || !went)
                return r ? err_trace(r) : DELIVERY_E_STATE;
        r = channel->take_back ? channel->take_back(&s) : 0;
        if (r == 0)
                r = attempts_step(&s, &step);
        if (r == 0 && return_reason_disproves(reason))
                r = delivery_address_returned(context->store, s.delivery.id, on);
        if (r == 0)
                r = attempts_note(&s, ENTRY_LETTER_RETURNED, because);
        return r ? err_trace(r) : pg_tx_commit(&tx);
}

/* Nothing is sent of it any more; n: how often it was tried. */
static int proof_withdraw(Sending *s, size_t n) {
        int r = n ? proof_end_attempt(s, DELIVERY_STOPPED) : 0;
        s->delivery.state = DELIVERY_WITHDRAWN;
        s->delivery.stopped = NULL;
        return r ? err_trace(r) : delivery_set(s->context->store, &s->delivery, false);
}

int delivery_withdraw(Context *context, LetterNumber letter) {
        Sending s;
        size_t n;
        int r = proof_open(context, letter, &s, &n);
        if (r == DELIVERY_E_NONE || (r == 0 && s.delivery.state == DELIVERY_WITHDRAWN))
                return 0;
        if (r)
                return err_trace(r);
        if (s.delivery.state == DELIVERY_SENT || s.delivery.state == DELIVERY_DELIVERED)
                return DELIVERY_E_STATE;
        if (n && s.attempt.state == ATTEMPT_DOUBTFUL)
                return DELIVERY_E_STATE; /* it may have left: another in its place would be a second */
        r = proof_withdraw(&s, n);
        return err_trace(r);
}

int delivery_call_back(Context *context, LetterNumber letter, bool *ret_back) {
        Sending s;
        size_t n;
        bool taken, lies;
        *ret_back = false;
        int r = proof_open(context, letter, &s, &n);
        if (r == DELIVERY_E_NONE)
                return 0;
        if (r == 0)
                r = copy_where(context->store, s.delivery.document, &taken, &lies);
        /* Of one that was cut off its channel may have heard. */
        if (r || taken || s.delivery.state != DELIVERY_READY ||
            (n && (s.attempt.state == ATTEMPT_SENDING || s.attempt.state == ATTEMPT_DOUBTFUL)))
                return err_trace(r);
        *ret_back = true;
        r = proof_withdraw(&s, n);
        return err_trace(r);
}

/* Posted or not, nobody here can say: it is a person's at once. */
static int proof_is_unknown(Sending *s) {
        s->delivery.state = DELIVERY_FAILED;
        int r = delivery_set(s->context->store, &s->delivery, false);
        return r ? err_trace(r) : attempts_note(s, ENTRY_LETTER_FAILED, DELIVERY_STATUS_UNKNOWN);
}

int delivery_not_returned(Context *context, LetterNumber letter, DeliveryState *ret, Date *ret_on) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Sending s;
        size_t n;
        AttemptStep step = { .to = ATTEMPT_FAILED,
                             .on = clock_today(&context->clock),
                             .because = DELIVERY_NOT_RETURNED,
                             .deemed_on = DATE_NONE };
        int r = proof_begin(context, letter, &tx, &s, &n);
        if (r)
                return err_trace(r);
        if (s.delivery.state != DELIVERY_RETURNED || s.attempt.state != ATTEMPT_RETURNED)
                return DELIVERY_E_STATE;
        /* It counts as received when it would have, had nobody said so. */
        if (s.attempt.left_on != DATE_NONE)
                step = (AttemptStep){ .to = ATTEMPT_DELIVERED,
                                      .on = s.attempt.deemed_on == DATE_NONE ? step.on : s.attempt.deemed_on,
                                      .proof = delivery_proof_to_string(PROOF_DEEMED),
                                      .deemed_on = DATE_NONE };
        /* It was handed to others, who may have posted it since: whether it goes again is a person's. */
        else if (!channel_of(s.attempt.channel)->lies_here && s.attempt.accepted_on != DATE_NONE)
                step.because = DELIVERY_STATUS_UNKNOWN;
        r = attempts_step(&s, &step);
        if (r == 0)
                r = delivery_address_returned(context->store, s.delivery.id, DATE_NONE);
        if (r == 0)
                r = attempts_note(&s, ENTRY_LETTER_NOT_RETURNED, NULL);
        if (r == 0 && str_eq(step.because, DELIVERY_STATUS_UNKNOWN))
                r = proof_is_unknown(&s);
        if (r == 0)
                r = pg_tx_commit(&tx);
        *ret = s.delivery.state;
        *ret_on = s.delivery.state == DELIVERY_DELIVERED ? step.on : DATE_NONE;
        return err_trace(r);
}

int delivery_once_more(Context *context, LetterNumber letter) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Sending s;
        size_t n;
        bool taken = false, lies;
        /* What the print room has taken; a folder that is away says nothing. */
        int r = documents_settle(context);
        if (r > 0)
                return err_trace(r);
        r = proof_begin(context, letter, &tx, &s, &n);
        if (r)
                return err_trace(r);
        if (s.delivery.state != DELIVERY_FAILED || n == 0)
                return DELIVERY_E_STATE;
        r = copy_where(context->store, s.delivery.document, &taken, &lies);
        if (r == 0 && taken)
                return DELIVERY_E_STATE; /* the print room had it: it has left */
        if (r == 0)
                r = delivery_again(context->store, s.delivery.id, s.attempt.id);
        if (r == 0)
                r = attempts_note(&s, ENTRY_LETTER_AGAIN, s.attempt.because);
        return r ? err_trace(r) : pg_tx_commit(&tx);
}
