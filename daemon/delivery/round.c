/* A round: every letter that is not over is taken as far as it goes today. */
#include "base/error.h"
#include "base/text.h"
#include "delivery/attempts.h"
#include "delivery/delivery.h"
#include "documents/documents.h"
#include "pg/pg.h"
#include "store/document.h"

#define STEPS_MOST 12 /* of one letter in one round: each channel fails once at most */

typedef struct Round {
        Context *context;
        const DeliveryJudges *judges;
        const char *folder;
        Desk *desk;
        DeliveryCounts *counts;
        int64_t begun; /* the attempt that this process has begun */
        int met;       /* what kept a letter from being judged */
        int64_t ended; /* one that ended, of a letter whose file lies in the folder until that is settled */
} Round;

/* Of an attempt that ends because its letter may not go. */
static int round_stop_attempt(Sending *s) {
        const Channel *channel = channel_of(s->attempt.channel);
        const AttemptStep step = { .to = ATTEMPT_FAILED,
                                   .on = clock_today(&s->context->clock),
                                   .because = DELIVERY_STOPPED,
                                   .deemed_on = DATE_NONE };
        int r = channel->take_back ? channel->take_back(s) : 0;
        return r ? err_trace(r) : attempts_step(s, &step);
}

static int round_stop(Round *round, Sending *s, const DeliveryVerdict *verdict) {
        const char *before = s->delivery.stopped;
        bool open = s->attempt.id && life_is_open(&life_of_attempts, (int)s->attempt.state);
        int r = open ? round_stop_attempt(s) : 0;
        if (r)
                return err_trace(r);
        s->delivery.state = verdict->over ? DELIVERY_WITHDRAWN : DELIVERY_READY;
        s->delivery.stopped = verdict->over ? NULL : verdict->stopped;
        r = delivery_set(round->context->store, &s->delivery, false);
        if (r || (str_eq(before, verdict->stopped) && !verdict->over))
                return err_trace(r);
        round->counts->stopped++;
        return attempts_note(s, ENTRY_LETTER_STOPPED, verdict->stopped);
}

/* *ret_may: nothing is in the way of sending it, or of leaving it where it lies. */
static int round_judge(Round *round, Sending *s, bool *ret_may) {
        DeliveryVerdict verdict = { 0 };
        const DeliveryJudges *judges = round->judges;
        const DeliveryJudge *judge = s->delivery.letter.obligation ? &judges->notices : &judges->requests;
        *ret_may = false;
        int r = judge->judge(judge->data, s->context, &s->delivery, &verdict);
        if (r == 0 && verdict.unknown && round->met == 0)
                round->met = verdict.met;
        if (r || verdict.unknown)
                return err_trace(r);
        *ret_may = !verdict.stopped;
        return *ret_may ? 0 : round_stop(round, s, &verdict);
}

/* After the last channel it is a person's. unseen: why, though the attempt says otherwise; NULL. */
static int round_give_up(Round *round, Sending *s, const Attempt *last, const char *unseen) {
        s->attempt = *last;
        s->delivery.state = DELIVERY_FAILED;
        s->delivery.stopped = unseen;
        round->counts->failed++;
        int r = delivery_set(round->context->store, &s->delivery, false);
        return r ? err_trace(r) : attempts_note(s, ENTRY_LETTER_FAILED, unseen ? unseen : last->because);
}

static int round_plan(Round *round, Sending *s, const Attempt *tried, size_t n, bool *ret_again) {
        const Channel *channel = channel_next(s, tried, n);
        const Channel *folder = channel_of(ATTEMPT_BY_SPOOL);
        bool may, taken, lies;
        int r = copy_where(round->context->store, s->delivery.document, &taken, &lies);
        if (r)
                return err_trace(r);
        /* Called back too late: it has gone, and what that means is a person's to see. */
        if (taken)
                return round_give_up(round, s, &s->attempt, DELIVERY_TAKEN_UNSEEN);
        if (!channel && n && !channel_was_not_tried(&tried[n - 1]))
                return round_give_up(round, s, &tried[n - 1], NULL);
        /* Its file lies there from before there were attempts: nobody else gets it as well. */
        if (lies && channel && !channel->lies_here)
                channel = folder->can_carry(s) ? folder : NULL;
        if (n && tried[n - 1].id == round->ended)
                return 0; /* the print room may have taken it meanwhile: that is looked at first */
        if (!channel || s->desk->rests[channel->name])
                return 0; /* not from this host, as it is set up now; or not now */
        r = round_judge(round, s, &may);
        if (r || !may)
                return err_trace(r);
        *ret_again = true;
        return attempts_plan(s, channel, NULL);
}

