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
        WORD(FAILED, "failed")                                                                               \
        WORD(RETURNED, "returned")                                                                           \
        WORD(WITHDRAWN, "withdrawn")

/* By what one attempt is made: a file of delivery/channels/ each. What a person did is one too. */
#define ATTEMPT_CHANNELS(WORD)                                                                               \
        WORD(SPOOL, "spool")                                                                                 \
        WORD(NOTIFY, "notify")                                                                               \
        WORD(HAND, "hand")                                                                                   \
        WORD(VOICE, "voice")

/* How it is known that a letter was received. */
#define DELIVERY_PROOFS(WORD)                                                                                \
        WORD(HAND, "hand")                                                                                   \
        WORD(VOICE, "voice")                                                                                 \
        WORD(DEEMED, "deemed")

/* Whether whoever got it understood it, as whoever handed it over saw it. */
#define DELIVERY_UNDERSTOOD(WORD)                                                                            \
        WORD(WELL, "well")                                                                                   \
        WORD(PARTLY, "partly")                                                                               \
        WORD(HARDLY, "hardly")

/* Why a letter came back. Only of the first two is its address the fault. */
#define RETURN_REASONS(WORD)                                                                                 \
        WORD(GONE_AWAY, "gone-away")                                                                         \
        WORD(NO_SUCH_ADDRESS, "no-such-address")                                                             \
        WORD(REFUSED, "refused")                                                                             \
        WORD(NOT_CALLED_FOR, "not-called-for")

/* How Notify posts a letter. */
#define POSTAGES(WORD)                                                                                       \
        WORD(FIRST, "first")                                                                                 \
        WORD(SECOND, "second")                                                                               \
        WORD(ECONOMY, "economy")

typedef enum DeliveryChannel {
#define WORD(name, word) DELIVERY_BY_##name,
        DELIVERY_CHANNELS(WORD)
#undef WORD
                _DELIVERY_CHANNEL_MAX,
} DeliveryChannel;

typedef enum DeliveryState {
#define WORD(name, word) DELIVERY_##name,
        DELIVERY_STATES(WORD)
#undef WORD
                _DELIVERY_STATE_MAX,
} DeliveryState;

typedef enum AttemptChannel {
#define WORD(name, word) ATTEMPT_BY_##name,
        ATTEMPT_CHANNELS(WORD)
#undef WORD
                _ATTEMPT_CHANNEL_MAX,
} AttemptChannel;

typedef enum DeliveryProof {
#define WORD(name, word) PROOF_##name,
        DELIVERY_PROOFS(WORD)
#undef WORD
                _DELIVERY_PROOF_MAX,
} DeliveryProof;

typedef enum DeliveryUnderstood {
#define WORD(name, word) UNDERSTOOD_##name,
        DELIVERY_UNDERSTOOD(WORD)
#undef WORD
                _DELIVERY_UNDERSTOOD_MAX,
} DeliveryUnderstood;

typedef enum ReturnReason {
#define WORD(name, word) RETURN_##name,
        RETURN_REASONS(WORD)
#undef WORD
                _RETURN_REASON_MAX,
} ReturnReason;

typedef enum Postage {
#define WORD(name, word) POSTAGE_##name,
        POSTAGES(WORD)
#undef WORD
                _POSTAGE_MAX,
} Postage;

const char *postage_to_string(Postage postage);
const char *delivery_channel_to_string(DeliveryChannel channel);
const char *delivery_state_to_string(DeliveryState state);
bool delivery_state_from_string(const char *s, DeliveryState *ret);
const char *attempt_channel_to_string(AttemptChannel channel);
bool attempt_channel_from_string(const char *s, AttemptChannel *ret);
const char *delivery_proof_to_string(DeliveryProof proof);
const char *delivery_understood_to_string(DeliveryUnderstood understood);
bool delivery_understood_from_string(const char *s, DeliveryUnderstood *ret);
const char *return_reason_to_string(ReturnReason reason);
bool return_reason_from_string(const char *s, ReturnReason *ret);
/* Whether a letter that came back so says that nobody of that name lives there. */
bool return_reason_disproves(ReturnReason reason);
