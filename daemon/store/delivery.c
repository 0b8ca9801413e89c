#include "store/delivery.h"

#include "base/error.h"
#include "store/call.h"

#include <inttypes.h>

const char *letter_number_to_string(LetterNumber number, Arena *arena) {
        return number.obligation ? arena_printf(arena, "N-%" PRId64, number.obligation)
                                 : arena_printf(arena, "L-%" PRId64, number.request_letter);
}

bool letter_number_from_string(const char *s, LetterNumber *ret) {
        *ret = (LetterNumber){ 0 };
        return str_starts(s, "N-")   ? str_to_i64(s + 2, 1, INT64_MAX, &ret->obligation)
               : str_starts(s, "L-") ? str_to_i64(s + 2, 1, INT64_MAX, &ret->request_letter)
                                     : false;
}

int delivery_insert(Store *store, const DeliveryLetter *letter, Date ready_on, int64_t *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, delivery_insert, &rows, .notice = letter->notice,
                           .request_letter = letter->request_letter, .document = letter->document,
                           .channel = delivery_channel_to_string(DELIVERY_BY_POST), .ready_on = ready_on,
                           .address = letter->address);
        if (r == 0)
                *ret = pg_i64(rows, 0, DELIVERY_INSERT_ID);
        return err_trace(r);
}

int delivery_list(Store *store, int64_t id, const char *state, PgRows **ret) {
        return store_call(store, delivery_list, ret, .id = id, .state = state);
}

int delivery_next(Store *store, int64_t after, Arena *arena, int64_t **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, delivery_next, &rows, .after = after);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n + 1, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++)
                (*ret)[i] = pg_i64(rows, i, DELIVERY_NEXT_ID);
        return 0;
}

static int delivery_read(int r, const PgRows *rows, Arena *arena, Delivery *ret) {
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return DELIVERY_STORE_E_NONE;
        *ret = (Delivery){
                .id = pg_i64(rows, 0, DELIVERY_VIEW_ID),
                .letter = { pg_i64(rows, 0, DELIVERY_VIEW_OBLIGATION),
                            pg_i64(rows, 0, DELIVERY_VIEW_REQUEST_LETTER) },
                .document = pg_i64(rows, 0, DELIVERY_VIEW_DOCUMENT),
                .subject = arena_strdup(arena, pg_text(rows, 0, DELIVERY_VIEW_SUBJECT)),
                .stopped = arena_strdup(arena, pg_text(rows, 0, DELIVERY_VIEW_STOPPED)),
                .again_after = pg_i64(rows, 0, DELIVERY_VIEW_AGAIN_AFTER),
        };
        return delivery_state_from_string(pg_text(rows, 0, DELIVERY_VIEW_STATE), &ret->state)
                       ? 0
                       : err_origin(-EBADMSG);
}

int delivery_lock(Store *store, int64_t id, Arena *arena, Delivery *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, delivery_lock, &rows, .id = id);
        return delivery_read(r, rows, arena, ret);
}

int delivery_lock_of_letter(Store *store, LetterNumber letter, Arena *arena, Delivery *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, delivery_lock_of_letter, &rows, .obligation = letter.obligation,
                           .request_letter = letter.request_letter);
        return delivery_read(r, rows, arena, ret);
}

int delivery_lock_of_request(Store *store, const char *ref) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        return store_call(store, delivery_lock_of_request, &rows, .ref = ref);
}

int delivery_set(Store *store, const Delivery *delivery, bool by_hand) {
        return store_call(store, delivery_set, NULL, .id = delivery->id,
                          .state = delivery_state_to_string(delivery->state), .stopped = delivery->stopped,
                          .channel = by_hand ? delivery_channel_to_string(DELIVERY_BY_IN_PERSON) : NULL);
}

int delivery_again(Store *store, int64_t id, int64_t after) {
        return store_call(store, delivery_again, NULL, .id = id, .after = after);
}

int delivery_address_look(Store *store, int64_t delivery, const char *address, bool *ret_same,
                          bool *ret_disproved) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, delivery_address_look, &rows, .delivery = delivery, .address = address);
        if (r)
                return err_trace(r);
        *ret_same = pg_bool(rows, 0, DELIVERY_ADDRESS_LOOK_SAME);
        *ret_disproved = pg_bool(rows, 0, DELIVERY_ADDRESS_LOOK_DISPROVED);
        return 0;
}

int delivery_address_returned(Store *store, int64_t delivery, Date on) {
        return store_call(store, delivery_address_returned, NULL, .delivery = delivery, .on = on);
}

int attempt_list(Store *store, int64_t delivery, Arena *arena, Attempt **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, attempt_list, &rows, .delivery = delivery);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        Attempt *list = arena_array(arena, n + 1, sizeof *list);
        for (size_t i = 0; i < n; i++) {
                list[i] = (Attempt){
                        .id = pg_i64(rows, i, ATTEMPT_LIST_ID),
                        .delivery = delivery,
                        .reference = arena_strdup(arena, pg_text(rows, i, ATTEMPT_LIST_REFERENCE)),
                        .because = arena_strdup(arena, pg_text(rows, i, ATTEMPT_LIST_BECAUSE)),
                        .planned_on = pg_date(rows, i, ATTEMPT_LIST_PLANNED_ON),
                        .accepted_on = pg_date(rows, i, ATTEMPT_LIST_ACCEPTED_ON),
                        .left_on = pg_date(rows, i, ATTEMPT_LIST_LEFT_ON),
                        .deemed_on = pg_date(rows, i, ATTEMPT_LIST_DEEMED_ON),
                        .begun_seconds_ago = pg_i64(rows, i, ATTEMPT_LIST_BEGUN_SECONDS_AGO),
                };
                if (!attempt_channel_from_string(pg_text(rows, i, ATTEMPT_LIST_CHANNEL), &list[i].channel) ||
                    !attempt_state_from_string(pg_text(rows, i, ATTEMPT_LIST_STATE), &list[i].state))
                        return err_origin(-EBADMSG);
        }
        *ret = list;
        *ret_n = n;
        return 0;
}

int attempt_insert(Store *store, Attempt *attempt, Date on, const Handing *handing, Arena *arena) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        const char *understood =
                handing && handing->asked ? delivery_understood_to_string(handing->understood) : NULL;
        int r = store_call(store, attempt_insert, &rows, .delivery = attempt->delivery,
                           .channel = attempt_channel_to_string(attempt->channel), .on = on,
                           .handed_as = handing ? handing->as : NULL, .understood = understood);
        if (r)
                return err_trace(r);
        attempt->id = pg_i64(rows, 0, ATTEMPT_INSERT_ID);
        attempt->reference = arena_strdup(arena, pg_text(rows, 0, ATTEMPT_INSERT_REFERENCE));
        attempt->state = ATTEMPT_PLANNED;
        return 0;
}

int attempt_step(Store *store, Attempt *attempt, const AttemptStep *step) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, attempt_step, &rows, .id = attempt->id,
                           .from = attempt_state_to_string(attempt->state),
                           .to = attempt_state_to_string(step->to), .because = step->because,
                           .proof = step->proof, .deemed_on = step->deemed_on, .on = step->on);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return DELIVERY_STORE_E_MOVED;
        attempt->state = step->to;
        if (step->to == ATTEMPT_ACCEPTED)
                attempt->accepted_on = step->on;
        return 0;
}