/* Told by the channel. It does not say why, so the address is taken to be at fault, as it mostly is. */
static int round_returned(Sending *s, const ChannelAnswer *answer) {
        int r = delivery_address_returned(s->context->store, s->delivery.id, clock_today(&s->context->clock));
        return r ? err_trace(r) : attempts_note(s, ENTRY_LETTER_RETURNED, answer->because);
}

/* What it says is now on record, and in the ledger where it matters to somebody. */
static int round_follow(Round *round, Sending *s, const ChannelAnswer *answer) {
        const bool lies_here = channel_of(s->attempt.channel)->lies_here;
        const bool received = answer->state == ATTEMPT_DELIVERED;
        const AttemptStep step = { .to = answer->state,
                                   .on = received ? s->attempt.deemed_on : clock_today(&s->context->clock),
                                   .because = answer->because,
                                   .proof = received ? delivery_proof_to_string(PROOF_DEEMED) : NULL,
                                   .deemed_on = answer->deemed_on };
        int r = attempts_step(s, &step);
        if (r)
                return err_trace(r);
        if (received) {
                round->counts->received++;
                return attempts_note(s, ENTRY_LETTER_DELIVERED, NULL);
        }
        if (answer->state == ATTEMPT_RETURNED)
                return round_returned(s, answer);
        if (answer->state != (lies_here ? ATTEMPT_DISPATCHED : ATTEMPT_ACCEPTED))
                return 0;
        round->counts->sent++;
        return attempts_note(s, ENTRY_LETTER_SENT, NULL);
}

/* A channel that cannot be used now rests, and what waits for it says so. */
static int round_rest(Sending *s, const ChannelAnswer *answer) {
        if (!answer->waits)
                return 0;
        if (!answer->alone)
                s->desk->rests[s->attempt.channel] = true;
        if (s->delivery.state != DELIVERY_READY)
                return 0;
        s->delivery.stopped = answer->waits;
        return delivery_set(s->context->store, &s->delivery, false);
}

static int round_send(Round *round, Sending *s) {
        ChannelAnswer answer = { .state = ATTEMPT_DOUBTFUL, .deemed_on = DATE_NONE };
        bool may;
        int r = round_judge(round, s, &may);
        if (r || !may)
                return err_trace(r);
        r = channel_of(s->attempt.channel)->send(s, &answer);
        if (r == 0)
                r = round_follow(round, s, &answer);
        return r ? err_trace(r) : round_rest(s, &answer);
}

static int round_ask(Round *round, Sending *s, bool *ret_again) {
        const Channel *channel = channel_of(s->attempt.channel);
        const AttemptState state = s->attempt.state;
        ChannelAnswer answer = { .state = state, .deemed_on = DATE_NONE };
        bool may;
        int r = s->desk->rests[channel->name] ? 0 : channel->ask(s, &answer);
        if (r == 0)
                r = round_rest(s, &answer);
        if (r)
                return err_trace(r);
        if (answer.state == ATTEMPT_DISPATCHED && s->attempt.deemed_on != DATE_NONE &&
            clock_today(&s->context->clock) >= s->attempt.deemed_on)
                answer.state = ATTEMPT_DELIVERED;
        if (answer.state == state)
                return state == ATTEMPT_ACCEPTED && channel->lies_here ? round_judge(round, s, &may) : 0;
        *ret_again = answer.state != ATTEMPT_DELIVERED;
        if (answer.state == ATTEMPT_FAILED && channel->lies_here)
                round->ended = s->attempt.id;
        return round_follow(round, s, &answer);
}

