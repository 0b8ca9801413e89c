#include "model/delivery-words.h"

static const char *const channels[] = { DELIVERY_CHANNELS(WORD_STRING) };
static const char *const delivery_states[] = { DELIVERY_STATES(WORD_STRING) };
static const char *const attempt_channels[] = { ATTEMPT_CHANNELS(WORD_STRING) };
static const char *const proofs[] = { DELIVERY_PROOFS(WORD_STRING) };
static const char *const understoods[] = { DELIVERY_UNDERSTOOD(WORD_STRING) };
static const char *const postages[] = { POSTAGES(WORD_STRING) };
static const char *const return_reasons[] = { RETURN_REASONS(WORD_STRING) };

const char *postage_to_string(Postage postage) {
        return postages[postage];
}

const char *delivery_channel_to_string(DeliveryChannel channel) {
        return channels[channel];
}

const char *delivery_state_to_string(DeliveryState state) {
        return delivery_states[state];
}

bool delivery_state_from_string(const char *s, DeliveryState *ret) {
        size_t n;
        if (!str_place(s, delivery_states, ELEMENTS(delivery_states), &n))
                return false;
        *ret = (DeliveryState)n;
        return true;
}

const char *attempt_channel_to_string(AttemptChannel channel) {
        return attempt_channels[channel];
}

bool attempt_channel_from_string(const char *s, AttemptChannel *ret) {
        size_t n;
        if (!str_place(s, attempt_channels, ELEMENTS(attempt_channels), &n))
                return false;
        *ret = (AttemptChannel)n;
        return true;
}

const char *delivery_proof_to_string(DeliveryProof proof) {
        return proofs[proof];
}

const char *delivery_understood_to_string(DeliveryUnderstood understood) {
        return understoods[understood];
}

bool delivery_understood_from_string(const char *s, DeliveryUnderstood *ret) {
        size_t n;
        if (!str_place(s, understoods, ELEMENTS(understoods), &n))
                return false;
        *ret = (DeliveryUnderstood)n;
        return true;
}

const char *return_reason_to_string(ReturnReason reason) {
        return return_reasons[reason];
}

bool return_reason_from_string(const char *s, ReturnReason *ret) {
        size_t n;
        if (!str_place(s, return_reasons, ELEMENTS(return_reasons), &n))
                return false;
        *ret = (ReturnReason)n;
        return true;
}

bool return_reason_disproves(ReturnReason reason) {
        return reason == RETURN_GONE_AWAY || reason == RETURN_NO_SUCH_ADDRESS;
}