/* One step of one letter, in its own transaction. */
static int round_move(Round *round, Sending *s, const Attempt *tried, size_t n, bool *ret_again) {
        const AttemptStep begin = { .to = ATTEMPT_SENDING,
                                    .on = clock_today(&s->context->clock),
                                    .deemed_on = DATE_NONE };
        const AttemptStep not_now = {
                .to = ATTEMPT_FAILED, .on = begin.on, .because = DELIVERY_NOT_NOW, .deemed_on = DATE_NONE
        };
        const AttemptStep doubt = { .to = ATTEMPT_DOUBTFUL, .on = begin.on, .deemed_on = DATE_NONE };
        if (n == 0 || !life_is_open(&life_of_attempts, (int)s->attempt.state))
                return round_plan(round, s, tried, n, ret_again);
        if (s->desk->rests[s->attempt.channel] && s->attempt.state != ATTEMPT_DISPATCHED)
                return 0;
        if (s->attempt.state != ATTEMPT_PLANNED && s->attempt.state != ATTEMPT_SENDING)
                return round_ask(round, s, ret_again);
        const Channel *channel = channel_of(s->attempt.channel);
        if (s->attempt.state == ATTEMPT_PLANNED && !(channel->can_carry && channel->can_carry(s)))
                return 0; /* not from this host */
        *ret_again = true;
        if (s->attempt.state == ATTEMPT_PLANNED && !channel_may_begin(s, channel))
                return attempts_step(s, &not_now);
        if (s->attempt.state == ATTEMPT_SENDING)
                return round->begun == s->attempt.id ? round_send(round, s) : attempts_step(s, &doubt);
        round->begun = s->attempt.id;
        return attempts_step(s, &begin);
}

static int round_step(Round *round, int64_t id, bool *ret_again) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Context inner = *round->context;
        Sending s = { .context = &inner, .arena = arena, .folder = round->folder, .desk = round->desk };
        Attempt *tried = NULL;
        size_t n = 0;
        inner.arena = arena;
        *ret_again = false;
        int r = pg_tx_begin(store_pg(inner.store), &tx);
        if (r == 0)
                r = delivery_lock(inner.store, id, arena, &s.delivery);
        if (r == DELIVERY_STORE_E_NONE)
                return 0;
        if (r == 0 && s.delivery.state != DELIVERY_READY && s.delivery.state != DELIVERY_SENT)
                return 0;
        if (r == 0)
                r = attempt_list(inner.store, id, arena, &tried, &n);
        if (n)
                s.attempt = tried[n - 1];
        for (; n && tried[0].id <= s.delivery.again_after; n--)
                tried++;
        if (r == 0)
                r = round_move(round, &s, tried, n, ret_again);
        return r ? err_trace(r) : pg_tx_commit(&tx);
}

static int round_letter(Round *round, int64_t id) {
        bool again = true;
        int r = 0;
        for (int i = 0; r == 0 && again && i < STEPS_MOST; i++)
                r = round_step(round, id, &again);
        return err_trace(r);
}

/* A folder that cannot be used is no reason not to judge what lies in it, or in another host's. */
static int round_settle(Context *context, int *fault) {
        int r = documents_settle(context);
        *fault = r < 0 && *fault == 0 ? r : *fault;
        return r > 0 ? err_trace(r) : 0;
}

int delivery_round(Context *context, const DeliveryJudges *judges, DeliveryCounts *ret) {
        _cleanup_desk_ Desk desk = { 0 };
        Round round = { .context = context, .judges = judges, .desk = &desk, .counts = ret };
        int64_t after = 0;
        size_t n = 1;
        int fault = 0, r = documents_folder(context, &round.folder);
        if (r == 0)
                r = round_settle(context, &fault); /* what the print room has taken, too */
        while (r == 0 && n) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                int64_t *ids = NULL;
                r = delivery_next(context->store, after, arena, &ids, &n);
                for (size_t i = 0; r == 0 && i < n; i++)
                        r = round_letter(&round, after = ids[i]);
                if (r == 0 && n)
                        r = round_settle(context, &fault);
                if (r == 0 && context->proceed && !context->proceed(context, after, -1))
                        break;
        }
        if (r == 0 && fault == 0)
                r = documents_manifest(context);
        if (r == 0)
                r = fault ? fault : round.met;
        return err_trace(r);
}
